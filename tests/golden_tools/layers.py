"""linear, embedding, pools, norms, attention.  Source: torch.nn.functional of 1.13; var_pool1d is torch's var without
Bessel's correction over each window; TensorFlow-like pads are not part of pools."""
import numpy as np
import torch
import torch.nn.functional as F

from golden import Case, Named

UNEVEN = [[5, 1, 4, 2], [4, 4, 4], [1] * 12]


def simple(op, name, compute, inside="NTC", outside="NTC", n=2, t=9, c=3, top=None, weights=None, chunk=None, chunks=None,
           lengths=None, bad_lengths=None, low=-1.5, high=1.5, work="NCT", result=None, tolerance=None, reason=None, stored=None, **attributes):
    """One layer `op` named y.  compute(x as torch in the order `work`, the weights by name) -> torch in the order `result` or `work`."""
    g = Case(op, name, mode="stream" if chunks else None, chunks=chunks, lengths=lengths, bad_lengths=bad_lengths,
             tolerance=tolerance, reason=reason, **(top or {}))
    size = {"N": n, "T": t, "C": c}
    g.input("x", inside, [size[a] for a in inside], low=low, high=high,
            declared=[chunk if a == "T" else size[a] for a in inside] if chunks else None)
    kept = {k: g.weight("y." + (stored or {}).get(k, k), **v) for k, v in (weights or {}).items()}
    g.layer(op, name="y", **attributes)
    g.output("y", "y", outside)
    g.write(lambda x: Named(compute(x.torch(work), **kept), result or work))


def linear():
    w = {"weight": dict(shape=(4, 3)), "bias": dict(shape=(4,))}
    lin = lambda x, weight, bias=None: F.linear(x, weight, bias)
    made = dict(work="NTC", out_features=4)
    simple("linear", "plain", lin, weights=w, **made)
    simple("linear", "no_bias", lin, weights={"weight": w["weight"]}, bias=False, **made)
    simple("linear", "wide", lin, weights={"weight": dict(shape=(37, 21)), "bias": dict(shape=(37,))}, c=21, t=5, n=3,
           work="NTC", out_features=37)
    simple("linear", "one_out", lin, weights={"weight": dict(shape=(1, 19)), "bias": dict(shape=(1,))}, c=19, work="NTC", out_features=1)
    simple("linear", "long_sum", lin, "NC", "NC", weights={"weight": dict(shape=(3, 260)), "bias": dict(shape=(3,))}, c=260,
           work="NC", out_features=3)
    simple("linear", "activation", lambda x, weight, bias: torch.tanh(F.linear(x, weight, bias)), weights=w, activation="tanh", **made)
    for inside, outside in (("NCT", "NTC"), ("NTC", "NCT"), ("TNC", "CTN"), ("CNT", "CNT"), ("NCT", "NCT")):
        simple("linear", "from_%s_to_%s" % (inside, outside), lin, inside, outside, weights=w, **made)
    for inside in ("NC", "CN"):
        simple("linear", "from_" + inside, lin, inside, inside, n=3, weights=w, work="NC", out_features=4)
    simple("linear", "from_C", lin, "C", "C", n=1, weights=w, work="C", out_features=4)
    simple("linear", "from_CT_to_TC", lin, "CT", "TC", n=1, weights=w, **made)
    simple("linear", "length", lin, weights=w, lengths=[9, 4, 1], **made)
    simple("linear", "length_NCT", lin, "NCT", "TNC", weights=w, lengths=[9, 4, 1], **made)
    simple("linear", "stream", lin, t=12, weights=w, chunk="max 5", chunks=UNEVEN, **made)
    simple("linear", "convention_onnx", lin, work="NTC", out_features=4, top={"convention": "onnx"}, weights=w,
           stored={"weight": "W", "bias": "B"})
    simple("linear", "convention_d2l", lambda x, weight, bias: x @ weight + bias, work="NTC", out_features=4, top={"convention": "d2l"},
           weights={"weight": dict(shape=(3, 4)), "bias": dict(shape=(4,))}, stored={"weight": "kernel"})
    simple("linear", "convention_keras", lambda x, weight, bias: x @ weight + bias, work="NTC", out_features=4, top={"convention": "keras"},
           weights={"weight": dict(shape=(3, 4)), "bias": dict(shape=(4,))}, stored={"weight": "kernel"})


