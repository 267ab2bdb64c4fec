#!/usr/bin/python3
"""Writes weights, two humming sensors (in_sensors.npy), and what scipy's lfilter and PyTorch make of them."""
import os
import sys

import numpy as np
import scipy.signal
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "common"))
from golden import draw, rounded, stored, write  # noqa: E402

LENGTH, RATE = 400, 360
B, A = [0.9195498, -1.1821505, 0.9195498], [1, -1.1821505, 0.8390996]       # as model.yaml has them
assert np.allclose(scipy.signal.iirnotch(50, 5, RATE), (B, A), atol=1e-7)   # 50 Hz, 10 Hz wide

t = np.arange(LENGTH) / RATE
hum = np.sin(2 * np.pi * 50 * t)
sensors = np.stack([np.sin(2 * np.pi * 3 * t) + 0.8 * hum, np.sin(2 * np.pi * 7 * t) + 0.5 * hum], 1) + 0.05 * draw((LENGTH, 2)).numpy()
sensors = stored(sensors).astype("f8")
b, a = np.float32(B).astype("f8"), np.float32(A).astype("f8")               # the C file's coefficients are float32
notch = scipy.signal.lfilter(b, a, sensors, axis=0)

torch.manual_seed(9)
patterns = rounded(torch.nn.Conv1d(2, 4, 9))
x = torch.nn.functional.pad(torch.tensor(notch.T)[None], (8, 0))
write(HERE, {"sensors": sensors}, {"notch": notch, "patterns": torch.tanh(patterns(x))[0].T},
      {"patterns." + name: value for name, value in patterns.state_dict().items()})
