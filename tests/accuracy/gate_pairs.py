#!/usr/bin/python3
"""gate_pairs.py SEQGEN: rounding errors of gates that take two products in one multiplication (runtime/gate_pairs.c), beside
those of the plain sums, of lstm and gru layers of 64 to 256 units: the root mean square of what h is off after 40 steps, against
double precision.  Needs numpy and gcc; the weights of h are drawn in several ways, x is large or small.
"""
import ctypes
import subprocess
import sys
import tempfile

import numpy as np

N, T, C = 16, 40, 60
GATES = {"lstm": 4, "gru": 3}
SPEC = """seqgen: 1
name: layer
weights: weights
inputs:
  x: {layout: NTC, shape: [%d, %d, %d]}
layers:
  - {op: %s, name: rnn, hidden_size: %d}
outputs:
  y: {from: rnn, layout: NTC}
"""
DRAWN = {
    "uniform": lambda rng, shape: rng.uniform(-1, 1, shape) / np.sqrt(shape[1]),
    "normal": lambda rng, shape: rng.normal(size=shape) * 0.15,
    "a few large": lambda rng, shape: rng.standard_t(2, size=shape) * 0.05,
    "19 of 20 zero": lambda rng, shape: rng.normal(size=shape) * (rng.uniform(size=shape) < 0.05) * 0.5,
}


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


def expected(op, weights, x):
    w = {name: v.astype("f8") for name, v in weights.items()}
    h = c = np.zeros((N, w["weight_hh_l0"].shape[1]))
    for t in range(T):
        of_x, of_h = x[:, t].astype("f8") @ w["weight_ih_l0"].T + w["bias_ih_l0"], h @ w["weight_hh_l0"].T + w["bias_hh_l0"]
        if op == "lstm":
            i, f, g, o = np.split(of_x + of_h, 4, 1)
            c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
            h = sigmoid(o) * np.tanh(c)
        else:
            (xr, xz, xn), (hr, hz, hn) = np.split(of_x, 3, 1), np.split(of_h, 3, 1)
            z = sigmoid(xz + hz)
            h = (1 - z) * np.tanh(xn + sigmoid(xr + hr) * hn) + z * h
    return h


def found(seqgen, op, units, weights, x, in_pairs):
    with tempfile.TemporaryDirectory() as work:
        subprocess.check_call(["mkdir", work + "/weights"])
        for name, v in weights.items():
            np.save("%s/weights/rnn.%s.npy" % (work, name), v)
        with open(work + "/layer.yaml", "w") as f:
            f.write(SPEC % (N, T, C, op, units))
        subprocess.check_call([seqgen, "layer.yaml", "-o", "layer.c"], cwd=work)
        subprocess.check_call(["gcc", "-O2", "-march=native", "-shared", "-fPIC", "-DLAYER_RT_PAIRS=%d" % in_pairs, "layer.c", "-o",
                               "layer.so"], cwd=work)
        library = ctypes.CDLL(work + "/layer.so")
        instance, y = np.zeros(1 << 21, "f4"), np.zeros((N, T, units), "f4")
        at = ctypes.c_void_p((instance.ctypes.data + 63) // 64 * 64)
        library.layer_reset(at)
        library.layer_run(at, ctypes.c_void_p(x.ctypes.data), ctypes.c_void_p(y.ctypes.data))
        return y[:, -1]


def main():
    rng, ratios = np.random.default_rng(1), []
    for op, gates in GATES.items():
        for units in (64, 128, 256):
            for name, draw in DRAWN.items():
                for size in (1.0, 0.01):
                    bound = 1 / np.sqrt(units)
                    weights = {"weight_ih_l0": rng.uniform(-bound, bound, (gates * units, C)), "weight_hh_l0": draw(rng, (gates * units, units)),
                               "bias_ih_l0": rng.uniform(-bound, bound, gates * units), "bias_hh_l0": np.zeros(gates * units)}
                    weights = {k: v.astype("f4") for k, v in weights.items()}
                    x = (rng.normal(size=(N, T, C)) * size).astype("f4")
                    want = expected(op, weights, x)
                    plain, pairs = (np.sqrt(np.mean((found(sys.argv[1], op, units, weights, x, p) - want) ** 2)) for p in (0, 1))
                    ratios.append(pairs / plain)
                    print("%-4s %3d units, weights %-13s, x %.2f: plain %.1e, in pairs %.1e, %.2f times" % (
                        op, units, name, size, plain, pairs, ratios[-1]), flush=True)
    print("%d layers: %.2f to %.2f times, %.2f in the geometric mean" % (
        len(ratios), min(ratios), max(ratios), np.exp(np.mean(np.log(ratios)))))


main()