def embedding():
    def one(name, inside="NT", outside="NTC", n=3, t=5, padding_idx=None, count=7, dim=4, refused=None, lengths=None,
            chunks=None, chunk=None, convention=None):
        g = Case("embedding", name, lengths=lengths, mode="stream" if chunks else None, chunks=chunks,
                 **({"convention": convention} if convention else {}))
        size = {"N": n, "T": t}
        shape = [size[a] for a in inside]
        ids = None
        if refused is not None:
            good, bad = g.rng.integers(0, count, shape), g.rng.integers(0, count, shape)
            bad.reshape(-1)[refused[0]] = refused[1]
            ids = [good, bad]
            g.refuse(1, "an id outside the table")
        g.input("ids", inside, shape, dtype="i32", low=0, high=count, values=ids,
                declared=[chunk if a == "T" else size[a] for a in inside] if chunks else None)
        w = g.weight("table.embeddings" if convention == "keras" else "table.weight", (count, dim), low=-1, high=1.2)
        g.layer("embedding", name="table", num_embeddings=count, embedding_dim=dim,
                **({} if padding_idx is None else {"padding_idx": padding_idx}))
        g.output("y", "table", outside)
        g.write(lambda ids: Named(F.embedding(ids.torch(inside).long(), w), inside + "C"))

    one("plain")
    one("padding_idx", padding_idx=2)
    one("to_NCT", outside="NCT")
    one("from_TN", inside="TN", outside="TCN")
    one("from_T", inside="T", outside="TC", n=1)
    one("from_N", inside="N", outside="NC")
    one("wide", dim=35, count=3)
    one("id_too_large", refused=(4, 7))
    one("id_negative", refused=(14, -1))
    one("length", lengths=[5, 2, 1], t=5)
    one("stream", t=12, chunk="max 5", chunks=UNEVEN)
    for convention in ("keras", "onnx", "d2l"):
        one("convention_" + convention, convention=convention)


def max_pool():
    for name, (layout, a, extra) in {
        "plain": ("NTC", dict(kernel_size=2), {}),
        "overlapping": ("NTC", dict(kernel_size=4, stride=2), {}),
        "gaps": ("NTC", dict(kernel_size=2, stride=4), {}),
        "padding": ("NTC", dict(kernel_size=4, stride=1, padding=2), {}),
        "dilation": ("NCT", dict(kernel_size=3, dilation=3, stride=1), {}),
        "ceil_mode": ("NTC", dict(kernel_size=2, ceil_mode=True), {}),
        "ceil_mode_padding": ("NTC", dict(kernel_size=4, stride=3, padding=2, ceil_mode=True), dict(t=12)),
        "all_combined": ("NCT", dict(kernel_size=4, stride=2, padding=2, dilation=2, ceil_mode=True), dict(t=10)),
        "ceil_mode_no_window_in_padding": ("NTC", dict(kernel_size=2, stride=4, padding=1, ceil_mode=True), {}),
        "wide": ("NTC", dict(kernel_size=3, stride=2), dict(c=35)),
        "TNC": ("TNC", dict(kernel_size=3), {}), "CNT": ("CNT", dict(kernel_size=3), {}),
        "CT": ("CT", dict(kernel_size=3, stride=1), dict(n=1)),
        "length": ("NTC", dict(kernel_size=3, stride=2), dict(lengths=[9, 5, 3], bad_lengths=[2])),
        "length_padding": ("NCT", dict(kernel_size=4, stride=3, padding=2, ceil_mode=True), dict(lengths=[9, 5, 4, 1])),
        "stream": ("NTC", dict(kernel_size=2), dict(t=12, chunk=4, chunks=[[4] * 3])),
    }.items():
        simple("max_pool1d", name, lambda x, a=a: F.max_pool1d(x, **a), layout, layout, **a, **extra)
    causal = lambda x: F.max_pool1d(F.pad(x, (3, 0), value=-np.inf), 4, 1)
    simple("max_pool1d", "causal", causal, kernel_size=4, stride=1, padding="causal")
    simple("max_pool1d", "stream_causal", causal, t=12, kernel_size=4, stride=1, padding="causal", chunk="max 5", chunks=UNEVEN)
    simple("max_pool1d", "left_right", lambda x: F.max_pool1d(F.pad(x, (1, 2), value=-np.inf), 4, 2), kernel_size=4,
           stride=2, padding=[1, 2])
    simple("max_pool1d", "from_NCT_to_NTC", lambda x: F.max_pool1d(x, 2), "NCT", "NTC", kernel_size=2)


