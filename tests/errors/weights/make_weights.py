#!/usr/bin/env python3
"""Writes the containers that the cases weights_*.yaml name: one good lstm of 3 features and 2 units, and what goes wrong.

Run in this folder with Debian's python3-numpy; the files are committed.
"""
import os
import struct
import sys

import numpy as np

sys.path.insert(0, os.path.join("..", "..", "golden_tools"))
from files import safetensors_bytes  # noqa: E402

RNG = np.random.default_rng(1)
SHAPES = {"rnn.weight_ih_l0": (8, 3), "rnn.weight_hh_l0": (8, 2), "rnn.bias_ih_l0": (8,), "rnn.bias_hh_l0": (8,)}
GOOD = {name: RNG.uniform(-1, 1, shape).astype("<f4") for name, shape in SHAPES.items()}


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)


def changed(**arrays):
    """The good tensors, some of them others; `_l0` is left out of the names."""
    return dict(GOOD, **{"rnn.%s_l0" % name: array for name, array in arrays.items()})


def spoiled(name, value, dtype="<f4"):
    array = GOOD["rnn.%s_l0" % name].astype(dtype)
    array.flat[4] = value
    return changed(**{name: array})


def relabelled(data, old, new):
    """A safetensors file with a piece of its header replaced."""
    length, = struct.unpack("<Q", data[:8])
    header = data[8:8 + length].replace(old, new)
    return struct.pack("<Q", len(header)) + header + data[8 + length:]


def main():
    good = safetensors_bytes(GOOD)
    write("good.safetensors", good)
    write("no_bias.safetensors", safetensors_bytes({k: v for k, v in GOOD.items() if "bias" not in k}))
    write("nan.safetensors", safetensors_bytes(spoiled("weight_hh", np.nan)))
    write("beyond.safetensors", safetensors_bytes(spoiled("weight_hh", 1e39, "<f8")))
    write("integers.safetensors", safetensors_bytes(changed(bias_hh=np.ones(8, "<i4"))))
    write("transposed.safetensors", safetensors_bytes(changed(weight_hh=np.ones((2, 8), "<f4"))))
    write("cut.safetensors", good[:-10])
    write("header_too_long.safetensors", struct.pack("<Q", 10**18) + good[8:])
    write("overlap.safetensors", relabelled(good, b"[96,160]", b"[92,156]"))
    write("huge.safetensors", relabelled(good, b"[8,3]", b"[1000000000000000000,1000000000000000000]"))
    write("twice.safetensors", relabelled(good, b"rnn.bias_hh_l0", b"rnn.bias_ih_l0"))
    backward = {name + "_reverse": array for name, array in GOOD.items()}
    write("both_directions.safetensors", safetensors_bytes(dict(GOOD, **backward)))
    second = {name.replace("l0", "l1"): array for name, array in changed(weight_ih=GOOD["rnn.weight_hh_l0"]).items()}
    write("two_layers.safetensors", safetensors_bytes(dict(GOOD, **second)))
    linear = {"weight": np.ones((3, 3), "<f4"), "bias": np.ones(3, "<f4")}
    write("two_linear.safetensors", safetensors_bytes({"%s.%s" % (layer, k): v for layer in ("hidden", "out") for k, v in linear.items()}))
    norm = {"conv.weight_g": (2, 1, 1), "conv.weight_v": (2, 3, 2), "conv.bias": (2,), "fc.bias": (2,),
            "fc.parametrizations.weight.original0": (2, 1), "fc.parametrizations.weight.original1": (2, 2)}
    write("weight_norm.safetensors", safetensors_bytes({name: np.ones(shape, "<f4") for name, shape in norm.items()}))
    keras = {"rnn.kernel": GOOD["rnn.weight_ih_l0"].T, "rnn.recurrent_kernel": GOOD["rnn.weight_hh_l0"].T,
             "rnn.bias": GOOD["rnn.bias_ih_l0"]}
    np.savez("keras.npz", **keras)
    with open("keras.npz", "rb") as file:
        data = bytearray(file.read())
    data[data.index(b"NUMPY") + 130] ^= 1
    write("checksum.npz", data)


if __name__ == "__main__":
    main()
