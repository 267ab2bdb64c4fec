"""Whole small models: chains, graphs, several inputs and outputs, repetition, streams, weight containers, and the reduced
systems that seqgen is made for.  Source: torch.nn.functional and equations.py."""
import numpy as np
import torch
import torch.nn.functional as F

from conv import conv
from equations import recurrent
from golden import Case, Named
from recurrent import draw_weights, store_pytorch

UNEVEN = [[5, 1, 4, 2], [4, 4, 4], [1] * 12]
CHAIN = "float against double, a chain of layers"


def drawn_conv(g, name, c, o, k, groups=1, bias=True):
    return g.weight(name + ".weight", (o, c // groups, k)), g.weight(name + ".bias", (o,)) if bias else None


def drawn_linear(g, name, c, o):
    return g.weight(name + ".weight", (o, c)), g.weight(name + ".bias", (o,))


def drawn_norm(g, name, c):
    """batch_norm's arguments behind x"""
    w, b = g.weight(name + ".weight", (c,), low=0.5, high=1.5), g.weight(name + ".bias", (c,))
    return g.weight(name + ".running_mean", (c,)), g.weight(name + ".running_var", (c,), low=0.3, high=1.4), w, b


def drawn_recurrent(g, kind, name, c, h, layers=1, bidirectional=False):
    """-> f(x (N, T, C) torch) -> y (N, T, H), h_n, c_n, as torch"""
    directions = 2 if bidirectional else 1
    w = draw_weights(g, kind, c, h, layers, directions)
    store_pytorch(g, kind, name, w, directions)

    def run(x):
        zero = np.zeros((layers * directions, x.shape[0], h))
        return [torch.tensor(v) for v in recurrent(kind, x.numpy(), w, zero, zero, bidirectional)]
    return run


def turned(x):
    return x.permute(0, 2, 1)


def sketch_encoder(name, inside, lengths=None):
    g = Case(None, name, reason=CHAIN, tolerance=2e-5)
    g.input("strokes", inside, [{"N": 2, "T": 20, "C": 3}[a] for a in inside])
    w1, w2, w3 = drawn_conv(g, "conv1", 3, 8, 5), drawn_conv(g, "conv2", 8, 11, 5), drawn_conv(g, "conv3", 11, 12, 3)
    rnn = drawn_recurrent(g, "lstm", "rnn", 12, 9, bidirectional=True)
    fc = drawn_linear(g, "fc", 10 * 18, 7)
    g.layer("conv1d", name="conv1", out_channels=8, kernel_size=5)
    g.layer("dropout", p=0.1)
    g.layer("conv1d", name="conv2", out_channels=11, kernel_size=5)
    g.layer("conv1d", name="conv3", out_channels=12, kernel_size=3)
    g.layer("lstm", name="rnn", hidden_size=9, bidirectional=True)
    g.layer("flatten", name="flat", order="TC")
    g.layer("linear", name="fc", out_features=7)
    g.layer("log_softmax", name="log_probs")
    g.output("log_probs", "log_probs", "NC")
    g.output("h_n", "rnn.h_n", "DNC")
    g.output("c_n", "rnn.c_n", "NDC")

    def compute(strokes):
        x = F.conv1d(F.conv1d(F.conv1d(strokes.torch("NCT"), *w1), *w2), *w3)
        y, h_n, c_n = rnn(turned(x))
        return {"log_probs": Named(torch.log_softmax(F.linear(y.reshape(2, -1), *fc), 1), "NC"),
                "h_n": Named(h_n, "DNC"), "c_n": Named(c_n, "DNC")}
    g.write(compute)


def lstm_classifier():
    g = Case(None, "lstm_classifier", reason=CHAIN)
    g.input("x", "NTC", (4, 10, 12))
    rnn, fc = drawn_recurrent(g, "lstm", "rnn", 12, 20), drawn_linear(g, "fc", 20, 10)
    g.layer("lstm", name="rnn", hidden_size=20)
    g.layer("last")
    g.layer("linear", name="fc", out_features=10)
    g.output("scores", "fc", "NC")
    g.write(lambda x: Named(F.linear(rnn(x.torch("NTC"))[0][:, -1], *fc), "NC"))


def speech_conv():
    g = Case(None, "speech_conv", reason=CHAIN)
    g.input("audio", "NT", (2, 40))
    w1, w2 = drawn_conv(g, "conv1d", 1, 8, 3), drawn_conv(g, "conv1d_2", 8, 17, 7)
    g.layer("conv1d", out_channels=8, kernel_size=3, padding=1)
    g.layer("relu")
    g.layer("conv1d", out_channels=17, kernel_size=7, padding=3)
    g.layer("relu")
    g.output("y", "relu_2", "NCT")
    g.write(lambda audio: Named(torch.relu(F.conv1d(torch.relu(F.conv1d(audio.torch("NCT"), *w1, padding=1)), *w2, padding=3)), "NCT"))


def pooled(name, lengths):
    g = Case(None, name, lengths=lengths, reason=CHAIN)
    g.input("x", "NTC", (2, 20, 3))
    w1, fc = drawn_conv(g, "c", 3, 6, 4), drawn_linear(g, "fc", 12, 4)
    g.text_layer("- {op: conv1d, name: c, out_channels: 6, kernel_size: 4, padding: same, activation: relu}\n"
                 "- {op: global_max_pool, name: top, from: c}\n- {op: global_avg_pool, name: mean, from: c}\n"
                 "- {op: concat, name: both, from: [top, mean], axis: C}\n- {op: linear, name: fc, out_features: 4}\n- {op: softmax, name: p}")
    g.output("p", "p", "NC")

    def compute(x):
        y = conv(x.torch("NCT"), *w1, padding="same", activation="relu")
        return Named(torch.softmax(F.linear(torch.cat([y.amax(2), y.mean(2)], 1), *fc), 1), "NC")
    g.write(compute)


def residual_tcn(name, blocks, layout="TC", **how):
    chunks, chunk, t = how.pop("chunks", None), how.pop("chunk", None), how.pop("t", 24)
    g = Case(None, name, mode="stream" if chunks else None, chunks=chunks, reason=CHAIN, params={"channels": 6}, **how)
    size = {"N": 2, "T": t, "C": 2}
    g.input("x", layout, [size[a] for a in layout], declared=[chunk if a == "T" else size[a] for a in layout] if chunks else None)
    first = drawn_conv(g, "first", 2, 6, 1)
    convs = [drawn_conv(g, "dil%d" % i, 6, 6, 3) for i in range(blocks)]
    last = drawn_conv(g, "last_conv", 6, 1, 1)
    g.text_layer('''- {op: conv1d, name: first, out_channels: "${channels}", kernel_size: 1}
- {op: identity, name: sum0}
- repeat: %d
  layers:
    - {op: conv1d, name: "dil${i}", from: "sum${i}", out_channels: "${channels}", kernel_size: 3, dilation: "${2^i}",
       padding: causal, activation: tanh}
    - {op: add, name: "sum${i + 1}", from: ["sum${i}", "dil${i}"]}
- {op: conv1d, name: last_conv, out_channels: 1, kernel_size: 1}''' % blocks)
    g.output("y", "last_conv", layout)
    g.output("inner", "dil1", layout)

    def compute(x):
        y = F.conv1d(x.torch("NCT"), *first)
        kept = None
        for i, w in enumerate(convs):
            z = conv(y, *w, padding="causal", dilation=2 ** i, activation="tanh")
            kept = z if i == 1 else kept
            y = y + z
        return {"y": Named(F.conv1d(y, *last), "NCT"), "inner": Named(kept, "NCT")}
    g.write(compute)


def conv_norm(name, order, inside="NCT", chunks=None, chunk=None, groups=1):
    """batch_norm in front of or behind a conv, an affine behind it all: what a generator folds."""
    g = Case(None, name, mode="stream" if chunks else None, chunks=chunks, reason=CHAIN)
    size = {"N": 2, "T": 12, "C": 4}
    g.input("x", inside, [size[a] for a in inside], declared=[chunk if a == "T" else size[a] for a in inside] if chunks else None)
    w = drawn_conv(g, "c", 4, 6, 3, groups)
    n = drawn_norm(g, "bn", 4 if order == "before" else 6)
    layers = [dict(op="conv1d", name="c", out_channels=6, kernel_size=3, padding="causal", groups=groups), dict(op="batch_norm", name="bn")]
    for a in layers if order == "behind" else layers[::-1]:
        g.layer(**a)
    g.layer("relu")
    g.layer("affine", scale=2.5, offset=-0.5)
    g.output("y", "affine", "NTC")

    def compute(x):
        x = x.torch("NCT")
        steps = [lambda v: conv(v, *w, padding="causal", groups=groups), lambda v: F.batch_norm(v, *n)]
        for f in steps if order == "behind" else steps[::-1]:
            x = f(x)
        return Named(torch.relu(x) * 2.5 - 0.5, "NCT")
    g.write(compute)


def pad_then_conv():
    """A pad that a generator folds into the convolution behind it; and one that it must not, for its value."""
    for name, value in (("pad_then_conv", 0), ("pad_of_one_then_conv", 1)):
        g = Case(None, name)
        g.input("x", "NTC", (2, 7, 3))
        w = drawn_conv(g, "c", 3, 5, 3)
        g.layer("pad", name="p", axis="T", padding=[3, 1], **({"value": value} if value else {}))
        g.layer("conv1d", name="c", out_channels=5, kernel_size=3, padding=[0, 2], stride=2)
        g.output("y", "c", "NTC")
        g.write(lambda x: Named(conv(F.pad(x.torch("NCT"), (3, 1), value=value), *w, padding=[0, 2], stride=2), "NCT"))


def encoder_decoder():
    """A GRU encoder whose last states start a decoder over another input."""
    g = Case(None, "encoder_decoder", reason=CHAIN)
    g.input("source", "NTC", (2, 7, 3))
    g.input("target", "TNC", (4, 2, 5))
    we, wd = draw_weights(g, "lstm", 3, 6, 2, 1), draw_weights(g, "lstm", 5, 6, 2, 1)
    store_pytorch(g, "lstm", "enc", we, 1)
    store_pytorch(g, "lstm", "dec", wd, 1)
    g.layer("lstm", name="enc", hidden_size=6, num_layers=2, **{"from": "source"})
    g.layer("lstm", name="dec", hidden_size=6, num_layers=2, initial_h="enc.h_n", initial_c="enc.c_n", **{"from": "target"})
    g.output("y", "dec", "TNC")
    g.output("c_n", "dec.c_n", "DNC")

    def compute(source, target):
        zero = np.zeros((2, 2, 6))
        _, h, c = recurrent("lstm", source.to("NTC"), we, zero, zero)
        y, _, c_n = recurrent("lstm", target.to("NTC"), wd, h, c)
        return {"y": Named(y, "NTC"), "c_n": Named(c_n, "DNC")}
    g.write(compute)


def branches():
    """Three branches of one input, two of them joined, one an output of its own; a tensor read by three layers."""
    g = Case(None, "branches", reason=CHAIN)
    g.input("x", "NCT", (3, 4, 9))
    a, b = drawn_conv(g, "a", 4, 5, 3), drawn_conv(g, "b", 4, 5, 5)
    gate = drawn_linear(g, "gate", 4, 5)
    g.layer("conv1d", name="a", **{"from": "x"}, out_channels=5, kernel_size=3, padding="same")
    g.layer("conv1d", name="b", **{"from": "x"}, out_channels=5, kernel_size=5, padding="same", activation="tanh")
    g.layer("add", name="joined", **{"from": ["a", "b"]})
    g.layer("global_avg_pool", name="mean", **{"from": "x"})
    g.layer("linear", name="gate", out_features=5, activation="sigmoid")
    g.layer("mul", name="gated", **{"from": ["joined", "gate"]})
    g.layer("argmax", name="best", axis="C")
    for name, source, layout in (("gated", "gated", "NTC"), ("a_too", "a", "CNT"), ("mean", "mean", "NC"),
                                 ("best", "best", "NT"), ("again", "gated", "TCN")):
        g.output(name, source, layout)

    def compute(x):
        v = x.torch("NCT")
        ya = conv(v, *a, padding="same")
        gated = (ya + conv(v, *b, padding="same", activation="tanh")) * torch.sigmoid(F.linear(v.mean(2), *gate))[:, :, None]
        return {"gated": Named(gated, "NCT"), "again": Named(gated, "NCT"), "a_too": Named(ya, "NCT"),
                "mean": Named(v.mean(2), "NC"), "best": Named(gated.argmax(1).int(), "NT")}
    g.write(compute)


def long_chain():
    """Lifetimes: more tensors alive at once than a chain has, most of them let go at different times."""
    g = Case(None, "crossing_lifetimes", reason=CHAIN)
    g.input("x", "NTC", (2, 6, 5))
    g.text_layer("""- {op: tanh, name: a}
- {op: abs, name: b, from: x}
- {op: add, name: c, from: [a, b]}
- {op: sigmoid, name: d, from: b}
- {op: mul, name: e, from: [c, d]}
- {op: reverse, name: f, from: a, axis: T}
- {op: sub, name: g, from: [e, f]}
- {op: concat, name: h, from: [g, c, d], axis: C}
- {op: softmax, name: i}
- {op: slice, name: j, from: h, axis: C, start: 5, stop: 10}
- {op: div, name: k, from: [j, b]}
- {op: slice, name: l, from: i, axis: C, start: -5}
- {op: add, name: m, from: [k, l]}""")
    g.output("i", "i", "NTC")
    g.output("end", "m", "CNT")

    def compute(x):
        v = x.torch("NTC")
        a, b = torch.tanh(v), v.abs()
        c, d = a + b, torch.sigmoid(b)
        h = torch.cat([c * d - a.flip(1), c, d], 2)
        i = torch.softmax(h, 2)
        return {"i": Named(i, "NTC"), "end": Named(c / b + i[:, :, -5:], "NTC")}
    g.write(compute)


def voice_activity():
    """The shape of a detector of speech: frames by a strided conv, convs, LSTM, a probability a frame; as a stream."""
    g = Case(None, "voice_activity", mode="stream", chunks=[[16] * 4], reason=CHAIN)
    g.input("audio", "T", (64,), declared=[16])
    w1, w2 = drawn_conv(g, "frames", 1, 8, 8), drawn_conv(g, "mix", 8, 10, 3)
    rnn, fc = drawn_recurrent(g, "lstm", "rnn", 10, 8), drawn_conv(g, "out", 8, 1, 1)
    g.layer("conv1d", name="frames", out_channels=8, kernel_size=8, stride=4, padding="causal")
    g.layer("square")
    g.layer("conv1d", name="mix", out_channels=10, kernel_size=3, padding="causal", activation="relu")
    g.layer("lstm", name="rnn", hidden_size=8)
    g.layer("conv1d", name="out", out_channels=1, kernel_size=1, activation="sigmoid")
    g.output("speech", "out", "T")

    def compute(audio):
        x = torch.square(conv(audio.torch("NCT"), *w1, stride=4, padding="causal"))
        y = rnn(turned(conv(x, *w2, padding="causal", activation="relu")))[0]
        return Named(torch.sigmoid(F.conv1d(turned(y), *fc)), "NCT")
    g.write(compute)


def norm_gru_stream():
    g = Case(None, "stream_gru_residual", mode="stream", chunks=UNEVEN, reason=CHAIN)
    g.input("x", "NTC", (2, 12, 4), declared=[2, "max 5", 4])
    rnn, fc = drawn_recurrent(g, "gru", "rnn", 4, 4, layers=2), drawn_linear(g, "fc", 4, 3)
    w, b = g.weight("norm.weight", (4,), low=0.5, high=1.5), g.weight("norm.bias", (4,))
    g.text_layer("""- {op: layer_norm, name: norm}
- {op: gru, name: rnn, hidden_size: 4, num_layers: 2}
- {op: add, name: sum, from: [x, rnn]}
- {op: linear, name: fc, out_features: 3, activation: silu}
- {op: argmax, name: best, axis: C}""")
    g.output("fc", "fc", "NTC")
    g.output("best", "best", "NT")
    g.output("state", "rnn.h_n", "DNC")

    def compute(x):
        v = x.torch("NTC")
        y, h_n, _ = rnn(F.layer_norm(v, (4,), w, b))
        out = F.silu(F.linear(v + y, *fc))
        return {"fc": Named(out, "NTC"), "best": Named(out.argmax(2).int(), "NT"), "state": Named(h_n, "DNC")}
    g.write(compute)


def transformer_block():
    g = Case(None, "transformer_block", reason=CHAIN)
    g.input("ids", "NT", (2, 6), dtype="i32", low=0, high=9)
    table = g.weight("table.weight", (9, 8), low=-1, high=1)
    place = g.weight("place.weight", (9, 8), low=-1, high=1)
    n1 = (g.weight("n1.weight", (8,), low=0.5, high=1.5), g.weight("n1.bias", (8,)))
    heads = {k: g.weight("att." + k, s) for k, s in (("in_proj_weight", (24, 8)), ("in_proj_bias", (24,)),
                                                     ("out_proj.weight", (8, 8)), ("out_proj.bias", (8,)))}
    up, down = drawn_linear(g, "up", 8, 20), drawn_linear(g, "down", 20, 8)
    g.text_layer("""- {op: embedding, name: table, num_embeddings: 9, embedding_dim: 8}
- {op: embedding, name: place, from: ids, num_embeddings: 9, embedding_dim: 8}
- {op: add, name: start, from: [table, place]}
- {op: layer_norm, name: n1}
- {op: attention, name: att, num_heads: 2}
- {op: add, name: mid, from: [start, att]}
- {op: linear, name: up, out_features: 20, activation: gelu}
- {op: linear, name: down, out_features: 8}
- {op: add, name: end, from: [mid, down]}""")
    g.output("y", "end", "NTC")

    def compute(ids):
        i = ids.torch("NT").long()
        start = F.embedding(i, table) + F.embedding(i, place)
        m = torch.nn.MultiheadAttention(8, 2, batch_first=True)
        m.load_state_dict(heads)
        x = F.layer_norm(start, (8,), *n1)
        mid = start + m(x, x, x)[0].detach()
        return Named(mid + F.linear(F.gelu(F.linear(mid, *up)), *down), "NTC")
    g.write(compute)


def length_chain():
    """A variable length through layers that shorten, keep, lengthen and fold it."""
    g = Case(None, "length_chain", lengths=[21, 12, 6], bad_lengths=[3, 1], reason=CHAIN)
    g.input("x", "NCT", (2, 3, 21))
    w, w2, rnn = drawn_conv(g, "c", 3, 6, 4), drawn_conv(g, "c2", 6, 6, 3), drawn_recurrent(g, "gru", "rnn", 6, 4, bidirectional=True)
    g.text_layer("""- {op: conv1d, name: c, out_channels: 6, kernel_size: 4, activation: relu}
- {op: max_pool1d, kernel_size: 2, ceil_mode: true}
- {op: conv1d, name: c2, out_channels: 6, kernel_size: 3, padding: same, dilation: 2}
- {op: upsample, name: up, scale_factor: 2, mode: nearest}
- {op: gru, name: rnn, hidden_size: 4, bidirectional: true}
- {op: mean, name: mean, axis: T}""")
    g.output("steps", "rnn", "TNC")
    g.output("mean", "mean", "NC")
    g.output("early", "c", "NTC")

    def compute(x):
        early = conv(x.torch("NCT"), *w, activation="relu")
        y = F.interpolate(conv(F.max_pool1d(early, 2, ceil_mode=True), *w2, padding="same", dilation=2), scale_factor=2)
        y = rnn(turned(y))[0]
        return {"steps": Named(y, "NTC"), "mean": Named(y.mean(1), "NC"), "early": Named(early, "NCT")}
    g.write(compute)


def containers():
    """One model, its weights in every form that is read."""
    forms = {"npz": dict(container="npz"), "npz_stored": dict(container="npz_stored"), "npy_folder": dict(container="npy"),
             "npy_big_endian": dict(container="npy", stored=">f4"), "npy_f64": dict(container="npy", stored="<f8"),
             "npz_f16": dict(container="npz", stored="<f2"),
             "npy_fortran": dict(container="npy", fortran=True), "f64": dict(stored="<f8"), "f16": dict(stored="<f2"), "bf16": dict(bf16=True)}
    for name, form in forms.items():
        g = Case(None, "weights_" + name, container=form.get("container", "safetensors"))
        g.input("x", "NTC", (2, 7, 3))
        made = {}
        for key, shape in (("c.weight", (5, 3, 2)), ("c.bias", (5,)), ("fc.weight", (4, 5)), ("fc.bias", (4,))):
            value = g.draw(shape, -0.7, 0.8)
            if form.get("bf16"):
                bits = (value.astype("<f4").view("<u4") >> 16).astype("<u2")
                g.tensors[key] = bits
                made[key] = torch.tensor((bits.astype("<u4") << 16).view("<f4").astype("f8"))
            else:
                made[key] = g.weight(key, value=value, stored=form.get("stored"))
                if form.get("fortran"):
                    g.tensors[key] = np.asfortranarray(g.tensors[key])
        g.layer("conv1d", name="c", out_channels=5, kernel_size=2, activation="relu")
        g.layer("linear", name="fc", out_features=4)
        g.output("y", "fc", "NTC")
        g.write(lambda x: Named(F.linear(turned(torch.relu(F.conv1d(x.torch("NCT"), made["c.weight"], made["c.bias"]))),
                                         made["fc.weight"], made["fc.bias"]), "NTC"))
    g = Case(None, "weights_inline", container="inline")
    g.input("x", "NTC", (2, 7, 2))
    w, b = np.array([[[1.0, 2.0, -1.0], [0.5, -0.25, 0.0]], [[3e-2, 1, -7], [0, 0.125, 4]]]), np.array([0.5, -1.0])
    g.layer("conv1d", name="c", out_channels=2, kernel_size=3, weights={"weight": w, "bias": b})
    g.output("y", "c", "NTC")
    g.write(lambda x: Named(F.conv1d(x.torch("NCT"), torch.tensor(w.astype("f4").astype("f8")), torch.tensor(b)), "NCT"))


def names():
    """prefix, tensors and allow_unused: where a layer's weights are found."""
    g = Case(None, "weights_elsewhere", allow_unused=True)
    g.input("x", "NTC", (2, 5, 3))
    rnn = drawn_recurrent(g, "gru", "decoder.rnn", 3, 4)
    w, b = g.weight("head.0.kernel_of_it", (6, 4)), g.weight("fc.bias", (6,))
    g.weight("nobody.reads.this", (2, 2))
    g.layer("gru", name="rnn", hidden_size=4, prefix="decoder.rnn")
    g.layer("linear", name="fc", out_features=6, tensors={"weight": "head.0.kernel_of_it"})
    g.output("y", "fc", "NTC")
    g.write(lambda x: Named(F.linear(rnn(x.torch("NTC"))[0], w, b), "NTC"))
    g = Case(None, "weights_shared")
    g.input("x", "NTC", (2, 5, 3))
    w, b = drawn_linear(g, "shared", 3, 3)
    g.layer("linear", name="one", out_features=3, prefix="shared", activation="tanh")
    g.layer("linear", name="two", out_features=3, prefix="shared")
    g.output("y", "two", "NTC")
    g.write(lambda x: Named(F.linear(torch.tanh(F.linear(x.torch("NTC"), w, b)), w, b), "NTC"))


def passing():
    """Outputs that are an input, or one tensor twice."""
    g = Case(None, "outputs_of_inputs")
    g.input("x", "NTC", (2, 5, 3))
    g.layer("relu", name="r")
    g.output("same", "x", "NTC")
    g.output("turned", "x", "CNT")
    g.output("r", "r", "NTC")
    g.output("r_again", "r", "NTC")
    g.write(lambda x: {"same": x, "turned": x, "r": Named(np.maximum(x.array, 0), "NTC"), "r_again": Named(np.maximum(x.array, 0), "NTC")})


def one_buffer(name, first):
    """The mission's swap: the same signal to a conv as NCT and to an LSTM as NTC, without a transpose."""
    g = Case(None, name, reason=CHAIN)
    g.input("x", "NCT", (2, 6, 8))
    w, rnn = drawn_conv(g, "conv", 6 if first == "conv" else 5, 7, 3), drawn_recurrent(g, "lstm", "rnn", 7 if first == "conv" else 6, 5)
    layers = [("conv1d", dict(name="conv", out_channels=7, kernel_size=3)), ("lstm", dict(name="rnn", hidden_size=5))]
    for op, a in layers if first == "conv" else layers[::-1]:
        g.layer(op, **a)
    g.output("y", "rnn" if first == "conv" else "conv", "NTC" if first == "conv" else "NCT")
    g.write(lambda x: Named(rnn(turned(F.conv1d(x.torch("NCT"), *w)))[0], "NTC") if first == "conv"
            else Named(F.conv1d(turned(rnn(x.torch("NTC"))[0]), *w), "NCT"))


def convolution_by_hand():
    for flip in (False, True):
        g = Case(None, "convolution_by_hand" if flip else "correlation_by_hand", container="inline")
        g.input("x", "T", (4,), values=np.array([4.0, 1, 2, 5]))
        g.layer("conv1d", name="h", out_channels=1, kernel_size=3, padding=2, bias=False, flip=flip,
                weights={"weight": np.array([[[1.0, 2, -1]]])})
        g.output("y", "h", "T")
        y = [4.0, 9, 0, 8, 8, -5] if flip else [-4.0, 7, 4, 0, 12, 5]
        g.write(lambda x: Named(np.array(y), "T"))


def make():
    sketch_encoder("sketch_encoder", "NTC")
    sketch_encoder("sketch_encoder_seq_first", "TNC")
    lstm_classifier()
    speech_conv()
    pooled("pooled", None)
    pooled("pooled_length", [20, 9, 1])
    residual_tcn("residual_tcn", 4, "NTC")
    residual_tcn("residual_tcn_stream", 4, "TC", chunk="max 5", t=12, chunks=UNEVEN)
    residual_tcn("residual_tcn_one_sample", 3, "CT", chunk=1, t=9, chunks=[[1] * 9])
    for order in ("before", "behind"):
        conv_norm("norm_%s_conv" % order, order)
        conv_norm("norm_%s_conv_groups" % order, order, "NTC", groups=2)
        conv_norm("norm_%s_conv_stream" % order, order, "NTC", chunks=UNEVEN, chunk="max 5")
    pad_then_conv()
    encoder_decoder()
    branches()
    long_chain()
    voice_activity()
    norm_gru_stream()
    transformer_block()
    length_chain()
    containers()
    names()
    passing()
    one_buffer("conv_then_lstm", "conv")
    one_buffer("lstm_then_conv", "lstm")
    convolution_by_hand()
