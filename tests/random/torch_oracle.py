#!/usr/bin/python3
"""Runs random models with PyTorch in double precision: torch_oracle.py CASES

For each folder of CASES it prints a line where an output of the reference evaluator is another than PyTorch's.
Exit 1 where there was one, 77 where PyTorch is not installed.  It reads only specs as write_model.lua writes them; a
tensor is (N, C, T) here, or (N, C) where it has no T, with N 1 where it has no batch.
"""
import glob
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden_tools"))
try:
    import numpy as np
    import torch
    import torch.nn.functional as F
    from conv import ACTIVATIONS, conv, transposed
    from elementwise import UNARY
    from equations import gru_step, lstm_step, recurrent
    from golden import Named
    from recurrent import options_of
except ImportError as e:
    print("skipped: %s" % e)
    sys.exit(77)

TOLERANCE = 1e-6      # two sums in double precision, in another order; inputs and weights are float32


# --- the spec -----------------------------------------------------------------------------------------

def scalar(text):
    if text in ("true", "false"):
        return text == "true"
    return float(text) if re.fullmatch(r"-?\d*\.\d+", text) else int(text) if re.fullmatch(r"-?\d+", text) else text


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


# --- operators: f(a: attributes, w: the layer's weights, x: its inputs) -> the result, or a dict of results ------

def pool(f):
    def run(a, w, x):
        k, s, d = a["kernel_size"], a.get("stride", a["kernel_size"]), a.get("dilation", 1)
        if a.get("padding") == "causal":
            return f.causal(x, k)
        return f(x, k, s, a.get("padding", 0), d, a)
    return run


def max_pool(x, k, s, p, d, a):
    return F.max_pool1d(x, k, s, p, d, a.get("ceil_mode", False))


def avg_pool(x, k, s, p, d, a):
    return F.avg_pool1d(x, k, s, p, a.get("ceil_mode", False), a.get("count_include_pad", True))


def var_pool(x, k, s, p, d, a):
    return x.unfold(2, k, a.get("stride", 1)).var(3, unbiased=False)


def windows(x, k):
    """The last k steps at each step, NaN before the first."""
    return F.pad(x, (k - 1, 0), value=float("nan")).unfold(2, k, 1)


max_pool.causal = lambda x, k: windows(x, k).nan_to_num(nan=-1e300).amax(3)
avg_pool.causal = lambda x, k: windows(x, k).nan_to_num(nan=0.0).mean(3)
var_pool.causal = lambda x, k: (windows(x, k) - windows(x, k).nanmean(3, keepdim=True)).square().nanmean(3)


def layer_of(kind):
    def run(a, w, x, start=None):
        layers, both = a.get("num_layers", 1), a.get("bidirectional", False)
        ends = ["_l%d%s" % (l, r) for l in range(layers) for r in (("", "_reverse") if both else ("",))]
        names = {"w_ih": "weight_ih", "w_hh": "weight_hh", "b_ih": "bias_ih", "b_hh": "bias_hh", "w_hr": "weight_hr"}
        weights = [{k: w[n + end].numpy() for k, n in names.items() if n + end in w} for end in ends]
        for one in weights:
            one.setdefault("b_ih", np.zeros(len(one["w_ih"])))
            one.setdefault("b_hh", np.zeros(len(one["w_ih"])))
        h, out = a["hidden_size"], a.get("proj_size") or a["hidden_size"]
        h0 = np.zeros((len(ends), len(x), out)) if start is None else start.numpy()[None]
        y, h_n, c_n = recurrent(kind, x.permute(0, 2, 1).numpy(), weights, h0, np.zeros((len(ends), len(x), h)), both,
                                a.get("reverse", False), **options_of(kind, a))
        return {"": torch.tensor(y).permute(0, 2, 1), "h_n": torch.tensor(h_n), "c_n": torch.tensor(c_n)}
    return run


def cell_of(kind):
    def run(a, w, x, h, c=None):
        names = {"w_ih": "weight_ih", "w_hh": "weight_hh", "b_ih": "bias_ih", "b_hh": "bias_hh"}
        step = {"lstm": lstm_step, "gru": gru_step}[kind]
        made = step(x.numpy(), h.numpy(), c.numpy() if c is not None else None, {k: w[n].numpy() for k, n in names.items()})
        return {"": torch.tensor(made[0]), "c": torch.tensor(made[1]) if kind == "lstm" else None}
    return run


