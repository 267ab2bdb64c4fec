"""Operators that move, pick or repeat elements.  Source: torch and torch.nn.functional; `slice`, `select` and `last` as Python's
indices, `reverse` as torch.flip, `repeat` as torch.Tensor.repeat, `mask` written out."""
import numpy as np
import torch
import torch.nn.functional as F

from golden import Case, Named
from layers import UNEVEN, simple

AXES = "NCT"


def index(axis, key):
    """Indexes one axis of an (N, C, T) tensor."""
    return lambda x: x[tuple(key if a == axis else slice(None) for a in AXES)]


def flatten():
    def merged(order):
        return lambda x: x.permute(0, 2, 1).reshape(x.shape[0], -1) if order == "TC" else x.reshape(x.shape[0], -1)
    for inside in ("NTC", "NCT", "TNC", "CTN"):
        for order in ("TC", "CT"):
            simple("flatten", "%s_as_%s" % (inside, order), merged(order), inside, "NC", t=4, result="NC", order=order)
    simple("flatten", "CT_as_TC", merged("TC"), "CT", "C", n=1, t=4, result="NC", order="TC")
    g = Case("flatten", "states")
    g.input("x", "DNC", (2, 3, 4))
    g.layer("flatten", name="y", order="DC")
    g.output("y", "y", "NC")
    g.write(lambda x: Named(x.torch("NDC").reshape(3, 8), "NC"))
    simple("flatten", "one_step", merged("TC"), "NTC", "NC", t=1, result="NC")
    simple("flatten", "one_channel", merged("TC"), "NCT", "CN", c=1, result="NC")


def moved():
    for name, layout, shape, inside in (("rows", "NC", [2, 12], "NTC"), ("steps", "NTC", [2, 6, 2], "NTC"),
                                        ("of_NCT", "NTC", [2, 3, 4], "NCT"),
                                        ("to_T", "TC", [8, 3], "NTC")):
        simple("reshape", name, lambda x, s=shape: x.reshape(s), inside, layout, t=4, work=inside, result=layout,
               layout=layout, shape=shape)
    simple("transpose", "plain", lambda x: x, "NCT", "NTC")
    simple("squeeze", "T", lambda x: x[:, :, 0], "NTC", "NC", t=1, result="NC", axis="T")
    simple("squeeze", "C", lambda x: x[:, 0], "NCT", "NT", c=1, result="NT", axis="C")
    simple("squeeze", "all", lambda x: x[:, 0, 0], "NCT", "N", c=1, t=1, result="N")
    simple("squeeze", "none", lambda x: x, "NTC", "NCT")
    simple("unsqueeze", "T", lambda x: x[:, :, None], "NC", "NTC", work="NC", result="NCT", axis="T")
    simple("identity", "plain", lambda x: x, "NTC", "TNC")
    simple("dropout", "plain", lambda x: x, "NTC", "NCT", p=0.3)