def avg_pool():
    for name, (layout, a, extra) in {
        "plain": ("NTC", dict(kernel_size=2), {}),
        "overlapping": ("NTC", dict(kernel_size=4, stride=1), {}),
        "gaps": ("NCT", dict(kernel_size=2, stride=4), {}),
        "padding": ("NTC", dict(kernel_size=4, stride=2, padding=2), {}),
        "padding_not_counted": ("NTC", dict(kernel_size=4, stride=1, padding=2, count_include_pad=False), {}),
        "ceil_mode": ("NTC", dict(kernel_size=4, stride=2, ceil_mode=True), {}),
        "ceil_mode_padding": ("NCT", dict(kernel_size=4, stride=3, padding=2, ceil_mode=True), dict(t=12)),
        "ceil_mode_padding_not_counted":
            ("NCT", dict(kernel_size=4, stride=3, padding=1, ceil_mode=True, count_include_pad=False), dict(t=10)),
        "ceil_mode_no_window_in_padding": ("NTC", dict(kernel_size=2, stride=4, padding=1, ceil_mode=True), {}),
        "wide": ("NTC", dict(kernel_size=3), dict(c=35)),
        "TNC": ("TNC", dict(kernel_size=3), {}), "CTN": ("CTN", dict(kernel_size=3), {}),
        "TC": ("TC", dict(kernel_size=3, stride=1), dict(n=1)),
        "length": ("NTC", dict(kernel_size=3, stride=2), dict(lengths=[9, 5, 3], bad_lengths=[1, 2])),
        "length_padding": ("NCT", dict(kernel_size=4, stride=3, padding=2, ceil_mode=True, count_include_pad=False),
                           dict(lengths=[9, 5, 4, 1])),
        "stream": ("NTC", dict(kernel_size=3), dict(t=12, chunk=6, chunks=[[6] * 2])),
    }.items():
        simple("avg_pool1d", name, lambda x, a=a: F.avg_pool1d(x, **a), layout, layout, **a, **extra)
    simple("avg_pool1d", "one_channel", lambda x: F.avg_pool1d(x, 2), "NCT", "NTC", c=1, kernel_size=2)
    simple("avg_pool1d", "from_TNC_to_NCT", lambda x: F.avg_pool1d(x, 2), "TNC", "NCT", kernel_size=2)


def var_pool():
    def window(x, kernel_size, stride=1, ceil_mode=False):
        if ceil_mode:  # the last window has what is left of the steps
            first = range(0, min(x.shape[2], x.shape[2] - kernel_size + stride), stride)
            return torch.stack([x[:, :, t:t + kernel_size].var(2, unbiased=False) for t in first], 2)
        return x.unfold(2, kernel_size, stride).var(3, unbiased=False)
    for name, (layout, a, extra) in {
        "plain": ("NTC", dict(kernel_size=4), {}),
        "stride": ("NCT", dict(kernel_size=3, stride=2), {}),
        "no_overlap": ("TNC", dict(kernel_size=3, stride=3), {}),
        "ceil_mode": ("NCT", dict(kernel_size=4, stride=3, ceil_mode=True), {}),
        "large_offset": ("NTC", dict(kernel_size=4), dict(low=8000, high=8001, tolerance=1e-5,
                                                          reason="exact but for the rounding of the mean near 8000")),
        "length": ("NTC", dict(kernel_size=3), dict(lengths=[9, 5, 3], bad_lengths=[2])),
        "stream": ("NTC", dict(kernel_size=3, stride=3), dict(t=12, chunk=6, chunks=[[6] * 2])),
    }.items():
        simple("var_pool1d", name, lambda x, a=a: window(x, **a), layout, layout, **a, **extra)


