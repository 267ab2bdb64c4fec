#!/usr/bin/python3
"""PyTorch's own example of nn.LSTM.  Writes weights, inputs, outputs, and in *_ten_steps*.npy ten steps in one call."""
import os
import sys

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "common"))
from golden import draw, rounded, write  # noqa: E402

torch.manual_seed(1)
rnn = rounded(torch.nn.LSTM(10, 20, 2))
x, h0, c0 = draw((10, 3, 10), 1), draw((2, 3, 20), 2), draw((2, 3, 20), 3)
output, (h_n, c_n) = rnn(x[:5], (h0, c0))
write(HERE, {"x": x[:5], "h0": h0, "c0": c0}, {"output": output, "h_n": h_n, "c_n": c_n},
      {"rnn." + name: value for name, value in rnn.state_dict().items()})
output, (h_n, c_n) = rnn(x, (h0, c0))
write(HERE, {"ten_steps": x}, {"ten_steps": output, "ten_steps_h_n": h_n, "ten_steps_c_n": c_n})
