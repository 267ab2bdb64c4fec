"""Networks as people build them of these operators: attention over time, gates, stacks of layers, autoencoders."""
import torch
import torch.nn.functional as F

from conv import conv
from golden import Case, Named
from models import CHAIN, UNEVEN, drawn_conv, drawn_linear, drawn_norm, drawn_recurrent, turned


def attention_pooling(name, lengths):
    """A weighted mean over time, the weights from a layer with one output: its C goes, and comes back by broadcasting."""
    g = Case(None, name, lengths=lengths, reason=CHAIN)
    g.input("x", "NTC", (2, 8, 3))
    rnn = drawn_recurrent(g, "gru", "rnn", 3, 5, bidirectional=True)
    score, fc = drawn_linear(g, "score", 10, 1), drawn_linear(g, "fc", 10, 4)
    g.text_layer("""- {op: gru, name: rnn, hidden_size: 5, bidirectional: true}
- {op: linear, name: score, out_features: 1, activation: tanh}
- {op: squeeze, name: flat, axis: C}
- {op: softmax, name: weights, axis: T}
- {op: mul, name: weighed, from: [rnn, weights]}
- {op: sum, name: pooled, axis: T}
- {op: linear, name: fc, out_features: 4}""")
    g.output("y", "fc", "NC")
    g.output("weights", "weights", "NT")

    def compute(x):
        y = rnn(x.torch("NTC"))[0]
        w = torch.softmax(torch.tanh(F.linear(y, *score))[:, :, 0], 1)
        return {"y": Named(F.linear((y * w[:, :, None]).sum(1), *fc), "NC"), "weights": Named(w, "NT")}
    g.write(compute)


def gated_convs(name, **how):
    """Gated units with a skip sum, as in WaveNet; the two halves of a convolution's channels."""
    chunks, chunk = how.get("chunks"), how.pop("chunk", None)
    g = Case(None, name, mode="stream" if chunks else None, reason=CHAIN, **how)
    g.input("x", "NCT", (2, 4, 12), declared=[2, 4, chunk] if chunks else None)
    w = [(drawn_conv(g, "both%d" % i, 4, 10, 2), drawn_conv(g, "skip%d" % i, 5, 3, 1),
          drawn_conv(g, "next%d" % i, 5, 4, 1)) for i in range(3)]
    g.text_layer("""- {op: identity, name: in0}
- repeat: 3
  layers:
    - {op: conv1d, name: "both${i}", from: "in${i}", out_channels: 10, kernel_size: 2, dilation: "${2^i}", padding: causal}
    - {op: slice, name: "left${i}", from: "both${i}", axis: C, stop: 5}
    - {op: tanh, name: "bent${i}"}
    - {op: slice, name: "right${i}", from: "both${i}", axis: C, start: 5}
    - {op: sigmoid, name: "open${i}"}
    - {op: mul, name: "unit${i}", from: ["bent${i}", "open${i}"]}
    - {op: conv1d, name: "skip${i}", out_channels: 3, kernel_size: 1}
    - {op: conv1d, name: "next${i}", from: "unit${i}", out_channels: 4, kernel_size: 1}
    - {op: add, name: "in${i + 1}", from: ["in${i}", "next${i}"]}
- {op: add, name: skips, from: [skip0, skip1, skip2]}
- {op: log_softmax, name: y}""")
    g.output("y", "y", "NTC")
    g.output("inner", "in3", "NCT")

    def compute(x):
        v, skips = x.torch("NCT"), 0
        for i, (both, skip, onward) in enumerate(w):
            a, b = conv(v, *both, padding="causal", dilation=2 ** i).chunk(2, 1)
            unit = torch.tanh(a) * torch.sigmoid(b)
            skips = skips + F.conv1d(unit, *skip)
            v = v + F.conv1d(unit, *onward)
        return {"y": Named(torch.log_softmax(skips, 1), "NCT"), "inner": Named(v, "NCT")}
    g.write(compute)


def excited_block(name, lengths):
    """Squeeze and excitation behind a normed convolution, with the residual round it."""
    g = Case(None, name, lengths=lengths, reason=CHAIN)
    g.input("x", "NCT", (2, 6, 9))
    w, n = drawn_conv(g, "c", 6, 6, 3, bias=False), drawn_norm(g, "bn", 6)
    down, up = drawn_linear(g, "down", 6, 2), drawn_linear(g, "up", 2, 6)
    g.text_layer("""- {op: conv1d, name: c, out_channels: 6, kernel_size: 3, padding: same, bias: false}
- {op: batch_norm, name: bn}
- {op: relu, name: r}
- {op: global_avg_pool, name: mean}
- {op: linear, name: down, out_features: 2, activation: relu}
- {op: linear, name: up, out_features: 6, activation: sigmoid}
- {op: mul, name: scaled, from: [r, up]}
- {op: add, name: sum, from: [scaled, x]}
- {op: relu, name: y}""")
    g.output("y", "y", "NCT")

    def compute(x):
        v = x.torch("NCT")
        r = torch.relu(F.batch_norm(F.conv1d(v, w[0], padding=1), *n))
        scale = torch.sigmoid(F.linear(torch.relu(F.linear(r.mean(2), *down)), *up))
        return Named(torch.relu(r * scale[:, :, None] + v), "NCT")
    g.write(compute)


