#!/usr/bin/python3
"""A second oracle: ONNX' own tests of Conv (one-dimensional), ConvTranspose, LSTM, GRU and RNN, from Debian's libonnx-testdata.

    onnx_oracle.py DIR [COMMAND...]    writes them as cases below DIR, `convention: onnx`, then runs COMMAND

Exit 77, which ctest reports as skipped, where the package is not there.  Only numpy is needed: what is read of
ONNX' protobuf form (onnx.proto: ModelProto, GraphProto, NodeProto, AttributeProto, TensorProto) stands below.
"""
import glob
import os
import shutil
import struct
import sys

try:
    import numpy as np
    from files import npy_bytes, safetensors_bytes, yaml_value
except ImportError as e:
    print("skipped: %s" % e)
    sys.exit(77)

DATA = os.environ.get("ONNX_TESTDATA", "/usr/share/libonnx-testdata/data")
OPS = {"Conv": "conv1d", "ConvTranspose": "conv_transpose1d", "LSTM": "lstm", "GRU": "gru", "RNN": "rnn"}
TOLERANCE = "tolerance 1e-5  # float on both sides, sums of at most a few dozen products\n"


# --- protobuf ----------------------------------------------------------------------------------------

def varint(raw, at):
    value = shift = 0
    while True:
        byte = raw[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


def message(raw):
    """A message's fields: number -> list of ints, or of bytes."""
    fields, at = {}, 0
    while at < len(raw):
        key, at = varint(raw, at)
        if key & 7 == 0:
            value, at = varint(raw, at)
        else:
            size, at = varint(raw, at) if key & 7 == 2 else ({1: 8, 5: 4}[key & 7], at)
            value, at = raw[at:at + size], at + size
        fields.setdefault(key >> 3, []).append(value)
    return fields


def integers(values):
    """Repeated integers, one a field or packed into one."""
    result = []
    for v in values:
        at = 0
        while isinstance(v, bytes) and at < len(v):
            n, at = varint(v, at)
            result.append(n)
        if isinstance(v, int):
            result.append(v)
    return result


def tensor(raw):
    """TensorProto -> name, array"""
    f = message(raw)
    kind = {1: "<f4", 6: "<i4", 7: "<i8"}[f[2][0]]
    data = f[9][0] if 9 in f else b"".join(f.get(4, []))
    return f.get(8, [b""])[0].decode(), np.frombuffer(data, kind).reshape(integers(f.get(1, [])))


def attribute(raw):
    f = message(raw)
    value = integers(f[8]) if 8 in f else f[4][0].decode() if 4 in f else f[3][0] if 3 in f else struct.unpack("<f", f[2][0])[0]
    return f[1][0].decode(), value


def node_test(folder):
    """-> operator, attributes, its inputs and outputs by position (None where left out); None if it isn't one of ours"""
    graph = message(message(open(folder + "/model.onnx", "rb").read())[7][0])
    nodes = [message(n) for n in graph[1]]
    if len(nodes) != 1 or nodes[0][4][0].decode() not in OPS:
        return None
    known = dict(tensor(t) for t in graph.get(5, []))
    given = [message(i)[1][0].decode() for i in graph[11]]
    for name, k in zip([n for n in given if n not in known], range(99)):
        known[name] = tensor(open("%s/test_data_set_0/input_%d.pb" % (folder, k), "rb").read())[1]
    results = [message(o)[1][0].decode() for o in graph[12]]
    out = {name: tensor(open("%s/test_data_set_0/output_%d.pb" % (folder, k), "rb").read())[1] for k, name in enumerate(results)}
    named = lambda names, values: [values.get(n.decode()) for n in names]
    return nodes[0][4][0].decode(), dict(attribute(a) for a in nodes[0].get(5, [])), named(nodes[0][1], known), named(nodes[0][2], out)


# --- cases -------------------------------------------------------------------------------------------

def conv(kind, a, inputs, outputs):
    x, w, b = (inputs + [None])[:3]
    if x.ndim != 3:
        return None
    layer = {"op": OPS[kind], "name": "y", "out_channels": outputs[0].shape[1], "kernel_size": w.shape[2], "bias": b is not None,
             "stride": a.get("strides", [1])[0], "dilation": a.get("dilations", [1])[0], "groups": a.get("group", 1)}
    if kind == "Conv":
        layer["padding"] = a.get("pads", [0, 0])
    tensors = {"y.W": w} if b is None else {"y.W": w, "y.B": b}
    return {"x": ("NCT", x)}, layer, tensors, {"y": ("y", "NCT", outputs[0])}


def recurrent(kind, a, inputs, outputs):
    x, w, r, b, _, h0, c0, p = (inputs + [None] * 8)[:8]
    first = a.get("layout", 0) == 1                    # batch first, in the states too
    layer = {"op": OPS[kind], "name": "y", "hidden_size": a["hidden_size"], "bias": b is not None,
             "bidirectional": a.get("direction", "forward") == "bidirectional", "reverse": a.get("direction") == "reverse"}
    if kind == "GRU":
        layer["reset_after"] = a.get("linear_before_reset", 0) == 1
    given = {"x": ("NTC" if first else "TNC", x)}
    for name, state in (("h", h0), ("c", c0)):
        if state is not None:
            given[name + "0"] = ("NDC" if first else "DNC", state)
            layer["initial_" + name] = name + "0"
    tensors = {k: v for k, v in (("y.W", w), ("y.R", r), ("y.B", b), ("y.P", p)) if v is not None}
    if p is not None:
        layer["peephole"] = True
    wanted = {}
    if outputs[0] is not None and not layer["bidirectional"]:
        wanted["y"] = ("y", "NTC" if first else "TNC", outputs[0].squeeze(2 if first else 1))
    for k, name in ((1, "h_n"), (2, "c_n")):
        if len(outputs) > k and outputs[k] is not None:
            wanted[name] = ("y." + name, "NDC" if first else "DNC", outputs[k])
    return given, layer, tensors, wanted


def write(folder, name, given, layer, tensors, wanted):
    files = {"weights.safetensors": safetensors_bytes(tensors), "case.txt": TOLERANCE.encode()}
    files.update(("in_%s.npy" % k, npy_bytes(np.ascontiguousarray(v))) for k, (_, v) in given.items())
    files.update(("out_%s.npy" % k, npy_bytes(np.ascontiguousarray(v))) for k, (_, _, v) in wanted.items())
    lines = ["seqgen: 1", "name: " + name, "weights: weights.safetensors", "convention: onnx", "inputs:"]
    lines += ["  %s: %s" % (k, yaml_value({"layout": l, "shape": list(v.shape)})) for k, (l, v) in given.items()]
    lines += ["layers:", "  - " + yaml_value(layer), "outputs:"]
    lines += ["  %s: %s" % (k, yaml_value({"from": s, "layout": l})) for k, (s, l, _) in wanted.items()]
    files["model.yaml"] = ("\n".join(lines) + "\n").encode()
    os.makedirs(folder)
    for file, data in files.items():
        with open(os.path.join(folder, file), "wb") as f:
            f.write(data)


def main():
    if not os.path.isdir(DATA + "/node"):
        print("skipped: %s is not there (Debian's package libonnx-testdata)" % DATA)
        return 77
    target = sys.argv[1]
    shutil.rmtree(target, ignore_errors=True)
    count = 0
    for folder in sorted(glob.glob(DATA + "/node/test_*") + glob.glob(DATA + "/pytorch-converted/test_Conv1d*")):
        test = node_test(folder)
        case = test and (conv if test[0].startswith("Conv") else recurrent)(*test)
        if case:
            name = "onnx_" + os.path.basename(folder)[len("test_"):]
            write(os.path.join(target, "ops", case[1]["op"], name), name, *case)
            count += 1
    print("%d cases from %s" % (count, DATA))
    if sys.argv[2:]:
        sys.stdout.flush()
        os.execvp(sys.argv[2], sys.argv[2:])
    return 0 if count else 1


if __name__ == "__main__":
    sys.exit(main())
