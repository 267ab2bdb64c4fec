"""The operators of a spec in PyTorch, for torch_oracle.py: OPS[op](a, w, *inputs) -> the result, or a dict of results.

a: the layer's attributes; w: its weights under PyTorch's names; a value is a V, a double tensor whose axes have names.
"""
import numpy as np
import torch
import torch.nn.functional as F

from conv import ACTIVATIONS, conv, pads, transposed
from elementwise import BINARY, REDUCTIONS, UNARY
from equations import gru_step, lstm_step, recurrent
from recurrent import options_of

ACTIVATIONS.update({op: f[0] for op, f in UNARY.items()}, linear=lambda x: x)


class V:
    def __init__(self, t, axes):
        self.t, self.axes = t, axes

    def to(self, layout):
        """The tensor with its axes in this order; an axis that one of the two lacks has size 1."""
        t, axes = self.t, self.axes
        for axis in [a for a in axes if a not in layout]:
            t, axes = t.select(axes.index(axis), 0), axes.replace(axis, "")
        for axis in [a for a in layout if a not in axes]:
            t, axes = t[None], axis + axes
        return t.permute([axes.index(a) for a in layout])

    def size(self, axis):
        return self.t.shape[self.axes.index(axis)] if axis in self.axes else 1


def through(x, axes, f, made=None):
    """f over the axes, all others before them as one: f(rows, axes...) -> (rows, made...)."""
    rest = "".join(a for a in x.axes if a not in axes)
    made = axes if made is None else made
    t = x.to(rest + axes)
    y = f(t.reshape((-1,) + t.shape[len(rest):]))
    y = V(y.reshape(t.shape[:len(rest)] + y.shape[1:]), rest + made)
    order = "".join(a for a in x.axes if a in y.axes) + "".join(a for a in y.axes if a not in x.axes)
    return V(y.to(order), order)


def over(axis, f):
    """f over one axis of tensors (rows, 1, axis), as torch's functions over time take them."""
    return lambda x: through(x, axis, lambda t: f(t[:, None])[:, 0])


def given(a, *names):
    return {k: a[k] for k in names if k in a}


# --- windows ------------------------------------------------------------------------------------------

def conv1d(a, w, x):
    names = ("stride", "padding", "dilation", "groups", "padding_mode", "flip", "activation")
    return through(x, "CT", lambda t: conv(t, w["weight"], w.get("bias"), **given(a, *names)))


def conv_transpose1d(a, w, x):
    names = ("stride", "padding", "dilation", "groups", "output_padding", "activation")
    if a.get("padding") == "causal":
        a = dict(a)
        a.pop("output_padding", None)
    return through(x, "CT", lambda t: transposed(t, w["weight"], w.get("bias"), **given(a, *names)))


def torch_pool(op, a, k, s):
    ceil, padding = a.get("ceil_mode", False), a.get("padding", 0)
    if op == "max_pool1d":
        return lambda x: F.max_pool1d(x, k, s, padding, a.get("dilation", 1), ceil)
    return lambda x: F.avg_pool1d(x, k, s, padding, ceil, a.get("count_include_pad", True))