def global_pools():
    for op, f in (("global_max_pool", lambda x: x.amax(2)), ("global_avg_pool", lambda x: x.mean(2))):
        for inside, outside in (("NTC", "NC"), ("NCT", "CN"), ("TNC", "NC"), ("CNT", "NC")):
            simple(op, "from_%s_to_%s" % (inside, outside), f, inside, outside, result="NC")
        simple(op, "from_CT", f, "CT", "C", n=1, result="NC")
        simple(op, "wide", f, "NTC", "NC", c=35, t=21, result="NC")
        simple(op, "length", f, "NTC", "NC", lengths=[9, 4, 1], result="NC")
        simple(op, "length_NCT", f, "NCT", "NC", lengths=[9, 4, 1], result="NC")
    for op, f in (("adaptive_max_pool1d", F.adaptive_max_pool1d), ("adaptive_avg_pool1d", F.adaptive_avg_pool1d)):
        for name, layout, size, t in (("even", "NTC", 3, 9), ("overlapping", "NTC", 4, 9), ("to_one", "NCT", 1, 9),
                                      ("to_more", "NTC", 7, 5), ("TNC", "TNC", 5, 12)):
            simple(op, name, lambda x, f=f, s=size: f(x, s), layout, layout, t=t, output_size=size)
        simple(op, "from_CT_to_TC", lambda x, f=f: f(x, 4), "CT", "TC", n=1, output_size=4)
        simple(op, "length", lambda x, f=f: f(x, 3), lengths=[9, 4, 1], output_size=3)


def norms():
    channel = lambda c: {"weight": dict(shape=(c,), low=0.5, high=1.6), "bias": dict(shape=(c,))}
    running = lambda c: {"running_mean": dict(shape=(c,)), "running_var": dict(shape=(c,), low=0.3, high=1.5)}

    def batch(eps):
        return lambda x, running_mean, running_var, weight=None, bias=None: F.batch_norm(
            x, running_mean, running_var, weight, bias, eps=eps)

    whole = dict(channel(3), **running(3))
    simple("batch_norm", "plain", batch(1e-5), weights=whole)
    simple("batch_norm", "eps", batch(0.02), "NCT", "NTC", weights=whole, eps=0.02)
    simple("batch_norm", "not_affine", batch(1e-5), weights=running(3), affine=False)
    simple("batch_norm", "from_NC", batch(1e-5), "NC", "NC", weights=whole, work="NC")
    simple("batch_norm", "from_TNC_to_CNT", batch(1e-5), "TNC", "CNT", weights=whole)
    simple("batch_norm", "wide", batch(1e-5), weights=dict(channel(35), **running(35)), c=35)
    simple("batch_norm", "length", batch(1e-5), weights=whole, lengths=[9, 4, 1])
    simple("batch_norm", "stream", batch(1e-5), t=12, weights=whole, chunk="max 5", chunks=UNEVEN)
    for convention, names in (("keras", ("gamma", "beta", "moving_mean", "moving_variance")), ("onnx", ("scale", "B", "mean", "var")),
                              ("d2l", ("gamma", "beta", "moving_mean", "moving_var"))):
        simple("batch_norm", "convention_" + convention, batch(1e-3), weights=whole, eps=1e-3, top={"convention": convention},
               stored=dict(zip(("weight", "bias", "running_mean", "running_var"), names)))
    layer = lambda eps: lambda x, weight=None, bias=None: F.layer_norm(x, x.shape[-1:], weight, bias, eps)
    simple("layer_norm", "plain", layer(1e-5), work="NTC", weights=channel(3))
    simple("layer_norm", "not_affine", layer(1e-5), work="NTC", affine=False)
    simple("layer_norm", "eps", layer(0.1), "NCT", "NTC", work="NTC", weights=channel(3), eps=0.1)
    simple("layer_norm", "from_NC", layer(1e-5), "NC", "NC", work="NC", c=6, weights=channel(6))
    simple("layer_norm", "from_CNT", layer(1e-5), "CNT", "CNT", work="NTC", c=5, weights=channel(5))
    simple("layer_norm", "wide", layer(1e-5), work="NTC", c=37, weights=channel(37))
    simple("layer_norm", "one_channel", layer(1e-5), "NCT", "NTC", work="NTC", c=1, weights=channel(1))
    simple("layer_norm", "length", layer(1e-5), "NCT", "NTC", work="NTC", weights=channel(3), lengths=[9, 4, 1])
    simple("layer_norm", "stream", layer(1e-5), t=12, work="NTC", weights=channel(3), chunk="max 5", chunks=UNEVEN)
    simple("layer_norm", "convention_keras", layer(1e-3), work="NTC", weights=channel(3), eps=1e-3,
           top={"convention": "keras"}, stored={"weight": "gamma", "bias": "beta"})
    instance = lambda x, weight=None, bias=None, eps=1e-5: F.instance_norm(x, weight=weight, bias=bias, eps=eps)
    simple("instance_norm", "plain", instance)
    simple("instance_norm", "affine", instance, "NCT", "NCT", weights=channel(3), affine=True)
    simple("instance_norm", "eps", lambda x: instance(x, eps=0.1), "TNC", "TNC", eps=0.1)
    simple("instance_norm", "wide", instance, c=35)
    for convention, names in (("keras", ("gamma", "beta")), ("onnx", ("scale", "B"))):
        simple("instance_norm", "convention_" + convention, instance, weights=channel(3), affine=True, top={"convention": convention},
               stored=dict(zip(("weight", "bias"), names)))
    simple("instance_norm", "from_CT", instance, "CT", "TC", n=1)
    simple("instance_norm", "length", instance, lengths=[9, 4, 2])
    group = lambda k, eps=1e-5: lambda x, weight=None, bias=None: F.group_norm(x, k, weight, bias, eps)
    simple("group_norm", "plain", group(2), c=6, weights=channel(6), num_groups=2)
    simple("group_norm", "one_group", group(1), "NCT", "NTC", c=5, weights=channel(5), num_groups=1)
    simple("group_norm", "each_channel", group(4), "TNC", "TNC", c=4, weights=channel(4), num_groups=4)
    simple("group_norm", "not_affine", group(3, 0.05), c=6, num_groups=3, affine=False, eps=0.05)
    simple("group_norm", "wide", group(3), c=36, weights=channel(36), num_groups=3)
    simple("group_norm", "from_NC", group(2), "NC", "NC", work="NC", c=6, weights=channel(6), num_groups=2)
    simple("group_norm", "length", group(2), c=6, weights=channel(6), num_groups=2, lengths=[9, 4, 1])


