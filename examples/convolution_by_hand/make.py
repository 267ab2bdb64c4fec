#!/usr/bin/python3
"""Writes in_x.npy, out_convolution.npy and out_correlation.npy; numpy and PyTorch have to agree on them."""
import os
import sys

import numpy as np
import torch
from torch.nn.functional import conv1d

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "common"))
from golden import write  # noqa: E402

x, h = np.array([4.0, 1, 2, 5]), np.array([1.0, 2, -1])
convolution, correlation = np.convolve(x, h), np.correlate(x, h, "full")


def slide(kernel):
    """What a framework calls a convolution."""
    return conv1d(torch.tensor(x)[None, None], torch.tensor(kernel.copy())[None, None], padding=2)[0, 0].numpy()


assert np.array_equal(convolution, [4, 9, 0, 8, 8, -5])
assert np.array_equal(slide(h[::-1]), convolution) and np.array_equal(slide(h), correlation)
write(HERE, {"x": x}, {"convolution": convolution, "correlation": correlation})
