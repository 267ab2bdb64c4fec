"""Operators that treat each element alone, reductions, and the binary operators.  Source: PyTorch's functions of the
same names; `bound` and `affine` are written out."""
import numpy as np
import torch
import torch.nn.functional as F

from golden import Case, Named
from layers import UNEVEN, simple

EXACT = "float against double, a few ulp of values of order one"

UNARY = {                                   # op -> PyTorch's function, the range of inputs
    "relu": (torch.relu, -3, 3), "relu6": (F.relu6, -4, 9), "leaky_relu": (F.leaky_relu, -3, 3), "elu": (F.elu, -6, 3),
    "selu": (F.selu, -6, 3), "gelu": (F.gelu, -5, 5), "silu": (F.silu, -9, 9), "mish": (F.mish, -9, 9),
    "sigmoid": (torch.sigmoid, -12, 12), "hard_sigmoid": (F.hardsigmoid, -5, 5), "hard_swish": (F.hardswish, -5, 5),
    "tanh": (torch.tanh, -10, 10), "softplus": (F.softplus, -25, 25), "softsign": (F.softsign, -6, 6), "exp": (torch.exp, -5, 3),
    "log": (torch.log, 0.01, 9), "sqrt": (torch.sqrt, 0, 9), "abs": (torch.abs, -3, 3),
    "square": (torch.square, -3, 3), "neg": (torch.neg, -3, 3),
    "hard_sigmoid_keras2": (lambda x: (0.2 * x + 0.5).clamp(0, 1), -4, 4),
}


def unary():
    for op, (f, low, high) in UNARY.items():
        common = dict(low=low, high=high, tolerance=2e-6, reason=EXACT)
        simple(op, "plain", f, "NTC", "NTC", c=5, **common)
        simple(op, "from_CNT_to_TNC", f, "CNT", "TNC", c=21, n=3, **common)
    for op in ("relu", "tanh"):
        f, low, high = UNARY[op]
        simple(op, "one_axis", f, "C", "C", n=1, c=37, work="C", low=low, high=high)
    exact = dict(tolerance=2e-6, reason=EXACT)
    every("length", lengths=[9, 4, 1])
    every("stream", t=12, chunk="max 5", chunks=UNEVEN)
    simple("relu6", "edges", F.relu6, "NC", "NC", work="NC", n=1, c=6, low=5, high=7, **exact)
    simple("leaky_relu", "slope", lambda x: F.leaky_relu(x, 0.3), negative_slope=0.3, **exact)
    simple("elu", "alpha", lambda x: F.elu(x, 1.7), low=-4, high=2, alpha=1.7, **exact)
    gelu_tanh = lambda x: 0.5 * x * (1 + torch.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x ** 3)))
    simple("gelu", "tanh", gelu_tanh, low=-5, high=5, approximate="tanh", **exact)
    simple("softplus", "beta", lambda x: F.softplus(x, 2.5, 10), low=-6, high=6, beta=2.5, threshold=10, **exact)
    for op in ("tanh", "sigmoid", "exp", "gelu", "softplus", "mish"):
        f = UNARY[op][0]
        simple(op, "large", f, "NC", "NC", work="NC", n=3, c=40, low=-87, high=20 if op == "exp" else 87, tolerance=2e-6, reason=EXACT)


def every(name, t=9, chunk=None, **how):
    """One model in which each unary operator reads the same input."""
    g = Case(None, "unary_" + name, mode="stream" if chunk else None, tolerance=2e-6, reason=EXACT, **how)
    g.input("x", "NTC", (2, t, 3), low=0.05, high=2.5, declared=[2, chunk, 3] if chunk else None)
    for i, op in enumerate(sorted(UNARY)):
        g.layer(op, name="y%d" % i, **{"from": "x"})
        g.output("out%d" % i, "y%d" % i, ("NTC", "NCT", "TNC")[i % 3])
    g.write(lambda x: {"out%d" % i: Named(UNARY[op][0](x.torch("NTC")), "NTC") for i, op in enumerate(sorted(UNARY))})


def prelu():
    one = {"weight": dict(shape=(1,), low=0.1, high=0.4)}
    each = {"weight": dict(shape=(3,), low=-0.3, high=0.6)}
    f = lambda x, weight: F.prelu(x, weight)
    simple("prelu", "plain", f, weights=one)
    simple("prelu", "each_channel", f, weights=each, num_parameters=3)
    simple("prelu", "each_channel_NCT", f, "NCT", "NTC", weights=each, num_parameters=3)
    simple("prelu", "from_NC", f, "NC", "NC", work="NC", weights=each, num_parameters=3)
    simple("prelu", "stream", f, t=12, weights=each, num_parameters=3, chunk="max 5", chunks=UNEVEN)