def by_channel(v, x):
    return v.reshape((1, -1) + (1,) * (x.ndim - 2))


def linear(a, w, x):
    y = torch.tensordot(x, w["weight"], ([1], [1])).movedim(-1, 1)
    y = y + by_channel(w["bias"], y) if "bias" in w else y
    return ACTIVATIONS.get(a.get("activation"), SOFTSIGN)(y) if "activation" in a else y


def layer_norm(a, w, x):
    y = F.layer_norm(x.movedim(1, -1), (x.shape[1],), w["weight"], w["bias"], a["eps"])
    return y.movedim(-1, 1)


def group_norm(a, w, x):
    """Written out: torch refuses a group of one value."""
    y = x.reshape(len(x), a["num_groups"], -1)
    y = (y - y.mean(2, keepdim=True)) / (y.var(2, unbiased=False, keepdim=True) + a["eps"]).sqrt()
    return y.reshape(x.shape) * by_channel(w["weight"], x) + by_channel(w["bias"], x)


def attention(a, w, x):
    net = torch.nn.MultiheadAttention(x.shape[1], a["num_heads"], batch_first=True)
    net.load_state_dict(w)
    y = x.permute(0, 2, 1)
    return net(y, y, y)[0].detach().permute(0, 2, 1)


def affine(a, w, x):
    scale = torch.tensor(np.float32(a["scale"]).astype("f8"))
    return x * (by_channel(scale, x) if scale.ndim else scale) + a["offset"]


def bound(a, w, x):
    unit = {"sigmoid": torch.sigmoid(x), "tanh": torch.tanh(x) / 2 + 0.5}.get(a["via"])
    return (x if unit is None else a["min"] + (a["max"] - a["min"]) * unit).clamp(a["min"], a["max"])


def reduction(f):
    """What has no C any more keeps one channel here."""
    return lambda a, w, x: f(x, 2) if a["axis"] == "T" else f(x, 1, keepdim=True)


def joined(f):
    def run(a, w, x, y):
        if x.ndim != y.ndim:
            x, y = (v if v.ndim == 3 else v[:, :, None] for v in (x, y))
        return f(x, y)
    return run


def on(x, axis):
    return "NCT".index(axis)


def slice_of(a, w, x):
    return x.narrow(on(x, a["axis"]), a["start"], a.get("stop", x.shape[on(x, a["axis"])]) - a["start"])


def upsample(a, w, x):
    corners = {"align_corners": a.get("align_corners", False)} if a["mode"] == "linear" else {}
    return F.interpolate(x, scale_factor=a["scale_factor"], mode=a["mode"], **corners)


def pad(a, w, x):
    return F.pad(x, a["padding"], mode=a["mode"])


def given(a, *names):
    return {k: a[k] for k in names if k in a}


def flatten(a, w, x):
    return (x.permute(0, 2, 1) if a["order"] == "TC" else x).reshape(len(x), -1)


SOFTSIGN = F.softsign
ACTIVATIONS["softsign"] = F.softsign

