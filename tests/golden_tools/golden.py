"""Writes golden cases: a spec, its weights, its inputs and what PyTorch or the equations make of them.

    g = Case("conv1d", "dilated")
    g.input("x", "NCT", (2, 6, 11))
    w = g.weight("conv.weight", (4, 6, 3))
    g.layer("conv1d", name="conv", out_channels=4, kernel_size=3, dilation=2, bias=False)
    g.output("y", "conv", "NTC")
    g.write(lambda x: Named(F.conv1d(x.torch("NCT"), w, dilation=2), "NCT"))

Everything random is drawn from the case's own name, so a new case changes no other, and is rounded to
float32 before it is used; all that is computed from it is double precision.  A case is a folder
tests/ops/OP/NAME or tests/models/NAME:

    model.yaml           the spec
    weights.*            its weights, where it has any
    in_X.npy, out_Y.npy  inputs and outputs in their declared layouts; in_X.K.npy where there are several sets
    whole.yaml           beside a stream: the same model for the whole sequence in one call, for the same bits
    case.txt             what else the runner has to know, one `key value...` a line (see tests/numeric/case.h)
"""
import io
import os
import shutil
import zipfile
import zlib

import numpy as np
import torch

from files import npy_bytes, safetensors_bytes, yaml_value

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


class Named:
    """An array whose axes have names, as every tensor of a spec has."""

    def __init__(self, array, axes):
        self.array = array.detach().numpy() if isinstance(array, torch.Tensor) else np.asarray(array)
        self.axes = axes
        assert self.array.ndim == len(axes), (self.array.shape, axes)

    def to(self, layout):
        """The array with its axes in the order of `layout`; an axis that one of the two lacks has size 1."""
        array, axes = self.array, self.axes
        for axis in [a for a in axes if a not in layout]:
            assert array.shape[axes.index(axis)] == 1, (axes, layout, array.shape)
            array = array.take(0, axes.index(axis))
            axes = axes.replace(axis, "")
        for axis in [a for a in layout if a not in axes]:
            array, axes = array[np.newaxis], axis + axes
        return np.transpose(array, [axes.index(a) for a in layout])

    def torch(self, layout):
        return torch.tensor(np.ascontiguousarray(self.to(layout)))


def float32(array):
    """`array` rounded to float32, as the double array of the same values."""
    return np.asarray(array, "f4").astype("f8")


