"""Recurrent layers from their equations, in double precision.

Source: the equations at torch.nn.LSTM, GRU and RNN; peephole and hidden-state projection from Sak, Senior
and Beaufays, "Long short-term memory recurrent neural network architectures" (2014) as ONNX' LSTM states
them; GRU's first form (the reset gate before the product) from Cho et al. (2014).  Axes: x (N, T, C),
states (N, H).  Weights are PyTorch's: gates i f g o, r z n, each (gate * H, in).
"""
import numpy as np


def sigmoid(x):
    return 0.5 * (1 + np.tanh(0.5 * x))


FUNCTIONS = {
    "tanh": np.tanh, "sigmoid": sigmoid, "relu": lambda x: np.maximum(x, 0),
    "hard_sigmoid": lambda x: np.clip(x / 6 + 0.5, 0, 1),
    "hard_sigmoid_keras2": lambda x: np.clip(0.2 * x + 0.5, 0, 1),
    "softsign": lambda x: x / (1 + np.abs(x)),
}


def lstm_step(x, h, c, w, act=np.tanh, gate=sigmoid):
    """w: w_ih, w_hh, b_ih, b_hh, and where it has them p (i, o, f: 3H, ONNX' order) and w_hr"""
    a = x @ w["w_ih"].T + h @ w["w_hh"].T + w["b_ih"] + w["b_hh"]
    i, f, g, o = np.split(a, 4, 1)
    p_i, p_o, p_f = np.split(w["p"], 3) if "p" in w else (0, 0, 0)
    c_new = gate(f + p_f * c) * c + gate(i + p_i * c) * act(g)
    h_new = gate(o + p_o * c_new) * act(c_new)
    return (h_new @ w["w_hr"].T if "w_hr" in w else h_new), c_new


def gru_step(x, h, c, w, act=np.tanh, gate=sigmoid, reset_after=True):
    n = h.shape[1]
    xr, xz, xn = np.split(x @ w["w_ih"].T + w["b_ih"], 3, 1)
    hr, hz = np.split(h @ w["w_hh"][:2 * n].T + w["b_hh"][:2 * n], 2, 1)
    r, z = gate(xr + hr), gate(xz + hz)
    w_n, b_n = w["w_hh"][2 * n:], w["b_hh"][2 * n:]
    new = act(xn + (r * (h @ w_n.T + b_n) if reset_after else (r * h) @ w_n.T + b_n))
    return (1 - z) * new + z * h, c


def rnn_step(x, h, c, w, act=np.tanh, gate=None):
    return act(x @ w["w_ih"].T + w["b_ih"] + h @ w["w_hh"].T + w["b_hh"]), c


STEPS = {"lstm": lstm_step, "gru": gru_step, "rnn": rnn_step}


def walk(kind, x, weights, h, c, backwards, **options):
    """One direction of one layer -> y (N, T, H) in time order, h, c after the walk."""
    y = [None] * x.shape[1]
    for t in (reversed(range(x.shape[1])) if backwards else range(x.shape[1])):
        h, c = STEPS[kind](x[:, t], h, c, weights, **options)
        y[t] = h
    return np.stack(y, 1), h, c


def recurrent(kind, x, weights, h0, c0, bidirectional=False, reverse=False, **options):
    """weights[layer * directions + direction]; h0, c0 (D, N, H) -> y (N, T, directions * H), h_n, c_n"""
    directions = 2 if bidirectional else 1
    h_n, c_n = [], []
    for layer in range(len(weights) // directions):
        halves = []
        for direction in range(directions):
            d = layer * directions + direction
            y, h, c = walk(kind, x, weights[d], h0[d], c0[d], reverse or direction == 1, **options)
            halves.append(y)
            h_n.append(h)
            c_n.append(c)
        x = np.concatenate(halves, 2)
    return x, np.stack(h_n), np.stack(c_n)
