"""The contenders beside the generated C: how they are installed, given weights, and started."""
import glob
import os
import platform
import random
import re
import shutil
import struct
import subprocess
import warnings

import workloads

HERE = os.path.dirname(os.path.abspath(__file__))
NODE_FOLDER = os.path.expanduser(os.environ.get("SEQGEN_BENCH_PEERS", "~/.cache/seqgen-bench"))
ORT_VERSION = "1.30.0"


def install():
    """PyTorch and oneDNN from Debian, ONNX Runtime from npm (its scripts would fetch a GPU library, which is not wanted)."""
    node = [] if shutil.which("npm") else ["nodejs", "npm"]
    subprocess.run(["apt-get", "install", "-y", "python3-torch", "python3-onnx", "libdnnl-dev", "g++"] + node, check=True)
    os.makedirs(NODE_FOLDER, exist_ok=True)
    subprocess.run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "onnxruntime-node@" + ORT_VERSION],
                   cwd=NODE_FOLDER, check=True)


# ---- Specs, weights and inputs -------------------------------------------------------------------------------------------------

def write_npy(path, tensor):
    shape = "(%s,)" % ", ".join(map(str, tensor.shape))
    head = "{'descr': '<f4', 'fortran_order': False, 'shape': %s, }" % shape
    head += " " * (-(len(head) + 11) % 64) + "\n"
    with open(path, "wb") as f:
        f.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode() + tensor.numpy().tobytes())


def write_weights(workload, work):
    """Writes the seeded module's parameters as a folder of .npy and for torch.load; None where there is no PyTorch."""
    if not workload.module:
        return None
    workloads.torch.manual_seed(1)
    state = workload.module().state_dict()
    os.mkdir(os.path.join(work, "weights"))
    for name, tensor in state.items():
        write_npy(os.path.join(work, "weights", name + ".npy"), tensor)
    path = os.path.join(work, "weights.pt")
    workloads.torch.save(state, path)
    return path


def write_input(workload, work):
    draw, count = random.Random(1), 1
    for n in workload.shape:
        count *= n
    with open(os.path.join(work, "x"), "wb") as f:
        f.write(struct.pack("<%df" % count, *(draw.uniform(-1, 1) for _ in range(count))))


def write_spec(workload, work, weights):
    """The workload's spec with its params; with the module's weights, if there are any."""
    text = open(os.path.join(HERE, "specs", workload.spec + ".yaml")).read()
    for name, value in workload.params.items():
        text = re.sub(r"(params: \{%s: )\d+" % name, r"\g<1>%d" % value, text)
    if weights:
        text = text.replace("weights: {random: 1}", "weights: weights")
    with open(os.path.join(work, "model.yaml"), "w") as f:
        f.write(text)


# ---- Starting them --------------------------------------------------------------------------------------------------------

def start_torch(workload, work, weights, contender):
    out = os.path.join(work, "torch.y")
    yield contender("PyTorch", ["/usr/bin/python3", os.path.join(HERE, "peer_torch.py"), workload.name, weights,
                                os.path.join(work, "x"), out], out)


def export_onnx(workload, weights, path):
    torch, module = workloads.torch, workload.module()
    module.load_state_dict(torch.load(weights))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")      # of the exporter's own doings
        torch.onnx.export(module.eval(), torch.zeros(workload.shape), path, opset_version=14, input_names=["x"], output_names=["y"])


def start_ort(workload, work, weights, contender):
    cpu = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), "none")
    libraries = glob.glob(os.path.join(NODE_FOLDER, "node_modules/onnxruntime-node/bin/*/linux", cpu, "libonnxruntime.so.1"))
    if not libraries:
        return
    model, program, out = (os.path.join(work, name) for name in ("model.onnx", "ort", "ort.y"))
    export_onnx(workload, weights, model)
    subprocess.run(["gcc", "-O2", os.path.join(HERE, "peer_ort.c"), libraries[0], "-Wl,-rpath," + os.path.dirname(libraries[0]),
                    "-o", program], check=True)
    yield contender("ONNX Runtime", [program, model, ",".join(map(str, workload.shape)), os.path.join(work, "x"), out], out)


def start_onednn(workload, work, weights, contender):
    source = os.path.join(HERE, "peer_onednn.cpp")
    if workload.spec not in ("lstm_classifier", "conv1d_layer", "sketch_encoder", "speech_conv") or not os.path.exists("/usr/include/dnnl.hpp"):
        return
    program, out = os.path.join(work, "onednn"), os.path.join(work, "onednn.y")
    subprocess.run(["g++", "-O2", source, "-o", program, "-ldnnl"], check=True)
    yield contender("oneDNN", [program, workload.spec, str(workload.shape[0]), os.path.join(work, "weights"),
                               os.path.join(work, "x"), out], out, {"OMP_NUM_THREADS": "1"})


def start(workload, work, weights, contender):
    if weights:
        for peer in (start_torch, start_ort, start_onednn):
            yield from peer(workload, work, weights, contender)
