#!/usr/bin/python3
"""Draws weights as Keras keeps them, turns them into PyTorch's, and runs both: Keras' equations in numpy, PyTorch's own modules.

Writes keras.npz, pytorch.npz, in_x.npy and out_y.npy.
Source: keras.layers.Conv1D and LSTM; LSTMCell there splits its product into i, f, c, o."""
import os
import sys

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "common"))
from golden import draw, stored, write  # noqa: E402

IN, FILTERS, TAPS, UNITS, OUT = 3, 8, 4, 12, 5

KERAS = {name: draw(shape, 10 + k, -0.6, 0.6).numpy() for k, (name, shape) in enumerate({
    "conv.kernel": (TAPS, IN, FILTERS), "conv.bias": (FILTERS,),
    "rnn.kernel": (FILTERS, 4 * UNITS), "rnn.recurrent_kernel": (UNITS, 4 * UNITS), "rnn.bias": (4 * UNITS,),
    "dense.kernel": (UNITS, OUT), "dense.bias": (OUT,)}.items())}

PYTORCH = {
    "conv.weight": KERAS["conv.kernel"].transpose(2, 1, 0),       # (tap, in, out) -> (out, in, tap)
    "conv.bias": KERAS["conv.bias"],
    "rnn.weight_ih_l0": KERAS["rnn.kernel"].T,                    # (in, 4 units) -> (4 units, in); i f c o is i f g o
    "rnn.weight_hh_l0": KERAS["rnn.recurrent_kernel"].T,
    "rnn.bias_ih_l0": KERAS["rnn.bias"],                          # PyTorch adds two biases, Keras has one
    "rnn.bias_hh_l0": np.zeros(4 * UNITS),
    "dense.weight": KERAS["dense.kernel"].T,
    "dense.bias": KERAS["dense.bias"]}


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def as_keras(x, w):
    """x (N, T, IN) -> (N, T, OUT)"""
    x = np.pad(x, ((0, 0), (TAPS - 1, 0), (0, 0)))                # padding="causal"
    taps = [x[:, k:k + x.shape[1] - TAPS + 1] @ w["conv.kernel"][k] for k in range(TAPS)]
    x = np.maximum(sum(taps) + w["conv.bias"], 0)
    h = c = np.zeros((len(x), UNITS))
    steps = []
    for t in range(x.shape[1]):
        z = x[:, t] @ w["rnn.kernel"] + h @ w["rnn.recurrent_kernel"] + w["rnn.bias"]
        z0, z1, z2, z3 = np.split(z, 4, 1)
        c = sigmoid(z1) * c + sigmoid(z0) * np.tanh(z2)
        h = sigmoid(z3) * np.tanh(c)
        steps.append(h)
    return np.stack(steps, 1) @ w["dense.kernel"] + w["dense.bias"]


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv1d(IN, FILTERS, TAPS)
        self.rnn = torch.nn.LSTM(FILTERS, UNITS, batch_first=True)
        self.dense = torch.nn.Linear(UNITS, OUT)

    def forward(self, x):
        x = torch.relu(self.conv(torch.nn.functional.pad(x.transpose(1, 2), (TAPS - 1, 0))))
        return self.dense(self.rnn(x.transpose(1, 2))[0])


x = draw((2, 30, IN))
net = Net().double().requires_grad_(False)
net.load_state_dict({name: torch.tensor(np.ascontiguousarray(value)) for name, value in PYTORCH.items()})
y = as_keras(x.numpy(), KERAS)
assert np.abs(y - net(x).numpy()).max() < 1e-14
for name, arrays in (("keras", KERAS), ("pytorch", PYTORCH)):
    np.savez(os.path.join(HERE, name + ".npz"), **{key: stored(value) for key, value in arrays.items()})
write(HERE, {"x": x}, {"y": y})
