#!/usr/bin/python3
"""Runs random models with PyTorch in double precision: torch_oracle.py CASES

For each folder of CASES it prints a line where an output of the reference evaluator is another than PyTorch's.
Exit 1 where there was one, 77 where PyTorch is not installed.  It reads plain.yaml as write_model.lua writes it, and the
weights in pytorch/.
"""
import glob
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden_tools"))
try:
    import numpy as np
    import torch
    from torch_ops import OPS, V
except ImportError as e:
    print("skipped: %s" % e)
    sys.exit(77)

TOLERANCE = 1e-6      # two sums in double precision, in another order; inputs, weights and results are float32


def scalar(text):
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return text == "true" if text in ("true", "false") else text


def flow(text):
    """A mapping or list in YAML's flow style, of scalars and lists of scalars."""
    parts = re.findall(r"(?:[^,\[]|\[[^\]]*\])+", text.strip()[1:-1])
    if text.strip()[0] == "[":
        return [scalar(p.strip()) for p in parts]
    pairs = [p.split(":", 1) for p in parts]
    return {k.strip(): flow(v) if v.strip()[0] == "[" else scalar(v.strip()) for k, v in pairs}


def read_spec(path):
    spec, part = {"inputs": {}, "layers": [], "outputs": {}}, None
    for line in open(path):
        if line[0] != " ":
            part = line.split(":")[0]
        elif part == "layers":
            spec["layers"].append(flow(line.strip()[2:]))
        else:
            name, value = line.strip().split(": ", 1)
            spec[part][name] = flow(value)
    return spec


def state(text, tensors, values):
    """An initial state: the name of a tensor, or {tensor: NAME} of the weights, which are (D, N, C) or (D, C)."""
    stored = re.fullmatch(r"\{tensor: (.*)\}", text)
    if not stored:
        return values[text]
    t = tensors[stored.group(1)]
    return V(t, "DNC" if t.ndim == 3 else "DC")


def evaluate(spec, tensors, values):
    """values: name -> V; those of the layers are added."""
    for a in spec["layers"]:
        w = {k[len(a["name"]) + 1:]: v for k, v in tensors.items() if k.startswith(a["name"] + ".")}
        read = a["from"] if isinstance(a["from"], list) else [a["from"]]
        more = {k: state(a[k], tensors, values) for k in ("initial_h", "initial_c") if k in a}
        made = OPS[a["op"]](a, w, *[values[n] for n in read], **more)
        for k, v in (made if isinstance(made, dict) else {"": made}).items():
            values[a["name"] + ("." + k if k else "")] = v


def input_value(array, layout):
    """What has T has channels: one, where the layout names none."""
    v = V(torch.tensor(array.astype("f8")), layout)
    return V(v.to(layout + "C"), layout + "C") if "T" in layout and "C" not in layout else v


def check(folder):
    spec = read_spec(folder + "/plain.yaml")
    tensors = {os.path.basename(f)[:-4]: torch.tensor(np.load(f).astype("f8")) for f in glob.glob(folder + "/pytorch/*.npy")}
    first = next(iter(spec["inputs"]))
    for file in sorted(glob.glob("%s/in_%s.*npy" % (folder, first))):
        mark = file[len("%s/in_%s" % (folder, first)):]
        if not glob.glob("%s/out_*%s" % (folder, mark)):
            continue                                  # a set that is refused
        values = {name: input_value(np.load("%s/in_%s%s" % (folder, name, mark)), i["layout"]) for name, i in spec["inputs"].items()}
        evaluate(spec, tensors, values)
        for name, o in spec["outputs"].items():
            want, found = values[o["from"]].to(o["layout"]).numpy(), np.load("%s/out_%s%s" % (folder, name, mark))
            if want.shape != found.shape:
                return "%s has the shape %s, with PyTorch %s" % (name, found.shape, want.shape)
            off = np.abs(want - found).max()
            if not off < TOLERANCE * (1 + np.abs(want).max()):
                return "%s differs from PyTorch's by %g" % (name, off)
    return None


def main():
    failed = 0
    torch.set_num_threads(1)
    for folder in sorted(glob.glob(sys.argv[1] + "/*")):
        try:
            why = check(folder)
        except (IndexError, KeyError, RuntimeError, TypeError, ValueError, AssertionError) as e:
            why = "cannot be run with PyTorch: %r" % e
        if why:
            failed += 1
            print("models/%s: %s" % (os.path.basename(folder), why))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
