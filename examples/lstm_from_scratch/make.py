#!/usr/bin/python3
"""The LSTM from its equations: a matrix for each gate and nothing of torch.nn.  Writes weights.npz, inputs and outputs.

Source: Zhang, Lipton, Li and Smola, Dive into Deep Learning, chapter "Long Short-Term Memory"."""
import os
import sys

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "common"))
from golden import draw, stored, write  # noqa: E402

STEPS, BATCH, VOCABULARY, HIDDEN = 35, 4, 28, 32


def parameters():
    p = {}
    for k, gate in enumerate("ifoc"):
        p["W_x" + gate] = draw((VOCABULARY, HIDDEN), 10 + k)
        p["W_h" + gate] = draw((HIDDEN, HIDDEN), 20 + k, -0.4, 0.4)
        p["b_" + gate] = draw((HIDDEN,), 30 + k, -0.3, 0.3)
    p["W_hq"], p["b_q"] = draw((HIDDEN, VOCABULARY), 40), draw((VOCABULARY,), 41)
    return p


def lstm(inputs, p):
    """inputs (T, N, in) -> the scores of every step (T, N, out), H, C"""
    H = C = torch.zeros(BATCH, HIDDEN, dtype=torch.float64)
    outputs = []
    for X in inputs:
        I = torch.sigmoid(X @ p["W_xi"] + H @ p["W_hi"] + p["b_i"])
        F = torch.sigmoid(X @ p["W_xf"] + H @ p["W_hf"] + p["b_f"])
        O = torch.sigmoid(X @ p["W_xo"] + H @ p["W_ho"] + p["b_o"])
        C_tilde = torch.tanh(X @ p["W_xc"] + H @ p["W_hc"] + p["b_c"])
        C = F * C + I * C_tilde
        H = O * torch.tanh(C)
        outputs.append(H @ p["W_hq"] + p["b_q"])
    return torch.stack(outputs), H, C


p = parameters()
text = np.random.default_rng(5).integers(0, VOCABULARY, (STEPS, BATCH))
one_hot = torch.nn.functional.one_hot(torch.tensor(text), VOCABULARY).double()
outputs, H, C = lstm(one_hot, p)
np.savez(os.path.join(HERE, "weights.npz"), **{"lstm." + name: stored(value) for name, value in p.items()})
write(HERE, {"one_hot": one_hot}, {"next": outputs, "H": H, "C": C})
