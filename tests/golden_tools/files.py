"""The forms of a case's files: YAML's flow style, .npy, safetensors.  Needs numpy only."""
import io
import json
import struct

import numpy as np


def yaml_value(value):
    """One value in YAML's flow style."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{%s}" % ", ".join("%s: %s" % (k, yaml_value(v)) for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return "[%s]" % ", ".join(yaml_value(v) for v in value)
    if isinstance(value, np.ndarray):
        return yaml_value(value.tolist())
    if isinstance(value, float):
        return "%.9g" % value
    if isinstance(value, str) and any(c in value for c in "${}[],:#*&"):
        return '"%s"' % value
    return str(value)


def npy_bytes(array):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version=(1, 0))
    return out.getvalue()


def safetensors_bytes(tensors):
    """The safetensors form: u64 length of the header, the header in JSON, the data one after another."""
    names = {"<f4": "F32", "<f8": "F64", "<f2": "F16", "<i4": "I32", "<u2": "BF16"}
    header, data = {}, b""
    for name, array in tensors.items():
        raw = np.ascontiguousarray(array).tobytes()
        header[name] = {"dtype": names[array.dtype.str], "shape": list(array.shape),
                        "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data
