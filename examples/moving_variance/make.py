#!/usr/bin/python3
"""Writes in_x.npy, a noisy wave on an offset of 1000, and its moving mean and variance by PyTorch in double precision."""
import os
import sys

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "common"))
from golden import draw, write  # noqa: E402

LENGTH, WINDOW = 400, 16

t = torch.arange(LENGTH, dtype=torch.float64)
x = (1000 + 0.3 * torch.sin(t / 9) + draw(LENGTH, low=-0.1, high=0.1)).float().double()
windows = [x[max(0, i + 1 - WINDOW):i + 1] for i in range(LENGTH)]       # shorter ones at the start
write(HERE, {"x": x}, {"mean": torch.stack([w.mean() for w in windows]),
                       "variance": torch.stack([w.var(unbiased=False) for w in windows])})
