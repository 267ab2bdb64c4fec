#!/usr/bin/python3
"""PyTorch as a contender: peer_torch.py WORKLOAD WEIGHTS IN OUT.  Takes turns as turns.h says; IN, OUT: raw floats,
WEIGHTS: a file of torch.save."""
import sys
import time

import torch

import workloads

torch.set_num_threads(1)
workload = workloads.find(sys.argv[1])
module = workload.module()
module.load_state_dict(torch.load(sys.argv[2]))
module.eval()
x = torch.frombuffer(bytearray(open(sys.argv[3], "rb").read()), dtype=torch.float32).reshape(workload.shape)
with torch.no_grad():
    module = torch.jit.freeze(torch.jit.trace(module, x))
    y = module(x)
    with open(sys.argv[4], "wb") as f:
        f.write(y.contiguous().numpy().tobytes())
    print("ready", flush=True)
    for line in sys.stdin:
        groups, calls = map(int, line.split())
        times = []
        for _ in range(groups):
            start = time.process_time_ns()
            for _ in range(calls):
                module(x)
            times.append(time.process_time_ns() - start)
        print(sorted(times)[groups // 10], flush=True)