class Case:
    def __init__(self, op, name, mode=None, container="safetensors", tolerance=None, reason=None,
                 chunks=None, lengths=None, bad_lengths=None, **top):
        """op: the operator's folder, or None for a whole model.  chunks: lists of chunk lengths of a stream,
        each covering the same whole.  lengths: the T of each set where T is variable."""
        self.path = os.path.join(TESTS, "ops", op, name) if op else os.path.join(TESTS, "models", name)
        self.model = "%s_%s" % (op, name) if op else name
        self.rng = np.random.default_rng(zlib.crc32(self.model.encode()))
        self.top = dict(top, **({"mode": mode} if mode else {}))
        self.container, self.chunks, self.lengths = container, chunks, lengths
        self.settings = []
        self.tolerance = (tolerance or 1e-5, reason or "float against double, sums of at most a few hundred products")
        if chunks:
            self.settings += ["chunks " + " ".join(map(str, c)) for c in chunks]
        if bad_lengths:
            self.settings.append("bad_lengths " + " ".join(map(str, bad_lengths)))
        self.inputs, self.outputs, self.layers, self.tensors, self.raw_layers = {}, {}, [], {}, []

    def draw(self, shape, low=-1.0, high=1.0):
        return float32(self.rng.uniform(low, high, shape))

    def input(self, name, layout, shape, dtype="f32", values=None, low=-1.5, high=1.5, declared=None):
        """shape: of the declared layout; T is the whole sequence's where there are chunks, the maximum where
        there are lengths.  values: an array, or a list of one for each set.  declared: the shape in the spec, if another."""
        def one(size):
            if dtype == "i32":
                return self.rng.integers(int(low), int(high), size).astype("i4")
            return self.draw(size, low, high)
        at = layout.find("T")
        if values is None:
            sets = [list(shape[:at]) + [n] + list(shape[at + 1:]) if at >= 0 else shape for n in self.lengths or [0]]
            values = [one(s) for s in (sets if self.lengths else [shape])]
        elif not isinstance(values, list):
            values = [values] * len(self.lengths or [0])
        if declared is None:
            declared = list(shape)
            if self.lengths and at >= 0:
                declared[at] = "max %d" % shape[at]
        text = {"layout": layout, "shape": list(declared)}
        if dtype != "f32":
            text["dtype"] = dtype
        whole = dict(text, shape=list(shape))
        self.inputs[name] = (text, layout, [np.asarray(v, "f8" if dtype == "f32" else "i4") for v in values], whole)

    def weight(self, name, shape=None, value=None, low=None, high=None, stored=None):
        """A stored tensor, given or drawn; returns it as PyTorch's double.  `stored`: its dtype in the container."""
        if value is None:
            bound = 1.0 / np.sqrt(max(1, int(np.prod(shape[1:])))) if len(shape) > 1 else 0.7
            value = self.draw(shape, -bound if low is None else low, 1.2 * bound if high is None else high)
        value = np.asarray(value, "f8")
        kept = value.astype(stored or "<f4")
        self.tensors[name] = kept
        return torch.tensor(kept.astype("<f4").astype("f8"))

    def layer(self, op, **attributes):
        self.layers.append("  - " + yaml_value(dict(op=op, **attributes)))

    def text_layer(self, text):
        """A layer, or a run of them, as YAML text below `layers:`."""
        self.layers.append("  " + text.strip("\n").replace("\n", "\n  "))

    def output(self, name, source, layout):
        self.outputs[name] = (source, layout)

    def refuse(self, which, why):
        """The runner expects run() to return a negative code for this set."""
        self.settings.append("refuse %d  # %s" % (which, why))

    def spec_text(self, whole=False):
        lines = ["seqgen: 1", "name: " + self.model]
        if self.tensors and self.container != "inline":
            lines.append("weights: " + self.container_name())
        lines += ["%s: %s" % (k, yaml_value(v)) for k, v in self.top.items() if not (whole and k == "mode")]
        lines += ["", "inputs:"] + ["  %s: %s" % (k, yaml_value(v[3 if whole else 0])) for k, v in self.inputs.items()]
        lines += ["", "layers:"] + self.layers
        lines += ["", "outputs:"]
        lines += ["  %s: %s" % (k, yaml_value({"from": s, "layout": l})) for k, (s, l) in self.outputs.items()]
        return "\n".join(lines) + "\n"

    def container_name(self):
        return {"safetensors": "weights.safetensors", "npz": "weights.npz", "npz_stored": "weights.npz", "npy": "weights"}[self.container]

    def put(self, name, data):
        path = os.path.join(self.path, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(data)

    def put_weights(self):
        if self.container == "safetensors":
            self.put("weights.safetensors", safetensors_bytes(self.tensors))
        elif self.container == "npy":
            for name, array in self.tensors.items():
                self.put("weights/%s.npy" % name, npy_bytes(array))
        elif self.container.startswith("npz"):
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if self.container == "npz_stored" else zipfile.ZIP_DEFLATED) as z:
                for name, array in self.tensors.items():
                    z.writestr(zipfile.ZipInfo(name + ".npy"), npy_bytes(array), z.compression)
            self.put("weights.npz", out.getvalue())

    def write(self, compute):
        """compute: given the inputs as Named, by name, returns the outputs as Named: one, or a dict of them by name."""
        shutil.rmtree(self.path, ignore_errors=True)
        self.put("model.yaml", self.spec_text().encode())
        if self.chunks:
            self.put("whole.yaml", self.spec_text(whole=True).encode())
        if self.tensors:
            self.put_weights()
        sets = max(len(v[2]) for v in self.inputs.values()) if self.inputs else 1
        refused = [int(s.split()[1]) for s in self.settings if s.startswith("refuse ")]
        settings = (["sets %d" % sets] if sets > 1 else []) + self.settings
        for k in range(sets):
            mark = ".%d" % k if sets > 1 else ""
            given = {}
            for name, (_, layout, values, _) in self.inputs.items():
                value = values[k if len(values) > 1 else 0]
                self.put("in_%s%s.npy" % (name, mark), npy_bytes(value.astype("<i4" if value.dtype.kind == "i" else "<f4")))
                given[name] = Named(value, layout)
            if k in refused:
                continue
            made = compute(**given)
            if isinstance(made, Named):
                made = {name: made for name in self.outputs}
            for name, (_, layout) in self.outputs.items():
                value = np.ascontiguousarray(made[name].to(layout))
                kind = "<i4" if value.dtype.kind == "i" else "<f4"
                assert np.all(np.isfinite(value)), (self.path, name)
                self.put("out_%s%s.npy" % (name, mark), npy_bytes(value.astype(kind)))
        settings.append("tolerance %g  # %s" % self.tolerance)
        self.put("case.txt", ("\n".join(settings) + "\n").encode())
