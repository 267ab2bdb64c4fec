"""lstm, gru, rnn and the cells.  Results are those of equations.py; wherever PyTorch has the layer, its own result
has to agree to 1e-12."""
import numpy as np
import torch

from elementwise import UNARY
from equations import FUNCTIONS, STEPS, recurrent
from golden import Case, Named

GATES = {"lstm": 4, "gru": 3, "rnn": 1}
TORCH = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}
ACTIVATIONS = dict({op: lambda x, f=f[0]: f(torch.tensor(x)).numpy() for op, f in UNARY.items()}, linear=lambda x: x, **FUNCTIONS)
OWN_ATTRIBUTES = ("activation", "recurrent_activation", "peephole", "reverse")


def draw_weights(g, kind, c, h, layers, directions, bias=True, proj=0, peephole=False):
    """A dict of arrays for each layer and direction, in PyTorch's orders."""
    gates, out = GATES[kind], proj or h
    result = []
    for layer in range(layers):
        for _ in range(directions):
            width = c if layer == 0 else out * directions
            w = {"w_ih": g.draw((gates * h, width), -0.7, 0.8), "w_hh": g.draw((gates * h, out), -0.7, 0.8)}
            w["b_ih"] = g.draw((gates * h,), -0.4, 0.6) if bias else np.zeros(gates * h)
            w["b_hh"] = g.draw((gates * h,), -0.5, 0.4) if bias else np.zeros(gates * h)
            if proj:
                w["w_hr"] = g.draw((proj, h), -0.6, 0.7)
            if peephole:
                w["p"] = g.draw((3 * h,), -0.7, 0.8)
            result.append(w)
    return result


def regate(kind, array, order, axis=0):
    """PyTorch's gates i f g o or r z n, put in another order."""
    parts = dict(zip({"lstm": "ifgo", "gru": "rzn", "rnn": "n"}[kind], np.split(array, GATES[kind], axis)))
    return np.concatenate([parts[k] for k in order], axis)