def bound():
    span = lambda f: lambda x: -20 + 50 * f(x)
    simple("bound", "sigmoid", span(torch.sigmoid), low=-6, high=6, min=-20, max=30, via="sigmoid")
    simple("bound", "default", span(torch.sigmoid), low=-6, high=6, min=-20, max=30)
    simple("bound", "tanh", span(lambda x: 0.5 + 0.5 * torch.tanh(x)), low=-4, high=4, min=-20, max=30, via="tanh")
    simple("bound", "clip", lambda x: x.clamp(-20, 30), low=-40, high=50, min=-20, max=30, via="clip")
    simple("bound", "fractions", lambda x: x.clamp(-0.25, 0.75), "NCT", "TNC", min=-0.25, max=0.75, via="clip")


def affine():
    scale, offset = [0.5, -1.25, 3.0], [0.1, 0.2, -0.3]
    each = lambda v: torch.tensor(np.asarray(v, "f4").astype("f8")).reshape(1, -1, 1)
    simple("affine", "numbers", lambda x: x * float(np.float32(1.7)) + float(np.float32(-0.4)), scale=1.7, offset=-0.4)
    simple("affine", "scale_only", lambda x: x * -2.5, scale=-2.5)
    simple("affine", "offset_only", lambda x: x + 0.75, "NCT", "NTC", offset=0.75)
    simple("affine", "each_channel", lambda x: x * each(scale) + each(offset), scale=scale, offset=offset)
    simple("affine", "each_channel_CNT", lambda x: x * each(scale) + 1.5, "CNT", "NCT", scale=scale, offset=1.5)
    simple("affine", "stream", lambda x: x * each(scale), t=12, scale=scale, chunk="max 5", chunks=UNEVEN)


