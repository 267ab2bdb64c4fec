"""Models that once went wrong, most of them found by tests/random and made small, and combinations like them."""
import numpy as np
import torch
import torch.nn.functional as F

from equations import gru_step, lstm_step, recurrent
from golden import Case, Named
from models import drawn_linear, drawn_norm, drawn_recurrent, turned
from recurrent import ACTIVATIONS, draw_weights, options_of, store_pytorch


def norm_then_neg():
    """A fused step's C text has to stand alone before the next takes it."""
    g = Case(None, "norm_then_neg")
    g.input("ids", "T", (5,), dtype="i32", low=0, high=9)
    table, norm = g.weight("table.weight", (9, 4), low=-1, high=1), drawn_norm(g, "norm", 4)
    g.layer("embedding", name="table", num_embeddings=9, embedding_dim=4)
    g.layer("batch_norm", name="norm")
    g.layer("neg")
    g.output("y", "neg", "CT")
    g.write(lambda ids: Named(-F.batch_norm(F.embedding(ids.torch("T").long(), table), *norm), "TC"))


def cell_of_a_step():
    """A cell reads one step of a sequence of variable length in place."""
    for name, inside, pick in (("cell_of_a_step", "CNT", {"op": "select", "axis": "T", "index": 1}),
                               ("cell_of_the_last_step", "CTN", {"op": "last"})):
        g = Case(None, name, lengths=[6, 3, 2])
        size = {"N": 2, "C": 3, "T": 6}
        g.input("x", inside, [size[a] for a in inside])
        w = draw_weights(g, "gru", 3, 3, 1, 1)[0]
        for k, stored in (("w_ih", "weight_ih"), ("w_hh", "weight_hh"), ("b_ih", "bias_ih"), ("b_hh", "bias_hh")):
            g.weight("cell." + stored, value=w[k])
        g.layer(name="step", **pick)
        g.layer("gru_cell", name="cell", **{"from": ["step", "step"]}, hidden_size=3)
        g.output("y", "cell", "CN")

        def compute(x, at=pick.get("index", -1)):
            step = x.to("NTC")[:, at]
            return Named(gru_step(step, step, None, w)[0], "NC")
        g.write(compute)


def one_channel():
    """Parts and windows of one channel."""
    g = Case(None, "concat_one_channel", lengths=[7, 4, 1])
    g.input("a", "CNT", (1, 2, 7))
    g.input("b", "TCN", (7, 6, 2))
    g.layer("concat", name="y", **{"from": ["b", "a", "b"]}, axis="C")
    g.output("y", "y", "CNT")
    g.write(lambda a, b: Named(np.concatenate([b.to("NTC"), a.to("NTC"), b.to("NTC")], 2), "NTC"))
    for op, f in (("max_pool1d", F.max_pool1d), ("avg_pool1d", F.avg_pool1d)):
        g = Case(None, op + "_one_channel", lengths=[9, 5, 3])
        g.input("x", "TCN", (9, 1, 2))
        g.layer(op, name="y", kernel_size=3, stride=2)
        g.output("y", "y", "NTC")
        g.write(lambda x, f=f: Named(f(x.torch("NCT"), 3, 2), "NCT"))


def sums_over_channels():
    """Channels add up in one order, whether they lie side by side (a chunk of one step) or not (the whole sequence)."""
    g = Case(None, "sums_over_channels", mode="stream", chunks=[[1] * 12])
    g.input("x", "NCT", (1, 7, 12), declared=[1, 7, 1])
    for op in ("mean", "sum", "var"):
        g.layer(op, name="by_" + op, **{"from": "x"}, axis="C")
        g.output(op, "by_" + op, "NT")
    g.write(lambda x: {op: Named(getattr(x.torch("NCT"), op)(1), "NT") for op in ("mean", "sum", "var")})