def autoencoder():
    g = Case(None, "autoencoder", reason=CHAIN)
    g.input("x", "NTC", (2, 16, 3))
    w1, w2 = drawn_conv(g, "e1", 3, 6, 4), drawn_conv(g, "e2", 6, 9, 4)
    u1 = (g.weight("d1.weight", (9, 6, 4)), g.weight("d1.bias", (6,)))
    u2 = (g.weight("d2.weight", (6, 3, 4)), g.weight("d2.bias", (3,)))
    g.text_layer("""- {op: conv1d, name: e1, out_channels: 6, kernel_size: 4, stride: 2, padding: 1, activation: elu}
- {op: conv1d, name: e2, out_channels: 9, kernel_size: 4, stride: 2, padding: 1, activation: tanh}
- {op: conv_transpose1d, name: d1, out_channels: 6, kernel_size: 4, stride: 2, padding: 1, activation: elu}
- {op: conv_transpose1d, name: d2, out_channels: 3, kernel_size: 4, stride: 2, padding: 1}
- {op: sub, name: error, from: [d2, x]}
- {op: square, name: squared}
- {op: mean, name: by_channel, axis: T}""")
    g.output("code", "e2", "NCT")
    g.output("again", "d2", "NTC")
    g.output("loss", "by_channel", "NC")

    def compute(x):
        v = x.torch("NCT")
        code = torch.tanh(F.conv1d(F.elu(F.conv1d(v, *w1, stride=2, padding=1)), *w2, stride=2, padding=1))
        again = F.conv_transpose1d(F.elu(F.conv_transpose1d(code, *u1, stride=2, padding=1)), *u2, stride=2, padding=1)
        return {"code": Named(code, "NCT"), "again": Named(again, "NCT"), "loss": Named((again - v).square().mean(2), "NC")}
    g.write(compute)


def statistics(name, lengths):
    """Mean and deviation over time side by side, as speaker models pool."""
    g = Case(None, name, lengths=lengths, reason=CHAIN)
    g.input("x", "TNC", (9, 2, 4))
    w, fc = drawn_conv(g, "c", 4, 7, 3), drawn_linear(g, "fc", 14, 3)
    g.text_layer("""- {op: conv1d, name: c, out_channels: 7, kernel_size: 3, padding: same, activation: leaky_relu}
- {op: mean, name: mean, from: c, axis: T}
- {op: var, name: var, from: c, axis: T}
- {op: sqrt, name: deviation}
- {op: concat, name: both, from: [mean, deviation], axis: C}
- {op: linear, name: fc, out_features: 3}""")
    g.output("y", "fc", "NC")

    def compute(x):
        y = conv(x.torch("NCT"), *w, padding="same", activation="leaky_relu")
        return Named(F.linear(torch.cat([y.mean(2), y.var(2).sqrt()], 1), *fc), "NC")
    g.write(compute)


def mixture():
    """Queries mix values by matmul; the matrix of shares is softmax's over T."""
    g = Case(None, "mixture", reason=CHAIN)
    g.input("asked", "NTC", (2, 4, 3))
    g.input("asking", "NCT", (2, 5, 6))
    values, query = drawn_linear(g, "values", 3, 7), drawn_linear(g, "query", 5, 4)
    g.text_layer("""- {op: linear, name: query, from: asking, out_features: 4}
- {op: softmax, name: shares}
- {op: linear, name: values, from: asked, out_features: 7, activation: gelu}
- {op: matmul, name: mixed, from: [shares, values]}""")
    g.output("mixed", "mixed", "NCT")
    g.output("shares", "shares", "NTC")

    def compute(asked, asking):
        shares = torch.softmax(F.linear(asking.torch("NTC"), *query), 2)
        return {"shares": Named(shares, "NTC"), "mixed": Named(shares @ F.gelu(F.linear(asked.torch("NTC"), *values)), "NTC")}
    g.write(compute)


def tagger():
    """Ids to tags: embedding, two bidirectional layers, a distribution and the best tag at each step; T varies."""
    g = Case(None, "tagger", lengths=[7, 4, 1], reason=CHAIN)
    g.input("words", "NT", (3, 7), dtype="i32", low=0, high=11)
    table = g.weight("words_of.weight", (11, 6), low=-1, high=1)
    rnn, fc = drawn_recurrent(g, "lstm", "rnn", 6, 5, layers=2, bidirectional=True), drawn_linear(g, "fc", 10, 4)
    g.text_layer("""- {op: embedding, name: words_of, num_embeddings: 11, embedding_dim: 6}
- {op: dropout, p: 0.5}
- {op: lstm, name: rnn, hidden_size: 5, num_layers: 2, bidirectional: true}
- {op: linear, name: fc, out_features: 4}
- {op: log_softmax, name: tags}
- {op: argmax, name: best, axis: C}
- {op: max, name: sure, from: tags, axis: C}""")
    for name, layout in (("tags", "NTC"), ("best", "NT"), ("sure", "TN")):
        g.output(name, name, layout)

    def compute(words):
        y = torch.log_softmax(F.linear(rnn(F.embedding(words.torch("NT").long(), table))[0], *fc), 2)
        return {"tags": Named(y, "NTC"), "best": Named(y.argmax(2).int(), "NT"), "sure": Named(y.amax(2), "NT")}
    g.write(compute)


def make():
    attention_pooling("attention_pooling", None)
    attention_pooling("attention_pooling_length", [8, 3, 1])
    gated_convs("gated_convs")
    gated_convs("gated_convs_stream", chunks=UNEVEN, chunk="max 5")
    excited_block("excited_block", None)
    excited_block("excited_block_length", [9, 4, 1])
    autoencoder()
    statistics("statistics_pooling", None)
    statistics("statistics_pooling_length", [9, 5, 2])
    mixture()
    tagger()
