#!/usr/bin/python3
"""Writes the weights, sequences of 100 and 200 steps (in_x.0.npy, in_x.1.npy), and what PyTorch says of each."""
import os
import sys

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "common"))
from golden import draw, rounded, write  # noqa: E402


class Pooled(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv1d(4, 16, 5, padding="same")
        self.fc = torch.nn.Linear(32, 5)

    def forward(self, x):
        y = torch.relu(self.conv(x.transpose(1, 2)))
        return self.fc(torch.cat([y.amax(2), y.mean(2)], 1))


torch.manual_seed(3)
net = rounded(Pooled())
for k, length in enumerate((100, 200)):
    x = draw((1, length, 4), k)
    write(HERE, {"x.%d" % k: x}, {"scores.%d" % k: net(x)}, net.state_dict())
