"""What the examples' make.py share: seeded weights, files, and a compiled model to compare PyTorch with.

Weights are float32; PyTorch computes with them in double precision, so what differs is the C file's rounding alone.
"""
import ctypes
import math
import os
import subprocess
import sys
import tempfile

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "tests", "golden_tools"))
from files import npy_bytes, safetensors_bytes  # noqa: E402

torch.set_num_threads(1)


# ---- The numbers of `weights: {random: SEED}` ------------------------------------------------------------------------

def splitmix64(seed, count):
    """`count` doubles in [-1, 1): SplitMix64 (Steele, Lea, Flood 2014), the upper 53 bits of each number."""
    z = np.uint64(seed) + np.arange(1, count + 1, dtype="u8") * np.uint64(0x9e3779b97f4a7c15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xbf58476d1ce4e5b9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94d049bb133111eb)
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)).astype("f8") * 2.0 ** -52 - 1


def mix(seed, name):
    """FNV-1a over the seed's eight bytes and a name."""
    h = 0xcbf29ce484222325
    for byte in seed.to_bytes(8, "little") + name.encode():
        h = (h ^ byte) * 0x100000001b3 % 2 ** 64
    return h


def seeded_tensor(seed, layer, parameter, shape, widest):
    numbers = splitmix64(mix(seed, layer + "." + parameter), math.prod(shape)).reshape(shape)
    if len(shape) > 1:
        return (numbers * math.sqrt(3 / math.prod(shape[1:]))).astype("f4")
    if parameter in ("weight", "running_var"):
        return ((numbers * 0.5).astype("f4").astype("f8") + 1).astype("f4")
    return (numbers * (0.5 / math.sqrt(widest))).astype("f4")


def seeded(net, seed):
    """Gives `net` the weights that seqgen makes for layers of the same names; -> net in double precision."""
    for layer, module in net.named_modules():
        own = dict(module.named_parameters(recurse=False))
        widest = max([math.prod(p.shape[1:]) for p in own.values()], default=1)
        for name, p in own.items():
            p.data = torch.tensor(seeded_tensor(seed, layer, name, tuple(p.shape), widest))
    return net.double().requires_grad_(False)


# ---- Files ----------------------------------------------------------------------------------------------------------

def draw(shape, seed=1, low=-1.0, high=1.0):
    """float32 numbers, as the double tensor of the same values"""
    numbers = np.random.default_rng(seed).uniform(low, high, shape).astype("f4")
    return torch.tensor(numbers.astype("f8"))


def rounded(net):
    """`net` in double precision, its weights those of float32"""
    return net.float().double().requires_grad_(False)


def stored(array):
    array = array.detach().numpy() if isinstance(array, torch.Tensor) else np.asarray(array)
    return np.ascontiguousarray(array.astype("<i4" if array.dtype.kind == "i" else "<f4"))


def write(folder, inputs=(), outputs=(), weights=None):
    """in_NAME.npy, out_NAME.npy, and weights.safetensors from a mapping of names to arrays"""
    for kind, arrays in (("in", dict(inputs)), ("out", dict(outputs))):
        for name, array in arrays.items():
            with open(os.path.join(folder, "%s_%s.npy" % (kind, name)), "wb") as f:
                f.write(npy_bytes(stored(array)))
    if weights is not None:
        with open(os.path.join(folder, "weights.safetensors"), "wb") as f:
            f.write(safetensors_bytes({name: stored(array) for name, array in weights.items()}))


# ---- The compiled model ----------------------------------------------------------------------------------------------

class Tensor(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("layout", ctypes.c_char_p), ("dtype", ctypes.c_int), ("rank", ctypes.c_int),
                ("shape", ctypes.c_int * 4), ("variable_axis", ctypes.c_int)]


POINTERS = ctypes.POINTER(ctypes.c_void_p)


class Model(ctypes.Structure):
    """seqgen_model of runtime/seqgen.h"""
    _fields_ = [("name", ctypes.c_char_p), ("size", ctypes.c_size_t), ("align", ctypes.c_size_t),
                ("input_count", ctypes.c_int), ("output_count", ctypes.c_int),
                ("inputs", ctypes.POINTER(Tensor)), ("outputs", ctypes.POINTER(Tensor)),
                ("reset", ctypes.CFUNCTYPE(None, ctypes.c_void_p)),
                ("run", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, POINTERS, ctypes.POINTER(ctypes.c_int), POINTERS))]


def compile_and_run(spec, name, *inputs):
    """Compiles a spec and runs it on float arrays, of the greatest length where it varies -> a list of its outputs.
    $SEQGEN and $CC say with what."""
    with tempfile.TemporaryDirectory() as work:
        c, so = os.path.join(work, "model.c"), os.path.join(work, "model.so")
        subprocess.run([os.environ.get("SEQGEN", "seqgen"), spec, "-o", c], check=True)
        subprocess.run([os.environ.get("CC", "cc"), "-O2", "-march=native", "-fPIC", "-shared", c, "-o", so], check=True)
        m = Model.in_dll(ctypes.CDLL(so), name + "_model")
    instance = np.zeros(m.size + m.align, "u1")
    at = instance.ctypes.data + -instance.ctypes.data % m.align
    given = [stored(x) for x in inputs]
    made = [np.empty(m.outputs[i].shape[:m.outputs[i].rank], "f4") for i in range(m.output_count)]
    lengths = (ctypes.c_int * len(given))(*[x.shape[m.inputs[i].variable_axis] for i, x in enumerate(given)])

    def addresses(arrays):
        return (ctypes.c_void_p * len(arrays))(*[a.ctypes.data for a in arrays])
    m.reset(at)
    assert m.run(at, addresses(given), lengths, addresses(made)) == 0
    return made


def report(names, found, expected, tolerance):
    """Prints the largest difference of each output; exits with 1 where one is beyond tolerance * (1 + |expected|)."""
    good = True
    for name, a, b in zip(names, found, expected):
        off = np.abs(a - b.numpy())
        good = good and a.shape == tuple(b.shape) and bool(np.all(off <= tolerance * (1 + np.abs(b.numpy()))))
        print("%s %s: largest difference from PyTorch %.2g, largest value %.3g" % (name, a.shape, off.max(), np.abs(b.numpy()).max()))
    sys.exit(0 if good else 1)
