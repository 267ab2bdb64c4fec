#!/usr/bin/python3
"""Runs the examples' make.py anew, beside what is committed:  made.py EXAMPLES WORK NAME...

Their arrays agree within 1e-6: the last digits of PyTorch and the C library differ between machines."""
import os
import runpy
import shutil
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, "..", "golden_tools"))


def arrays(path):
    """The arrays in a file."""
    if path.endswith(".npz"):
        with np.load(path) as f:
            return [f[name] for name in sorted(f.files)]
    if path.endswith(".npy"):
        return [np.load(path)]
    raw = open(path, "rb").read()
    return [np.frombuffer(raw[8 + int.from_bytes(raw[:8], "little"):], "<f4")]


def differs(made, kept):
    a, b = arrays(made), arrays(kept)
    return len(a) != len(b) or any(x.shape != y.shape or x.dtype != y.dtype or not np.allclose(x, y, rtol=1e-6, atol=1e-6) for x, y in zip(a, b))


def is_made(file):
    return file.endswith((".npy", ".npz", ".safetensors"))


def make(examples, work, name):
    """Returns the files of an example that come out otherwise."""
    folder = os.path.join(work, name)
    shutil.copytree(os.path.join(examples, name), folder)
    for file in os.listdir(folder):
        if is_made(file):
            os.remove(os.path.join(folder, file))
    sys.argv = ["make.py"]
    runpy.run_path(os.path.join(folder, "make.py"), run_name="__main__")
    return [file for file in sorted(os.listdir(os.path.join(examples, name)))
            if is_made(file) and (not os.path.exists(os.path.join(folder, file))
                                         or differs(os.path.join(folder, file), os.path.join(examples, name, file)))]


def main():
    examples, work, names = sys.argv[1], sys.argv[2], sys.argv[3:]
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(os.path.join(examples, "common"), os.path.join(work, "common"))
    wrong = ["%s/%s" % (name, file) for name in names for file in make(examples, work, name)]
    for file in wrong:
        print("examples/%s is not what make.py writes" % file)
    sys.exit(bool(wrong))


main()