def states():
    """The states of a recurrent layer as tensors with the axis D: picked, merged, averaged, passed on."""
    g = Case(None, "states_as_tensors")
    g.input("x", "NTC", (3, 5, 4))
    rnn = drawn_recurrent(g, "lstm", "rnn", 4, 6, layers=2, bidirectional=True)
    top, all_of = drawn_linear(g, "top", 6, 3), drawn_linear(g, "all", 24, 2)
    g.text_layer("""- {op: lstm, name: rnn, hidden_size: 6, num_layers: 2, bidirectional: true}
- {op: select, name: picked, from: rnn.h_n, axis: D, index: -1}
- {op: linear, name: top, out_features: 3}
- {op: flatten, name: flat, from: rnn.h_n, order: DC}
- {op: linear, name: all, out_features: 2}
- {op: mean, name: mean, from: rnn.c_n, axis: D}
- {op: slice, name: second, from: rnn.h_n, axis: D, start: 2}
- {op: tanh, name: bent, from: rnn.c_n}""")
    for name, layout in (("top", "NC"), ("all", "NC"), ("mean", "CN"), ("second", "NDC"), ("bent", "CND")):
        g.output(name, name, layout)

    def compute(x):
        _, h, c = rnn(x.torch("NTC"))
        return {"top": Named(F.linear(h[-1], *top), "NC"), "all": Named(F.linear(h.permute(1, 0, 2).reshape(3, 24), *all_of), "NC"),
                "mean": Named(c.mean(0), "NC"), "second": Named(h[2:], "DNC"), "bent": Named(torch.tanh(c), "DNC")}
    g.write(compute)


def picked_ids():
    """What argmax finds is looked up in a table."""
    g = Case(None, "argmax_then_embedding")
    g.input("x", "NCT", (2, 5, 4))
    table = g.weight("table.weight", (5, 3), low=-1, high=1)
    g.layer("argmax", name="best", axis="C")
    g.layer("embedding", name="table", num_embeddings=5, embedding_dim=3)
    g.output("best", "best", "NT")
    g.output("y", "table", "NTC")

    def compute(x):
        best = x.torch("NCT").argmax(1)
        return {"best": Named(best.int(), "NT"), "y": Named(F.embedding(best, table), "NTC")}
    g.write(compute)


def mixed_conventions():
    """A convention for all, and another for one layer; a prefix with it."""
    g = Case(None, "mixed_conventions", convention="keras")
    g.input("x", "NTC", (2, 6, 3))
    kernel, bias = g.weight("c.kernel", (3, 3, 5)), g.weight("c.bias", (5,))
    w = draw_weights(g, "lstm", 5, 4, 1, 1)
    store_pytorch(g, "lstm", "net.rnn", w, 1)
    g.layer("conv1d", name="c", out_channels=5, kernel_size=3)
    g.layer("lstm", name="rnn", hidden_size=4, convention="pytorch", prefix="net.rnn")
    g.output("y", "rnn", "NTC")

    def compute(x):
        v = turned(F.conv1d(x.torch("NCT"), kernel.permute(2, 1, 0), bias)).numpy()
        zero = np.zeros((1, 2, 4))
        return Named(recurrent("lstm", v, w, zero, zero)[0], "NTC")
    g.write(compute)


def unbatched_start():
    """Unbatched initial states without D, and one that another layer made."""
    g = Case(None, "unbatched_initial_state")
    g.input("x", "TC", (5, 3))
    g.input("h", "C", (4,))
    w, start = draw_weights(g, "lstm", 3, 4, 1, 1), drawn_linear(g, "start", 4, 4)
    store_pytorch(g, "lstm", "rnn", w, 1)
    g.layer("linear", name="start", **{"from": "h"}, out_features=4, activation="tanh")
    g.layer("lstm", name="rnn", **{"from": "x"}, hidden_size=4, initial_h="h", initial_c="start")
    g.output("y", "rnn", "CT")
    g.output("c_n", "rnn.c_n", "DC")

    def compute(x, h):
        c0 = torch.tanh(F.linear(h.torch("NC"), *start)).numpy()
        y, _, c_n = recurrent("lstm", x.to("NTC"), w, h.to("DNC"), c0[None])
        return {"y": Named(y, "NTC"), "c_n": Named(c_n, "DNC")}
    g.write(compute)


def cell_chain():
    """Three steps of a cell written out, with one set of weights: what the layer does."""
    g = Case(None, "cells_in_a_row")
    g.input("x", "NTC", (2, 3, 4))
    g.input("h", "NC", (2, 5))
    g.input("c", "NC", (2, 5))
    w = draw_weights(g, "lstm", 4, 5, 1, 1)[0]
    for k, stored in (("w_ih", "weight_ih"), ("w_hh", "weight_hh"), ("b_ih", "bias_ih"), ("b_hh", "bias_hh")):
        g.weight("cell." + stored, value=w[k])
    for t in range(3):
        g.layer("select", name="x%d" % t, **{"from": "x"}, axis="T", index=t)
    for t in range(3):
        g.layer("lstm_cell", name="s%d" % t, hidden_size=5, prefix="cell",
                **{"from": ["x%d" % t] + (["s%d" % (t - 1), "s%d.c" % (t - 1)] if t else ["h", "c"])})
    g.output("h_n", "s2", "NC")
    g.output("c_n", "s2.c", "CN")

    def compute(x, h, c):
        h, c = h.to("NC"), c.to("NC")
        for t in range(3):
            h, c = lstm_step(x.to("NTC")[:, t], h, c, w)
        return {"h_n": Named(h, "NC"), "c_n": Named(c, "NC")}
    g.write(compute)


