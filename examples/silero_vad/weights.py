#!/usr/bin/python3
"""The 16 kHz weights of Silero's detector from its ONNX file, for model.yaml and stream.yaml.

    ./weights.py silero_vad_v6.onnx silero.safetensors silero_stream.safetensors

The file holds two detectors: an `If` asks whether `sr` is 16000, and its two branches are graphs of their own with the
weights as constants.  ONNX is a protocol buffer (onnx.proto3 of the ONNX project names the fields); no package is needed.
"""
import json
import struct
import sys

# ---- Protocol buffers: records of numbered fields -------------------------------------------------------------------
GRAPH_OF_MODEL, NODE_OF_GRAPH = 7, 1
INPUT, OUTPUT, OP_TYPE, ATTRIBUTE = 1, 2, 4, 5                      # of a node
NAME, TENSOR, GRAPH = 1, 5, 6                                       # of an attribute
DIMS, INT64_DATA, RAW_DATA = 1, 7, 9                                # of a tensor
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7f) << shift
        shift, at = shift + 7, at + 1
        if data[at - 1] < 0x80:
            return value, at


def fields(data, number):
    """The values of one field of a record, in order: bytes for nested records and text, else integers."""
    values, at = [], 0
    while at < len(data):
        key, at = varint(data, at)
        kind = key & 7
        if kind == VARINT:
            value, at = varint(data, at)
        else:
            size, at = varint(data, at) if kind == BYTES else ({FIXED64: 8, FIXED32: 4}[kind], at)
            value, at = data[at:at + size], at + size
        if key >> 3 == number:
            values.append(value)
    return values


def texts(record, number):
    return [value.decode() for value in fields(record, number)]


# ---- ONNX ------------------------------------------------------------------------------------------------------------

def nodes(graph, op):
    return [node for node in fields(graph, NODE_OF_GRAPH) if texts(node, OP_TYPE) == [op]]


def attribute(node, name, kind):
    return next(fields(a, kind)[0] for a in fields(node, ATTRIBUTE) if texts(a, NAME) == [name])


def constants(graph):
    """{name: tensor} of a graph's constants"""
    return {texts(node, OUTPUT)[0]: attribute(node, "value", TENSOR) for node in nodes(graph, "Constant")}


def floats(tensor):
    data = (fields(tensor, RAW_DATA) or [b""])[0]
    return struct.unpack("<%df" % (len(data) // 4), data)


def branch_of_16_khz(model):
    graph = fields(model, GRAPH_OF_MODEL)[0]
    known = constants(graph)
    choice, test = nodes(graph, "If")[0], nodes(graph, "Equal")[0]
    rate, = (known[name] for name in texts(test, INPUT) if name in known)
    if texts(choice, INPUT) != texts(test, OUTPUT) or varint(fields(rate, INT64_DATA)[0], 0)[0] != 16000:
        sys.exit("this file does not choose by `sr == 16000`: it is another model")
    return attribute(choice, "then_branch", GRAPH)


# ---- The weights -----------------------------------------------------------------------------------------------------
# Layer in model.yaml: its name in the ONNX file, the parameters and their shapes.
LAYERS = {
    "encoder0": ("encoder.0.reparam_conv", {"weight": [128, 129, 3], "bias": [128]}),
    "encoder1": ("encoder.1.reparam_conv", {"weight": [64, 128, 3], "bias": [64]}),
    "encoder2": ("encoder.2.reparam_conv", {"weight": [64, 64, 3], "bias": [64]}),
    "encoder3": ("encoder.3.reparam_conv", {"weight": [128, 64, 3], "bias": [128]}),
    "rnn": ("decoder.rnn", {"weight_ih": [512, 128], "weight_hh": [512, 128], "bias_ih": [512], "bias_hh": [512]}),
    "decoder": ("decoder.decoder.2", {"weight": [1, 128, 1], "bias": [1]}),
}


def read(graph):
    """{layer.parameter: (shape, numbers)}"""
    known = {name.rpartition("__")[2]: value for name, value in constants(graph).items()}
    wanted = {"stft.weight": ("stft.forward_basis_buffer", [258, 1, 256])}
    for layer, (name, parameters) in LAYERS.items():
        for parameter, shape in parameters.items():
            wanted[layer + "." + parameter] = name + "." + parameter, shape
    found = {}
    for ours, (theirs, shape) in wanted.items():
        if theirs not in known or fields(known[theirs], DIMS) != shape:
            sys.exit("no %s of shape %s: it is another model" % (theirs, shape))
        found[ours] = shape, floats(known[theirs])
    return found


def without_ones(shape):
    return [shape[0]] + [n for n in shape[1:] if n > 1]


def as_matrix(shape, numbers, order):
    """[out][in][tap] as [out][tap * in], of the taps in `order`"""
    outs, ins, taps = shape
    rows = (numbers[o * ins * taps:(o + 1) * ins * taps] for o in range(outs))
    return [outs, ins * len(order)], [w for row in rows for tap in order for w in row[tap::taps]]


def for_stream(weights):
    """The linear layers of stream.yaml.  Where a frame has only padding, a tap has no effect: it is left out."""
    result = {name + ("_l0" if name.startswith("rnn.") else ""): value for name, value in weights.items()}
    for layer, order in (("encoder0", (1, 0, 2)), ("encoder1", (1, 0, 2)), ("encoder2", (1, 2)), ("encoder3", (1,))):
        result[layer + ".weight"] = as_matrix(*weights[layer + ".weight"], order)
    shape, numbers = weights["stft.weight"]
    result["stft.weight"] = without_ones(shape), numbers
    return result


def write(path, weights):
    """safetensors: the header's length, the header in JSON, the numbers"""
    header, at = {}, 0
    for name, (shape, numbers) in weights.items():
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [at, at + 4 * len(numbers)]}
        at += 4 * len(numbers)
    text = json.dumps(header).encode()
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text)
        for _, numbers in weights.values():
            f.write(struct.pack("<%df" % len(numbers), *numbers))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    with open(sys.argv[1], "rb") as onnx:
        tensors = read(branch_of_16_khz(onnx.read()))
    shape, numbers = tensors["decoder.weight"]                  # a convolution of kernel 1 is a linear layer
    tensors["decoder.weight"] = without_ones(shape), numbers
    write(sys.argv[2], tensors)
    write(sys.argv[3], for_stream(tensors))