OPS = {
    "conv1d": lambda a, w, x: conv(x, w["weight"], w.get("bias"),
                                   **given(a, "stride", "padding", "dilation", "groups", "padding_mode", "flip",
                                           "activation")),
    "conv_transpose1d": lambda a, w, x: transposed(x, w["weight"], w["bias"],
                                                   **given(a, "stride", "padding", "dilation", "groups", "output_padding")),
    "max_pool1d": pool(max_pool), "avg_pool1d": pool(avg_pool), "var_pool1d": pool(var_pool),
    "global_max_pool": lambda a, w, x: x.amax(2), "global_avg_pool": lambda a, w, x: x.mean(2), "last": lambda a, w, x: x[:, :, -1],
    "adaptive_avg_pool1d": lambda a, w, x: F.adaptive_avg_pool1d(x, a["output_size"]),
    "adaptive_max_pool1d": lambda a, w, x: F.adaptive_max_pool1d(x, a["output_size"]),
    "lstm": layer_of("lstm"), "gru": layer_of("gru"), "rnn": layer_of("rnn"), "lstm_cell": cell_of("lstm"), "gru_cell": cell_of("gru"),
    "linear": linear, "layer_norm": layer_norm, "attention": attention, "affine": affine, "bound": bound,
    "batch_norm": lambda a, w, x: F.batch_norm(x, w["running_mean"], w["running_var"], w["weight"], w["bias"]),
    "instance_norm": lambda a, w, x: F.instance_norm(x, eps=a["eps"]),
    "group_norm": group_norm,
    "embedding": lambda a, w, x: F.embedding(x[:, 0].long(), w["weight"]).movedim(-1, 1),
    "prelu": lambda a, w, x: F.prelu(x, w["weight"]),
    "softmax": lambda a, w, x: torch.softmax(x, on(x, a["axis"])), "log_softmax": lambda a, w, x: torch.log_softmax(x, on(x, a["axis"])),
    "dropout": lambda a, w, x: x, "identity": lambda a, w, x: x, "reverse": lambda a, w, x: x.flip(on(x, a["axis"])),
    "slice": slice_of, "select": lambda a, w, x: x[:, :, a["index"]], "pad": pad, "upsample": upsample, "flatten": flatten,
    "repeat": lambda a, w, x: torch.cat([x] * a["repeats"], 1), "concat": lambda a, w, *x: torch.cat(x, 1),
    "mean": reduction(torch.mean), "max": reduction(torch.amax), "min": reduction(torch.amin), "sum": reduction(torch.sum),
    "add": joined(torch.add), "sub": joined(torch.sub), "mul": joined(torch.mul), "maximum": joined(torch.maximum), "minimum": joined(torch.minimum),
}
OPS.update({op: lambda a, w, x, f=f[0]: f(x) for op, f in UNARY.items()})


# --- a case -------------------------------------------------------------------------------------------

def evaluate(spec, tensors, values):
    """values: name -> tensor; those of the layers are added."""
    for a in spec["layers"]:
        w = {k[len(a["name"]) + 1:]: v for k, v in tensors.items() if k.startswith(a["name"] + ".")}
        read = a["from"] if isinstance(a["from"], list) else [a["from"]]
        made = OPS[a["op"]](a, w, *[values[n] for n in read + ([a["initial_h"]] if "initial_h" in a else [])])
        for k, v in (made if isinstance(made, dict) else {"": made}).items():
            values[a["name"] + ("." + k if k else "")] = v


def check(folder):
    stream = os.path.exists(folder + "/whole.yaml")
    spec = read_spec(folder + ("/whole.yaml" if stream else "/model.yaml"))
    tensors = {os.path.basename(f)[:-4]: torch.tensor(np.load(f).astype("f8")) for f in glob.glob(folder + "/weights/*.npy")}
    first = next(iter(spec["inputs"]))
    for file in sorted(glob.glob("%s/in_%s*.npy" % (folder, first))):
        mark = file[len("%s/in_%s" % (folder, first)):]
        values = {}
        for name, i in spec["inputs"].items():
            x = Named(np.load("%s/in_%s%s" % (folder, name, mark)).astype("f8"), i["layout"])
            values[name] = x.torch("NCT" if "T" in i["layout"] else "NC")
        evaluate(spec, tensors, values)
        for name, o in spec["outputs"].items():
            axes = "DNC" if "." in o["from"] and o["from"][-2:] == "_n" else "NCT" if values[o["from"]].ndim == 3 else "NC"
            want, found = Named(values[o["from"]], axes).to(o["layout"]), np.load("%s/out_%s%s" % (folder, name, mark))
            if want.shape != found.shape:
                return "%s has the shape %s, with PyTorch %s" % (name, found.shape, want.shape)
            off = np.abs(want - found).max()
            if not off < TOLERANCE * (1 + np.abs(want).max()):
                return "%s differs from PyTorch's by %g" % (name, off)
    return None


def main():
    failed = 0
    for folder in sorted(glob.glob(sys.argv[1] + "/*")):
        try:
            why = check(folder)
        except (KeyError, RuntimeError, ValueError, AssertionError) as e:
            why = "cannot be run with PyTorch: %r" % e
        if why:
            failed += 1
            print("models/%s: %s" % (os.path.basename(folder), why))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