def recurrent_activations():
    """Each activation as that of a candidate and of the gates: some of them have attributes, as gelu."""
    g = Case(None, "recurrent_activations", reason="float against double, errors fed back over T steps")
    g.input("x", "NTC", (2, 2, 3))          # two steps: exp, fed back, grows beyond measure
    made = []
    for i, name in enumerate(sorted(set(ACTIVATIONS) - {"abs", "log", "neg", "sqrt", "square"})):
        for kind, attributes in (("rnn", {"activation": name}), ("gru", {"recurrent_activation": name})):
            layer, w = "%s%d" % (kind, i), draw_weights(g, kind, 3, 2, 1, 1)
            store_pytorch(g, kind, layer, w, 1)
            g.layer(kind, name=layer, **{"from": "x"}, hidden_size=2, **attributes)
            made.append((layer, kind, w, attributes))
    g.layer("concat", name="y", **{"from": [layer for layer, _, _, _ in made]})
    g.output("y", "y", "NTC")

    def compute(x):
        zero = np.zeros((1, 2, 2))
        return Named(np.concatenate([recurrent(kind, x.to("NTC"), w, zero, zero, **options_of(kind, a))[0] for _, kind, w, a in made], 2), "NTC")
    g.write(compute)


def down_and_up():
    """Every chunk of a stream is whole at each stride, so what goes down and up again fits what it came from."""
    g = Case(None, "down_and_up_stream", mode="stream", chunks=[[4, 2, 6], [2] * 6, [6, 6]])
    g.input("x", "NTC", (2, 12, 3), declared=(2, "max 6", 3))
    g.layer("max_pool1d", name="down", kernel_size=2)
    g.layer("upsample", name="up", scale_factor=2)
    g.layer("add", name="sum", **{"from": ["up", "x"]})
    g.layer("concat", name="both", **{"from": ["x", "sum"]})
    g.output("y", "both", "NTC")

    def compute(x):
        x = x.torch("NCT")
        up = F.interpolate(F.max_pool1d(x, 2), scale_factor=2.0)
        return Named(torch.cat([x, x + up], 1), "NCT")
    g.write(compute)


def plain_loops():
    """Plain loops, which gcc would make vectors of before it fuses products and sums: other chunks then had other bits."""
    g = Case(None, "plain_loops_stream", mode="stream", chunks=[[2] * 6, [2, 6, 4], [1] * 12])
    g.settings.append("options --optimize size")
    g.input("x", "TN", (12, 2), declared=["max 6", 2])
    w, b = g.weight("conv.weight", (4, 1, 3)), g.weight("conv.bias", (4,))
    g.layer("conv1d", name="conv", out_channels=4, kernel_size=3, padding="causal")
    g.output("y", "conv", "NTC")
    g.write(lambda x: Named(F.conv1d(F.pad(x.torch("NCT"), (2, 0)), w, b), "NCT"))


def turned_then_reshaped():
    """A transpose moves nothing, but a reshape behind it takes elements in the order that it gave."""
    g = Case(None, "turned_then_reshaped")
    g.input("x", "NTC", (2, 6, 4))
    g.layer("transpose", order="NCT")
    g.layer("reshape", name="at_once", layout="NC", shape=[2, 24])
    g.layer("square", **{"from": "transpose"})
    g.layer("transpose", name="back", order="CNT")
    g.layer("reshape", name="behind", layout="TC", shape=[6, 8])
    g.output("at_once", "at_once", "NC")
    g.output("behind", "behind", "TC")

    def compute(x):
        x = x.torch("NCT")
        return {"at_once": Named(x.reshape(2, 24), "NC"), "behind": Named((x * x).permute(1, 0, 2).reshape(6, 8), "TC")}
    g.write(compute)


def make():
    norm_then_neg()
    cell_of_a_step()
    one_channel()
    sums_over_channels()
    states()
    picked_ids()
    mixed_conventions()
    unbatched_start()
    cell_chain()
    recurrent_activations()
    plain_loops()
    down_and_up()
    turned_then_reshaped()