def picked():
    for name, axis, a in (("T", "T", dict(start=2, stop=7)), ("T_from", "T", dict(start=4)), ("T_until", "T", dict(stop=3)),
                          ("T_negative", "T", dict(start=-5, stop=-1)),
                          ("C", "C", dict(start=1, stop=4)), ("N", "N", dict(start=1)), ("C_negative", "C", dict(start=-2))):
        f = index(axis, slice(a.get("start"), a.get("stop")))
        simple("slice", name, f, "NTC", "NTC", c=5, n=3, axis=axis, **a)
        if name in ("T", "C"):
            simple("slice", name + "_of_CNT", f, "CNT", "TNC", c=5, n=3, axis=axis, **a)
    simple("slice", "step", lambda x: x[:, :, 1:8:3], "NTC", "NTC", axis="T", start=1, stop=8, step=3)
    simple("slice", "length_C", index("C", slice(1, 3)), "NTC", "NTC", c=4, axis="C", start=1, stop=3, lengths=[9, 4, 1])
    simple("slice", "stream_C", index("C", slice(1, 3)), "NTC", "NTC", c=4, t=12, axis="C", start=1, stop=3, chunk="max 5", chunks=UNEVEN)
    for name, axis, i, inside, outside in (("T", "T", 3, "NTC", "NC"), ("T_negative", "T", -2, "NCT", "NC"),
                                           ("C", "C", 1, "NTC", "NT"), ("N", "N", 1, "NTC", "TC"),
                                           ("C_of_TNC", "C", -1, "TNC", "TN")):
        simple("select", name, index(axis, i), inside, outside, result=AXES.replace(axis, ""), axis=axis, index=i)
    for inside, outside in (("NTC", "NC"), ("NCT", "NC"), ("TNC", "CN"), ("CT", "C")):
        simple("last", "of_" + inside, index("T", -1), inside, outside, n=1 if inside == "CT" else 2, result="NC")
    simple("last", "length", index("T", -1), "NTC", "NC", lengths=[9, 4, 1], result="NC")
    simple("last", "length_NCT", index("T", -1), "NCT", "NC", lengths=[9, 4, 1], result="NC")
    for axis in "TC":
        simple("reverse", axis, lambda x, a=axis: x.flip(AXES.index(a)), "NTC", "NTC", c=5, axis=axis)
    simple("reverse", "T_of_CNT", lambda x: x.flip(2), "CNT", "NTC", axis="T")
    simple("reverse", "length", lambda x: x.flip(2), "NTC", "NTC", axis="T", lengths=[9, 4, 1])
    for axis, times in (("T", 3), ("C", 2), ("N", 2)):
        simple("repeat", axis, lambda x, a=axis, k=times: x.repeat([k if b == a else 1 for b in AXES]), "NTC", "NTC", t=4,
               axis=axis, repeats=times)
    simple("repeat", "C_of_NCT", lambda x: x.repeat(1, 3, 1), "NCT", "TNC", t=4, axis="C", repeats=3)


def padded():
    for mode in ("constant", "reflect", "replicate", "circular"):
        value = {"value": 0.5} if mode == "constant" else {}
        f = lambda x, m=mode, v=value: F.pad(x, (2, 1), mode=m, **v)
        simple("pad", mode, f, "NTC", "NTC", axis="T", padding=[2, 1], mode=mode, **value)
        simple("pad", mode + "_of_NCT", f, "NCT", "TNC", t=4, axis="T", padding=[2, 1], mode=mode, **value)
    simple("pad", "zero", lambda x: F.pad(x, (3, 0)), "NTC", "NTC", axis="T", padding=[3, 0])
    simple("pad", "C", lambda x: F.pad(x, (0, 0, 1, 2)), "NTC", "NTC", axis="C", padding=[1, 2])
    simple("pad", "length", lambda x: F.pad(x, (2, 1)), "NTC", "NTC", axis="T", padding=[2, 1], lengths=[9, 4, 1])
    simple("pad", "length_reflect", lambda x: F.pad(x, (2, 1), mode="reflect"), "NTC", "NTC", axis="T", padding=[2, 1],
           mode="reflect", lengths=[9, 4, 3], bad_lengths=[2, 1])