def softmax():
    for op, f in (("softmax", torch.softmax), ("log_softmax", torch.log_softmax)):
        for layout in ("NTC", "NCT", "TNC", "CNT"):
            simple(op, layout, lambda x, f=f: f(x, 1), layout, layout, c=5)
        simple(op, "NC", lambda x, f=f: f(x, 1), "NC", "NC", work="NC", c=7)
        simple(op, "over_T", lambda x, f=f: f(x, 2), "NTC", "NTC", axis="T")
        simple(op, "over_T_of_NCT", lambda x, f=f: f(x, 2), "NCT", "NTC", axis="T")
        simple(op, "wide", lambda x, f=f: f(x, 1), c=37)
        simple(op, "large", lambda x, f=f: f(x, 1), c=6, low=-300, high=300, reason="float against double, values of hundreds")
        simple(op, "huge", lambda x, f=f: f(x, 1), c=6, low=-1e12, high=1e12, reason="relative to values of up to 1e12")
        simple(op, "length", lambda x, f=f: f(x, 1), c=5, lengths=[9, 4, 1])
        simple(op, "length_over_T", lambda x, f=f: f(x, 2), "NTC", "NCT", axis="T", lengths=[9, 4, 1])
        simple(op, "stream", lambda x, f=f: f(x, 1), t=12, c=5, chunk="max 5", chunks=UNEVEN)


def attention():
    def one(name, heads, c=6, t=5, n=2, inside="NTC", outside="NTC", bias=True, **more):
        def compute(x, **w):
            w = {k.replace("y.", ""): v for k, v in w.items()}
            m = torch.nn.MultiheadAttention(c, heads, batch_first=True, bias=bias)
            m.load_state_dict({k.replace("__", "."): v for k, v in w.items()})
            return m.eval()(x, x, x)[0].detach()
        weights = {"in_proj_weight": dict(shape=(3 * c, c), low=-0.7, high=0.8), "out_proj__weight": dict(shape=(c, c))}
        if bias:
            weights.update(in_proj_bias=dict(shape=(3 * c,)), out_proj__bias=dict(shape=(c,)))
        if not bias:
            more["bias"] = False
        simple("attention", name, compute, inside, outside, n=n, t=t, c=c, work="NTC", weights=weights,
               stored={"out_proj__weight": "out_proj.weight", "out_proj__bias": "out_proj.bias"}, num_heads=heads, **more)
    one("one_head", 1)
    one("two_heads", 2)
    one("heads_of_one", 6)
    one("wide", 2, c=36, t=4)
    one("one_step", 3, t=1)
    one("no_bias", 2, bias=False)
    one("from_NCT_to_TNC", 2, inside="NCT", outside="TNC")
    one("from_TC", 3, n=1, inside="TC", outside="TC")
    one("length", 2, lengths=[5, 3, 1])


def make():
    for part in (linear, embedding, max_pool, avg_pool, var_pool, global_pools, norms, softmax, attention):
        part()
