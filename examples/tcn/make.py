#!/usr/bin/python3
"""Writes the weights, a noisy melody of 4096 samples (in_x.npy) and what PyTorch makes of it (out_y.npy)."""
import os
import sys

import torch
from torch.nn.functional import pad

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "common"))
from golden import draw, rounded, write  # noqa: E402

CHANNELS, LEVELS, LENGTH = 12, 10, 4096


class Tcn(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.sum0 = torch.nn.Conv1d(1, CHANNELS, 1)
        for i in range(LEVELS):
            self.add_module("dil%d" % i, torch.nn.Conv1d(CHANNELS, CHANNELS, 3, dilation=2 ** i))
        self.y = torch.nn.Conv1d(CHANNELS, 1, 1)

    def forward(self, x):
        x = self.sum0(x)
        for i in range(LEVELS):
            x = x + torch.tanh(getattr(self, "dil%d" % i)(pad(x, (2 * 2 ** i, 0))))
        return self.y(x)


torch.manual_seed(6)
net = rounded(Tcn())
t = torch.arange(LENGTH, dtype=torch.float64)
x = (torch.sin(t / 7) + 0.5 * torch.sin(t / 31) + 0.2 * draw(LENGTH)).float().double()
write(HERE, {"x": x}, {"y": net(x[None, None])[0, 0]}, net.state_dict())