def upsampled():
    def up(**a):
        return lambda x: F.interpolate(x, **a)
    simple("upsample", "nearest", up(scale_factor=2, mode="nearest"), "NTC", "NTC", t=5, scale_factor=2, mode="nearest")
    simple("upsample", "nearest_NCT", up(scale_factor=3, mode="nearest"), "NCT", "NTC", t=4, scale_factor=3, mode="nearest")
    simple("upsample", "nearest_size", up(size=7, mode="nearest"), "NTC", "NTC", t=5, size=7, mode="nearest")
    simple("upsample", "nearest_fewer", up(size=4, mode="nearest"), "NTC", "NTC", t=9, size=4, mode="nearest")
    simple("upsample", "linear", up(scale_factor=2, mode="linear", align_corners=False), "NTC", "NTC", t=5, scale_factor=2, mode="linear")
    simple("upsample", "linear_corners", up(scale_factor=3, mode="linear", align_corners=True), "NCT", "NTC", t=5,
           scale_factor=3, mode="linear", align_corners=True)
    simple("upsample", "linear_size", up(size=8, mode="linear", align_corners=False), "NTC", "NTC", t=5, size=8, mode="linear")
    simple("upsample", "linear_size_corners", up(size=4, mode="linear", align_corners=True), "NTC", "TNC", t=9, size=4,
           mode="linear", align_corners=True)
    for mode in ("nearest", "linear"):
        simple("upsample", mode + "_one_step", up(scale_factor=2, mode=mode), "NTC", "NTC", t=1, scale_factor=2, mode=mode)
    simple("upsample", "length", up(scale_factor=2, mode="nearest"), "NTC", "NTC", scale_factor=2, mode="nearest", lengths=[9, 4, 1])
    simple("upsample", "length_linear", up(scale_factor=2, mode="linear", align_corners=False), "NCT", "NTC",
           scale_factor=2, mode="linear", lengths=[9, 4, 1])
    for name, a in {"nearest": dict(mode="nearest"), "linear": dict(mode="linear"), "corners": dict(mode="linear", align_corners=True)}.items():
        simple("upsample", "length_size_" + name, up(size=6, **a), "NTC", "NCT", size=6, lengths=[9, 4, 1], **a)
        simple("upsample", "fraction_" + name, up(scale_factor=1.7, **a), "NTC", "NTC", scale_factor=1.7, t=10, **a)
    simple("upsample", "linear_long", up(size=300, mode="linear"), "T", "T", t=201, c=1, size=300, mode="linear")
    simple("upsample", "stream", up(scale_factor=3, mode="nearest"), "NTC", "NTC", t=12, scale_factor=3, mode="nearest",
           chunk="max 5", chunks=UNEVEN)


def cast():
    g = Case("cast", "to_i32")
    g.input("x", "NTC", (2, 3, 4), values=np.linspace(-3.9, 3.9, 24).reshape(2, 3, 4).astype("f4"))
    g.layer("cast", name="y", dtype="i32")
    g.output("y", "y", "NCT")
    g.write(lambda x: Named(np.trunc(x.array).astype("i4"), "NTC"))
    g = Case("cast", "to_f32")
    g.input("x", "NTC", (2, 3, 4), dtype="i32", low=-9, high=9)
    g.layer("cast", name="y", dtype="f32")
    g.output("y", "y", "TNC")
    g.write(lambda x: Named(x.array.astype("f8"), "NTC"))


def mask():
    def one(name, inside, outside, n=3, t=5, values=(5, 2, 0), lengths=None):
        g = Case("mask", name, lengths=lengths)
        size = dict(N=n, T=t, C=2)
        g.input("x", inside, [size[a] for a in inside])
        g.input("n", "N", (n,), dtype="i32", values=np.array(values))
        g.layer("mask", name="y", **{"from": ["x", "n"]})
        g.output("y", "y", outside)
        g.write(lambda x, n: Named(x.to("NTC") * (np.arange(x.to("NTC").shape[1])[:, None] < n.array[:, None, None]), "NTC"))
    one("plain", "NTC", "NTC")
    one("NCT", "NCT", "NCT", values=(1, 5, 3))
    one("from_TNC_to_CNT", "TNC", "CNT", values=(4, 0, 5))
    one("length", "NTC", "NTC", values=(1, 2, 0), lengths=[5, 3, 2])



def matmul():
    """a's C runs along with b's T, as torch.matmul of two NTC arrays; a b without N serves all rows."""
    def one(name, first, second, outside, lengths=None, **sizes):
        g = Case("matmul", name, lengths=lengths)
        for k, layout, shape in (("a", first, dict(N=2, T=5, C=4)), ("b", second, dict(N=2, T=4, C=3))):
            shape.update(sizes.get(k, {}))
            g.input(k, layout, [shape[x] for x in layout])
        g.layer("matmul", name="y", **{"from": ["a", "b"]})
        g.output("y", "y", outside)
        g.write(lambda a, b: Named(torch.matmul(a.torch("NTC"), b.torch("NTC")), "NTC"))
    one("plain", "NTC", "NTC", "NTC")
    one("other_layouts", "NCT", "CNT", "TNC")
    one("one_matrix_for_all", "NTC", "TC", "NTC")
    one("one_column", "NTC", "NTC", "NTC", b=dict(C=1))
    one("of_matrices", "TC", "CT", "CT")
    one("wide", "NTC", "NTC", "NTC", b=dict(C=35))


def make():
    for part in (flatten, moved, picked, padded, upsampled, cast, mask, matmul):
        part()