def store_pytorch(g, kind, name, weights, directions, bias=True, **_):
    for d, w in enumerate(weights):
        end = "_l%d%s" % (d // directions, "_reverse" if d % directions else "")
        g.weight(name + ".weight_ih" + end, value=w["w_ih"])
        g.weight(name + ".weight_hh" + end, value=w["w_hh"])
        if bias:
            g.weight(name + ".bias_ih" + end, value=w["b_ih"])
            g.weight(name + ".bias_hh" + end, value=w["b_hh"])
        if "w_hr" in w:
            g.weight(name + ".weight_hr" + end, value=w["w_hr"])
        for k, part in zip("iof", np.split(w["p"], 3) if "p" in w else ()):
            g.weight(name + ".weight_c" + k + end, value=part)


def store_onnx(g, kind, name, weights, directions, bias=True, **_):
    order = {"lstm": "iofg", "gru": "zrn", "rnn": "n"}[kind]
    g.weight(name + ".W", value=np.stack([regate(kind, w["w_ih"], order) for w in weights]))
    g.weight(name + ".R", value=np.stack([regate(kind, w["w_hh"], order) for w in weights]))
    if bias:
        g.weight(name + ".B", value=np.stack([np.concatenate([regate(kind, w["b_ih"], order), regate(kind, w["b_hh"], order)])
                                              for w in weights]))
    if "p" in weights[0]:
        g.weight(name + ".P", value=np.stack([w["p"] for w in weights]))


def store_keras(g, kind, name, weights, directions, bias=True, reset_after=True):
    """Keras has one bias, but for the GRU that resets after the product; the weights are changed to have none else."""
    order = {"lstm": "ifgo", "gru": "zrn", "rnn": "n"}[kind]
    for w, half in zip(weights, ("", "backward.")):
        g.weight(name + "." + half + "kernel", value=regate(kind, w["w_ih"], order).T)
        g.weight(name + "." + half + "recurrent_kernel", value=regate(kind, w["w_hh"], order).T)
        if not bias:
            continue
        if kind == "gru" and reset_after:
            stored = np.stack([regate(kind, w["b_ih"], order), regate(kind, w["b_hh"], order)])
        else:
            w["b_hh"] = np.zeros_like(w["b_hh"])
            stored = regate(kind, w["b_ih"], order)
        g.weight(name + "." + half + "bias", value=stored)


def store_d2l(g, kind, name, weights, directions, bias=True, **_):
    letters = {"lstm": dict(i="i", f="f", o="o", g="c"), "gru": dict(z="z", r="r", n="h"), "rnn": dict(n="h")}[kind]
    for w in weights:
        w["b_hh"] = np.zeros_like(w["b_hh"])
        for gate, letter in letters.items():
            first, second = {"lstm": ("W_x%s", "W_h%s"), "gru": ("W_x%s", "W_h%s"), "rnn": ("W_x%s", "W_h%s")}[kind]
            g.weight(name + "." + first % letter, value=regate(kind, w["w_ih"], gate).T)
            g.weight(name + "." + second % letter, value=regate(kind, w["w_hh"], gate).T)
            if bias:
                g.weight(name + ".b_" + letter, value=regate(kind, w["b_ih"], gate))


STORE = {"pytorch": store_pytorch, "onnx": store_onnx, "keras": store_keras, "d2l": store_d2l}


def torch_result(kind, x, weights, h0, c0, layers, bidirectional, proj, nonlinearity):
    """PyTorch's own layer with these weights; x (N, T, C)."""
    h = weights[0]["w_hh"].shape[0] // GATES[kind]
    extra = {"proj_size": proj} if kind == "lstm" and proj else {"nonlinearity": nonlinearity} if kind == "rnn" else {}
    net = TORCH[kind](x.shape[2], h, layers, batch_first=True, bidirectional=bidirectional, **extra)
    names = {"w_ih": "weight_ih", "w_hh": "weight_hh", "b_ih": "bias_ih", "b_hh": "bias_hh", "w_hr": "weight_hr"}
    directions = 2 if bidirectional else 1
    net.load_state_dict({names[k] + "_l%d%s" % (d // directions, "_reverse" if d % directions else ""): torch.tensor(v)
                         for d, w in enumerate(weights) for k, v in w.items()})
    start = (torch.tensor(h0), torch.tensor(c0)) if kind == "lstm" else torch.tensor(h0)
    y, end = net(torch.tensor(x), start)
    return y.detach().numpy(), (end[0] if kind == "lstm" else end).detach().numpy()


def options_of(kind, a):
    """The keyword arguments of the equations for the attributes `a`."""
    options = {}
    if "activation" in a or "nonlinearity" in a:
        options["act"] = ACTIVATIONS[a.get("activation", a.get("nonlinearity"))]
    if "recurrent_activation" in a:
        options["gate"] = ACTIVATIONS[a["recurrent_activation"]]
    if "reset_after" in a:
        options["reset_after"] = a["reset_after"]
    return options


def case(kind, name, inside="NTC", outside="NTC", n=2, t=6, c=3, h=5, initial=None, states=True, state_layout=None,
         convention=None, chunks=None, chunk=None, lengths=None, layer_names=("rnn",), cflags=None, infinite=False, **a):
    """initial: "inputs", "weights", or None for zeros."""
    layers, bidirectional, proj = a.get("num_layers", 1), a.get("bidirectional", False), a.get("proj_size", 0)
    directions = 2 if bidirectional else 1
    g = Case(kind, name, mode="stream" if chunks else None, chunks=chunks, lengths=lengths,
             reason="float against double, errors fed back over T steps", **({"convention": convention} if convention else {}))
    if cflags:
        g.settings.append("cflags " + cflags)
    size = {"N": n, "T": t, "C": c}
    g.input("x", inside, [size[k] for k in inside], declared=[chunk if k == "T" else size[k] for k in inside] if chunks else None)
    if infinite:
        g.inputs["x"][2][0].flat[7] = np.inf
    weights = draw_weights(g, kind, c, h, layers, directions, a.get("bias", True), proj, a.get("peephole", False))
    STORE[convention or "pytorch"](g, kind, "rnn", weights, directions, bias=a.get("bias", True),
                                   **({"reset_after": a.get("reset_after", True)} if convention == "keras" else {}))
    states_of = {"h": proj or h, "c": h} if kind == "lstm" else {"h": h}
    state_layout = state_layout or ("DNC" if "N" in inside else "DC")
    start = {k: np.zeros((layers * directions, n, s)) for k, s in states_of.items()}
    attributes = dict(a)
    for k, s in states_of.items():
        full = {"D": layers * directions, "N": n, "C": s}
        if initial == "inputs":
            g.input(k + "0", state_layout, [full[x] for x in state_layout], values=g.draw([full[x] for x in state_layout]))
            attributes["initial_" + k] = k + "0"
        elif initial == "weights":
            order = "DNC" if "N" in inside else "DC"
            if k == "h" and n > 1:
                g.settings.append("own_rows 1  # an initial state for each row")
            start[k] = Named(g.weight("start_" + k, value=g.draw([full[x] for x in order])), order).to("DNC")
            attributes["initial_" + k] = {"tensor": "start_" + k}
    g.layer(kind, name="rnn", hidden_size=h, **attributes)
    g.output("y", "rnn", outside)
    if states:
        for k in states_of:
            g.output(k + "_n", "rnn.%s_n" % k, state_layout)

    def compute(x, h0=None, c0=None):
        x = x.to("NTC")
        h_0 = h0.to("DNC") if h0 else start["h"]
        c_0 = c0.to("DNC") if c0 else start.get("c", h_0)
        y, h_n, c_n = recurrent(kind, x, weights, h_0, c_0, bidirectional, a.get("reverse", False), **options_of(kind, a))
        if not any(k in a for k in OWN_ATTRIBUTES) and a.get("reset_after", True):
            want, want_h = torch_result(kind, x, weights, h_0, c_0, layers, bidirectional, proj, a.get("nonlinearity", "tanh"))
            assert np.abs(want - y).max() < 1e-12 and np.abs(want_h - h_n).max() < 1e-12
        return {"y": Named(y, "NTC"), "h_n": Named(h_n, "DNC"), "c_n": Named(c_n, "DNC")}

    g.write(compute)


def attributes(kind):
    case(kind, "plain")
    case(kind, "no_bias", bias=False, h=7)
    case(kind, "one_unit", h=1, c=1)
    case(kind, "one_step", t=1)
    case(kind, "hidden_8", h=8, n=1, t=9)
    case(kind, "hidden_33", h=33, n=3, t=4)
    case(kind, "rows_9", h=6, n=9, t=3)
    case(kind, "rows_17", h=35, n=17, t=4, num_layers=2, bidirectional=True, initial="inputs", lengths=[4, 3, 1])
    case(kind, "bidirectional", bidirectional=True)
    case(kind, "two_layers", num_layers=2)
    case(kind, "three_layers_bidirectional", num_layers=3, bidirectional=True, h=4)
    case(kind, "reverse", reverse=True)
    case(kind, "reverse_two_layers", reverse=True, num_layers=2)
    case(kind, "initial_inputs", initial="inputs")
    case(kind, "initial_inputs_all", initial="inputs", num_layers=2, bidirectional=True)
    case(kind, "initial_NDC", initial="inputs", num_layers=2, state_layout="NDC")
    case(kind, "initial_without_D", initial="inputs", state_layout="NC")
    case(kind, "initial_weights", initial="weights", num_layers=2)
    case(kind, "initial_weights_bidirectional", initial="weights", bidirectional=True)
    case(kind, "sequence_only", states=False, h=6)
    if kind != "rnn":
        case(kind, "hard_sigmoid", recurrent_activation="hard_sigmoid")
        case(kind, "hard_sigmoid_keras2", recurrent_activation="hard_sigmoid_keras2", bidirectional=True)
    case(kind, "activation_relu", **({"nonlinearity": "relu"} if kind == "rnn" else {"activation": "relu"}))
    case(kind, "activation_sigmoid", activation="sigmoid", h=4)


def layouts(kind):
    orders = ["NTC", "TNC", "NCT", "CNT", "TCN", "CTN"]
    for i, inside in enumerate(orders):
        if kind != "lstm" and i % 2:
            continue
        case(kind, "from_%s_to_%s" % (inside, orders[(i + 2) % 6]), inside, orders[(i + 2) % 6], bidirectional=i % 2 == 1, initial="inputs",
             state_layout=["DNC", "NDC", "CND", "DCN", "NCD", "CDN"][i])
        if kind == "lstm":
            case(kind, "from_%s" % inside, inside, inside, n=3, h=4)
    case(kind, "from_TC", "TC", "TC", n=1)
    case(kind, "from_CT_to_TC", "CT", "TC", n=1, bidirectional=True, initial="inputs")
    case(kind, "from_T", "T", "CT", n=1, c=1)


def lengths(kind):
    case(kind, "length", lengths=[6, 3, 1])
    case(kind, "length_bidirectional", bidirectional=True, num_layers=2, lengths=[6, 4, 1])
    case(kind, "length_reverse", reverse=True, lengths=[6, 4, 1], inside="TNC", outside="NCT")
    case(kind, "length_TC", "TC", "CT", n=1, lengths=[6, 4, 1], initial="inputs")


def streams(kind):
    uneven = [[3, 1, 5, 2, 1], [4, 4, 4], [1] * 12]
    case(kind, "stream", "NTC", "NTC", t=12, chunk="max 5", chunks=uneven)
    case(kind, "stream_rows_17", n=17, t=7, chunk="max 3", chunks=[[3, 1, 2, 1], [1] * 7])
    case(kind, "stream_two_layers", "TC", "TC", n=1, t=12, num_layers=2, chunk="max 5", chunks=uneven, h=9)
    case(kind, "stream_one_sample", "TC", "TC", n=1, c=1, h=8, t=5, chunk=1, chunks=[[1] * 5])
    case(kind, "stream_initial_weights", "NCT", "NTC", t=12, chunk=3, chunks=[[3] * 4], initial="weights")


def pairs(kind, name, **a):
    """Rows and units enough for two terms in one multiplication (runtime/gate_pairs.c), on every processor."""
    model = "%s_%s" % (kind, name)
    case(kind, name, **{"n": 5, "h": 65, **a}, cflags="-D%s_RT_PAIRS=1" % model.upper())


def conventions(kind):
    for convention in ("keras", "onnx", "d2l"):
        case(kind, "convention_" + convention, convention=convention)
        if convention != "d2l":
            case(kind, "convention_%s_bidirectional" % convention, convention=convention, bidirectional=True)
            case(kind, "convention_%s_no_bias" % convention, convention=convention, bias=False)


def lstm_only():
    case("lstm", "projection", proj_size=3, h=6)
    case("lstm", "projection_all", proj_size=2, h=6, num_layers=2, bidirectional=True, initial="inputs")
    case("lstm", "projection_stream", proj_size=2, h=6, t=12, chunk="max 5", chunks=[[3, 1, 5, 2, 1], [1] * 12])
    case("lstm", "projection_length", proj_size=4, h=6, lengths=[6, 2, 1])
    case("lstm", "peephole_pytorch", peephole=True, num_layers=2, bidirectional=True)
    case("lstm", "peephole_projection", peephole=True, proj_size=3)
    case("lstm", "peephole_length", peephole=True, lengths=[6, 3, 1], reverse=True)
    case("lstm", "peephole", peephole=True, convention="onnx")
    case("lstm", "peephole_bidirectional", peephole=True, convention="onnx", bidirectional=True, initial="inputs")
    case("lstm", "peephole_reverse_hard", peephole=True, convention="onnx", reverse=True, recurrent_activation="hard_sigmoid")
    case("lstm", "peephole_stream", peephole=True, convention="onnx", t=12, chunk="max 5", chunks=[[3, 1, 5, 2, 1], [1] * 12])
    case("lstm", "activation_both", activation="softsign", recurrent_activation="hard_sigmoid_keras2")
    # units behind the last whole panel of 16: 4 or 8 places, several rows in a vector
    case("lstm", "rest_of_4", h=20, n=3, t=5, num_layers=2)
    case("lstm", "rest_of_8", h=38, n=5, t=4, bidirectional=True, initial="inputs", lengths=[4, 2, 1])
    case("lstm", "rest_of_one_row", "TC", "TC", n=1, t=5, c=40, h=23, lengths=[5, 3, 1])
    case("lstm", "rest_projected", h=18, n=2, t=4, proj_size=5, initial="inputs", activation="softsign")
    case("lstm", "rest_in_a_stream", h=19, n=6, t=7, chunk="max 3", chunks=[[3, 1, 2, 1], [1] * 7])


def gru_only():
    for name, a in {"plain": {}, "bidirectional": dict(bidirectional=True, initial="inputs"), "two_layers": dict(num_layers=2),
                    "no_bias": dict(bias=False), "hard_sigmoid": dict(recurrent_activation="hard_sigmoid", reverse=True),
                    "onnx": dict(convention="onnx", bidirectional=True), "keras": dict(convention="keras"),
                    "wide": dict(h=21, n=3), "rows_17": dict(n=17, h=35), "length": dict(lengths=[6, 3, 1]), "d2l": dict(convention="d2l"),
                    "stream": dict(t=12, chunk="max 5", chunks=[[3, 1, 5, 2, 1], [1] * 12])}.items():
        case("gru", "reset_before_" + name, reset_after=False, **a)
    # units behind the last whole panel of 16, as in lstm_only
    case("gru", "rest_of_4", h=20, n=3, t=5, num_layers=2)
    case("gru", "rest_of_8", h=38, n=5, t=4, bidirectional=True, initial="inputs", lengths=[4, 2, 1])
    case("gru", "rest_of_one_row", "TC", "TC", n=1, t=5, c=40, h=23, lengths=[5, 3, 1])
    case("gru", "rest_no_bias", h=18, n=2, t=4, bias=False, initial="inputs", activation="softsign")
    case("gru", "rest_in_a_stream", h=19, n=6, t=7, chunk="max 3", chunks=[[3, 1, 2, 1], [1] * 7])


def cell(kind, name, n=2, c=3, h=5, layout="NC", bias=True, convention=None, **a):
    g = Case(kind + "_cell", name, **({"convention": convention} if convention else {}))
    sizes = {"x": c, "h": h, "c": h} if kind == "lstm" else {"x": c, "h": h}
    for k, s in sizes.items():
        g.input(k, layout, [{"N": n, "C": s}[x] for x in layout])
    w = draw_weights(g, kind, c, h, 1, 1, bias, peephole=a.get("peephole", False))[0]
    if convention:
        STORE[convention](g, kind, "cell", [w], 1, reset_after=a.get("reset_after", True))
    for k, part in zip("iof", np.split(w["p"], 3) if "p" in w else ()):
        g.weight("cell.weight_c" + k, value=part)
    for k, stored in () if convention else (("w_ih", "weight_ih"),
                                            ("w_hh", "weight_hh")) + ((("b_ih", "bias_ih"),
                                                    ("b_hh", "bias_hh")) if bias else ()):
        g.weight("cell." + stored, value=w[k])
    g.layer(kind + "_cell", name="cell", **{"from": list(sizes)}, hidden_size=h, **a, **({} if bias else {"bias": False}))
    g.output("h_out", "cell", layout)
    if kind == "lstm":
        g.output("c_out", "cell.c", layout)

    def compute(x, h, c=None):
        h_new, c_new = STEPS[kind](x.to("NC"), h.to("NC"), c.to("NC") if c else None, w, **options_of(kind, a))
        result = {"h_out": Named(h_new, "NC")}
        if kind == "lstm":
            result["c_out"] = Named(c_new, "NC")
        return result

    g.write(compute)


def make():
    for kind in GATES:
        attributes(kind)
        layouts(kind)
        lengths(kind)
        streams(kind)
        conventions(kind)
    for kind in ("lstm", "gru"):
        pairs(kind, "pairs_stream", t=7, chunk="max 3", chunks=[[3, 1, 2, 1], [1] * 7])
    pairs("lstm", "pairs_one_sample", t=4, chunk=1, chunks=[[1] * 4])
    pairs("gru", "pairs", t=4, bias=False)
    pairs("gru", "pairs_rows_19", t=3, n=19, c=51, h=64, inside="TNC", states=False)
    pairs("lstm", "pairs_rows_16", t=3, n=16, c=49, h=64, inside="NCT", states=False, infinite=True)
    lstm_only()
    gru_only()
    for kind in ("lstm", "gru"):
        cell(kind, "plain")
        cell(kind, "wide", n=3, h=19, c=7)
        cell(kind, "no_bias", bias=False)
        cell(kind, "from_CN", layout="CN", n=3)
        cell(kind, "from_C", layout="C", n=1, h=8)
        cell(kind, "convention_keras", convention="keras")
        cell(kind, "convention_d2l", convention="d2l")
        cell(kind, "activations", activation="softsign", recurrent_activation="hard_sigmoid")
    cell("gru", "reset_before", reset_after=False)
    cell("gru", "reset_before_keras", reset_after=False, convention="keras")
    cell("lstm", "peephole", peephole=True)