BINARY = {"add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div, "maximum": torch.maximum, "minimum": torch.minimum}


def two_inputs(op, name, f, first, second, outside, lengths=None, chunks=None, chunk=None, sizes=None, **attributes):
    """first, second: layouts of a and b; both are brought to NTC, broadcast, and the result is NTC."""
    g = Case(op, name, lengths=lengths, mode="stream" if chunks else None, chunks=chunks)
    for k, layout in (("a", first), ("b", second)):
        size = dict(dict(N=2, T=12 if chunks else 5, C=3), **(sizes or {}).get(k, {}))
        g.input(k, layout, [size[x] for x in layout], low=0.4, high=2.0,
                declared=[chunk if x == "T" else size[x] for x in layout] if chunks else None)
    g.layer(op, name="y", **{"from": ["a", "b"]}, **attributes)
    g.output("y", "y", outside)

    def compute(a, b):
        fill = lambda v: v.torch("".join(x for x in "NTC" if x in first + second))
        return Named(f(fill(a), fill(b)), "".join(x for x in "NTC" if x in first + second))

    g.write(compute)


def binary():
    for op, f in BINARY.items():
        two_inputs(op, "plain", f, "NTC", "NTC", "NTC")
        two_inputs(op, "first_is_smaller", f, "NC", "NTC", "NTC")
        two_inputs(op, "other_layout_wide", f, "NTC", "CNT", "TNC", sizes={"a": {"C": 18}, "b": {"C": 18}})
    for op in ("mul", "sub"):
        two_inputs(op, "over_T", BINARY[op], "NTC", "NC", "NTC")
        two_inputs(op, "over_N_and_T", BINARY[op], "NCT", "C", "NTC")
        two_inputs(op, "outer", BINARY[op], "NC", "TC", "NTC")
        two_inputs(op, "size_one", BINARY[op], "NTC", "NTC", "NTC", sizes={"b": {"C": 1}})
    two_inputs("add", "length", torch.add, "NTC", "NCT", "NTC", lengths=[5, 2, 1])
    two_inputs("mul", "length_over_T", torch.mul, "NTC", "NC", "NCT", lengths=[5, 2, 1])
    two_inputs("add", "stream", torch.add, "NTC", "NTC", "NTC", chunk="max 5", chunks=UNEVEN)
    two_inputs("sub", "of_vectors", torch.sub, "C", "C", "C")
    g = Case("add", "three")
    for k in "abc":
        g.input(k, "NTC", (2, 4, 3))
    g.layer("add", name="y", **{"from": ["a", "b", "c"]})
    g.output("y", "y", "NTC")
    g.write(lambda a, b, c: Named(a.array + b.array + c.array, "NTC"))


def concat():
    cat = lambda axis: lambda a, b: torch.cat([a, b], axis)
    two_inputs("concat", "C", cat(2), "NTC", "NTC", "NTC", axis="C", sizes={"b": {"C": 4}})
    two_inputs("concat", "C_other_layouts", cat(2), "NCT", "TNC", "CNT", axis="C", sizes={"b": {"C": 4}})
    two_inputs("concat", "T", cat(1), "NTC", "NTC", "NTC", axis="T", sizes={"b": {"T": 2}})
    two_inputs("concat", "T_to_NCT", cat(1), "NTC", "NCT", "NCT", axis="T", sizes={"b": {"T": 2}})
    two_inputs("concat", "N", cat(0), "NTC", "TNC", "NTC", axis="N", sizes={"b": {"N": 3}})
    two_inputs("concat", "vectors", cat(1), "NC", "NC", "NC", axis="C", sizes={"b": {"C": 5}})
    two_inputs("concat", "length", cat(2), "NTC", "NCT", "NTC", axis="C", lengths=[5, 3, 1], sizes={"b": {"C": 2}})
    two_inputs("concat", "stream", cat(2), "NTC", "NTC", "NTC", axis="C", chunk="max 5", chunks=UNEVEN)


REDUCTIONS = {"mean": lambda x, d: x.mean(d), "sum": lambda x, d: x.sum(d), "max": lambda x, d: x.amax(d), "min": lambda x, d: x.amin(d),
              "var": lambda x, d: x.var(d), "argmax": lambda x, d: x.argmax(d).int()}


def reductions():
    for op, f in REDUCTIONS.items():
        for axis in "TCN":
            rest = "NCT".replace(axis, "")
            simple(op, "over_" + axis, lambda x, f=f, axis=axis: f(x, "NCT".index(axis)), "NTC", rest.replace("CT", "TC"),
                   c=6, n=3, result=rest, axis=axis)
        simple(op, "wide", lambda x, f=f: f(x, 1), "NTC", "NT", c=39, result="NT", axis="C")
        simple(op, "length_over_T", lambda x, f=f: f(x, 2), "NTC", "NC", lengths=[9, 4, 2 if op == "var" else 1], result="NC", axis="T")
    for op in ("mean", "var", "argmax"):
        f = REDUCTIONS[op]
        simple(op, "over_C_of_NCT", lambda x, f=f: f(x, 1), "NCT", "TN", c=4, result="NT", axis="C")
        simple(op, "over_T_of_TNC", lambda x, f=f: f(x, 2), "TNC", "CN", result="NC", axis="T")
        simple(op, "vector", lambda x, f=f: f(x, 1), "NC", "N", c=7, work="NC", result="N", axis="C")
        simple(op, "length_over_C", lambda x, f=f: f(x, 1), "NCT", "NT", lengths=[9, 4, 1], result="NT", axis="C")
        simple(op, "stream_over_C", lambda x, f=f: f(x, 1), "NTC", "NT", t=12, result="NT", axis="C", chunk="max 5", chunks=UNEVEN)
    g = Case("argmax", "first_of_equals")
    g.input("x", "NC", (4, 5), values=np.array([[1, 3, 3, 0, 3], [2, 2, 2, 2, 2], [-1, -5, -1, -2, -1], [0, 0, 0, 0, 1]], "f8"))
    g.layer("argmax", name="y", axis="C")
    g.output("y", "y", "N")
    g.write(lambda x: Named(x.array.argmax(1).astype("i4"), "N"))
    g = Case("neg", "forty_fused")            # steps of one layer, whose line in the file's table grows long
    g.input("x", "NTC", (2, 4, 3))
    for i in range(40):
        g.layer("neg", name="step%d" % i)
    g.output("y", "step39", "NTC")
    g.write(lambda x: Named(x.array, "NTC"))
    g = Case("sum", "past_infinity")          # a product as exp(sum(log)): the sum of a row with a zero is infinite
    g.input("x", "NTC", (2, 4, 2), values=np.array([[[1, 2], [0, 3], [4, 1], [5, 2]], [[3, 1], [2, 0], [0, 3], [2, 0]]], "f8"))
    g.layer("log", name="l")
    g.layer("sum", name="s", axis="T")
    g.layer("exp", name="y")
    g.output("y", "y", "NC")
    g.write(lambda x: Named(x.array.prod(1), "NC"))


def make():
    for part in (unary, prelu, bound, affine, binary, concat, reductions):
        part()