def windows(T, k, s, d, left, right, same, ceil):
    """First step of each window."""
    reach = (k - 1) * d + 1
    n = -(-T // s) if same else (T + left + right - reach + (s - 1 if ceil else 0)) // s + 1
    if ceil and not same and (n - 1) * s >= T + left:
        n -= 1
    return [t * s - left for t in range(n)]


def pool(op):
    """PyTorch's where it has the padding, else window by window."""
    def run(a, w, x):
        k, d, padding = a["kernel_size"], a.get("dilation", 1), a.get("padding", 0)
        s = a.get("stride", 1 if op == "var_pool1d" else k)
        if isinstance(padding, int) and op != "var_pool1d":
            return over("T", torch_pool(op, a, k, s))(x)
        T = x.size("T")
        left, right = pads(padding, T, k, s, d)
        made = []
        for first in windows(T, k, s, d, left, right, padding == "same", a.get("ceil_mode", False)):
            v = x.to("DNCT")[..., [t for t in range(first, first + (k - 1) * d + 1, d) if 0 <= t < T]]
            made.append({"max_pool1d": lambda: v.amax(3), "var_pool1d": lambda: v.var(3, unbiased=False),
                         "avg_pool1d": lambda: v.sum(3) / (min(first + k, T + right) - first if a.get("count_include_pad", True) else v.shape[3])}[op]())
        y = V(torch.stack(made, 3), "DNCT")
        return V(y.to(x.axes), x.axes)
    return run


def upsample(a, w, x):
    corners = {"align_corners": a.get("align_corners", False)} if a["mode"] == "linear" else {}
    return over("T", lambda t: F.interpolate(t, mode=a["mode"], **given(a, "scale_factor", "size"), **corners))(x)


# --- recurrent layers -----------------------------------------------------------------------------------

PARTS = {"w_ih": "weight_ih", "w_hh": "weight_hh", "b_ih": "bias_ih", "b_hh": "bias_hh", "w_hr": "weight_hr"}


def parts_of(w, end):
    """The weights of one walk, as equations.py takes them."""
    one = {k: w[n + end].numpy() for k, n in PARTS.items() if n + end in w}
    one.setdefault("b_ih", np.zeros(len(one["w_ih"])))
    one.setdefault("b_hh", np.zeros(len(one["w_ih"])))
    if "weight_ci" + end in w:
        one["p"] = np.concatenate([w["weight_c%s%s" % (k, end)].numpy() for k in "iof"])
    return one


def layer_of(kind):
    def run(a, w, x, initial_h=None, initial_c=None):
        layers, both = a.get("num_layers", 1), a.get("bidirectional", False)
        ends = ["_l%d%s" % (l, r) for l in range(layers) for r in (("", "_reverse") if both else ("",))]
        h, N = a["hidden_size"], x.size("N")

        def start(v, units):
            return np.zeros((len(ends), N, units)) if v is None else v.to("DNC").expand(-1, N, -1).numpy()
        y, h_n, c_n = recurrent(kind, x.to("NTC").numpy(), [parts_of(w, end) for end in ends], start(initial_h, a.get("proj_size") or h),
                                start(initial_c, h), both, a.get("reverse", False), **options_of(kind, a))
        states = "DNC" if "N" in x.axes else "DC"
        return {"": V(V(torch.tensor(y), "NTC").to(x.axes), x.axes), "h_n": V(V(torch.tensor(h_n), "DNC").to(states), states),
                "c_n": V(V(torch.tensor(c_n), "DNC").to(states), states)}
    return run


def cell_of(kind):
    def run(a, w, x, h, c=None):
        step = {"lstm": lstm_step, "gru": gru_step}[kind]
        made = step(x.to("NC").numpy(), h.to("NC").numpy(), c.to("NC").numpy() if c else None, parts_of(w, ""), **options_of(kind, a))
        return {name: V(V(torch.tensor(v), "NC").to(x.axes), x.axes) for name, v in zip(("", "c"), made) if v is not None}
    return run


# --- channels -------------------------------------------------------------------------------------------

def linear(a, w, x):
    return through(x, "C", lambda t: ACTIVATIONS[a.get("activation", "linear")](F.linear(t, w["weight"], w.get("bias"))))


def batch_norm(a, w, x):
    return through(x, "C", lambda t: F.batch_norm(t, w["running_mean"], w["running_var"], w.get("weight"), w.get("bias"), eps=a.get("eps", 1e-5)))


def normalized(axes, groups=lambda a, C: 1):
    """Blocks of channels, written out: torch refuses a block of one value."""
    def run(a, w, x):
        def f(t):                                  # (rows, C, T), T 1 where it has none
            y = t.reshape(len(t), groups(a, t.shape[1]), -1)
            y = (y - y.mean(2, keepdim=True)) / (y.var(2, unbiased=False, keepdim=True) + a.get("eps", 1e-5)).sqrt()
            y = y.reshape(t.shape)
            return y * w["weight"][:, None] + w["bias"][:, None] if a["affine"] else y
        if "T" in axes and "T" in x.axes:
            return through(x, "CT", f)
        return through(x, "C", lambda t: f(t[:, :, None])[:, :, 0])
    return run


def attention(a, w, x):
    def f(t):
        net = torch.nn.MultiheadAttention(t.shape[2], a["num_heads"], bias=a["bias"], batch_first=True)
        net.load_state_dict(w)
        return net(t, t, t)[0].detach()
    return through(x, "TC", f)


def matmul(a, w, x, b):
    inner = next(axis for axis in "TNC" if axis in b.axes)
    first = "".join({"C": "k"}.get(axis, axis) for axis in x.axes)
    second = "".join({inner: "k"}.get(axis, axis) for axis in b.axes)
    made = "".join(axis for axis in "NTC" if axis in first + second)
    made = x.axes if sorted(made) == sorted(x.axes) else made
    return V(torch.einsum("%s,%s->%s" % (first, second, made), x.t, b.t), made)


def embedding(a, w, x):
    axes = x.axes.replace("C", "")
    return V(F.embedding(x.to(axes).long(), w["weight"]), axes + "C")


def mask(a, w, x, rows):
    order = "DNTC"
    y = x.to(order) * (torch.arange(x.size("T"))[:, None] < rows.to("N")[:, None, None])
    return V(V(y, order).to(x.axes), x.axes)


# --- elements --------------------------------------------------------------------------------------------

def by_channel(f):
    """f(t, a, w) over tensors whose last axis is C."""
    return lambda a, w, x: through(x, "C" if "C" in x.axes else "", lambda t: f(t, a, w))


def affine(t, a, w):
    return t * torch.tensor(a.get("scale", 1.0)) + torch.tensor(a.get("offset", 0.0))


def prelu(a, w, x):
    return through(x, "C", lambda t: torch.where(t >= 0, t, t * w["weight"])) if "C" in x.axes else V(torch.where(x.t >= 0, x.t, x.t * w["weight"]), x.axes)


def bound(t, a, w):
    unit = {"sigmoid": torch.sigmoid(t), "tanh": torch.tanh(t) / 2 + 0.5}.get(a["via"])
    return (t if unit is None else a["min"] + (a["max"] - a["min"]) * unit).clamp(a["min"], a["max"])


def element(f):
    return lambda a, w, x: V(f(x.t, a), x.axes)


def joined(f):
    """Axes are matched by name; the order is that of the input with most of them."""
    def two(x, y):
        most = y if len(y.axes) > len(x.axes) else x
        axes = most.axes + "".join(a for a in x.axes + y.axes if a not in most.axes)
        axes = "".join(dict.fromkeys(axes))
        return V(f(x.to(axes), y.to(axes)), axes)

    def run(a, w, x, y, *more):
        z = two(x, y)
        for v in more:
            z = two(z, v)
        return V(z.to(x.axes), x.axes) if sorted(z.axes) == sorted(x.axes) else z
    return run


def reduction(f):
    return lambda a, w, x: V(f(x.t, x.axes.index(a["axis"])).double(), x.axes.replace(a["axis"], ""))


# --- moves -----------------------------------------------------------------------------------------------

def along(f):
    """f(t, position of the axis, a) that keeps the axes."""
    return lambda a, w, x: V(f(x.t, x.axes.index(a["axis"]), a), x.axes)


def sliced(t, k, a):
    return t[(slice(None),) * k + (slice(a.get("start"), a.get("stop"), a.get("step")),)]


def pad(a, w, x):
    value = {"value": float(a.get("value", 0))} if a["mode"] == "constant" else {}
    return over(a["axis"], lambda t: F.pad(t, a["padding"], mode=a["mode"], **value))(x)


def flatten(a, w, x):
    order = a.get("order", x.axes.replace("N", ""))
    keep = "N" if "N" in x.axes else ""
    return V(x.to(keep + order).reshape((x.size("N"), -1) if keep else (-1,)), keep + "C")


def reshape(a, w, x):
    return V(x.t.reshape(a["shape"]), a["layout"])


def squeeze(a, w, x):
    axes = "".join(k for k in x.axes if (k != a["axis"] if "axis" in a else x.size(k) > 1))
    return V(x.to(axes), axes)


def transpose(a, w, x):
    order = a.get("order", x.axes)
    return V(x.to(order), order)


def picked(a, w, x):
    axis = a["axis"]
    return V(x.t.select(x.axes.index(axis), a.get("index", -1)), x.axes.replace(axis, ""))


def global_pool(f):
    return lambda a, w, x: V(f(x.t, x.axes.index("T")), x.axes.replace("T", ""))


def same(a, w, x):
    return x


OPS = {
    "conv1d": conv1d, "conv_transpose1d": conv_transpose1d, "upsample": upsample,
    "max_pool1d": pool("max_pool1d"), "avg_pool1d": pool("avg_pool1d"), "var_pool1d": pool("var_pool1d"),
    "global_max_pool": global_pool(torch.amax), "global_avg_pool": global_pool(torch.mean),
    "adaptive_avg_pool1d": lambda a, w, x: over("T", lambda t: F.adaptive_avg_pool1d(t, a["output_size"]))(x),
    "adaptive_max_pool1d": lambda a, w, x: over("T", lambda t: F.adaptive_max_pool1d(t, a["output_size"]))(x),
    "lstm": layer_of("lstm"), "gru": layer_of("gru"), "rnn": layer_of("rnn"), "lstm_cell": cell_of("lstm"), "gru_cell": cell_of("gru"),
    "linear": linear, "batch_norm": batch_norm, "layer_norm": normalized("C"), "instance_norm": normalized("CT", lambda a, C: C),
    "group_norm": normalized("CT", lambda a, C: a["num_groups"]), "attention": attention, "matmul": matmul, "embedding": embedding,
    "mask": mask, "affine": by_channel(affine), "bound": by_channel(bound), "prelu": prelu,
    "softmax": along(lambda t, k, a: torch.softmax(t, k)), "log_softmax": along(lambda t, k, a: torch.log_softmax(t, k)),
    "leaky_relu": element(lambda t, a: F.leaky_relu(t, a.get("negative_slope", 0.01))),
    "elu": element(lambda t, a: F.elu(t, a.get("alpha", 1.0))),
    "gelu": element(lambda t, a: F.gelu(t, approximate=a.get("approximate", "none"))),
    "softplus": element(lambda t, a: F.softplus(t, a.get("beta", 1), a.get("threshold", 20))),
    "reverse": along(lambda t, k, a: t.flip(k)), "slice": along(sliced), "repeat": along(lambda t, k, a: torch.cat([t] * a["repeats"], k)),
    "concat": lambda a, w, x, *more: V(torch.cat([v.to(x.axes) for v in (x,) + more], x.axes.index(a["axis"])), x.axes),
    "select": picked, "last": picked, "pad": pad, "flatten": flatten, "reshape": reshape, "squeeze": squeeze, "transpose": transpose,
    "unsqueeze": lambda a, w, x: V(x.t[..., None], x.axes + a["axis"]),
    "cast": element(lambda t, a: t.trunc() if a["dtype"] == "i32" else t), "dropout": same, "identity": same,
}
OPS.update({op: reduction(f) for op, f in REDUCTIONS.items()})
OPS.update({op: joined(f) for op, f in BINARY.items()})
OPS.update({op: element(lambda t, a, f=f[0]: f(t)) for op, f in UNARY.items() if op not in OPS})
