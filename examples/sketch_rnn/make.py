#!/usr/bin/python3
"""The same network in PyTorch.

    ./make.py            writes in_strokes.npy, out_log_probs.npy, out_h_n.npy, out_c_n.npy, of 4 drawings
    ./make.py --shapes   prints the shape behind each layer, of 512 drawings
    ./make.py --full     compiles model.yaml, runs 512 drawings through it and through PyTorch, compares
"""
import os
import sys

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "common"))
from golden import compile_and_run, draw, report, seeded, write  # noqa: E402


class SketchRnn(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = torch.nn.Conv1d(3, 48, 5)
        self.conv2 = torch.nn.Conv1d(48, 64, 5)
        self.conv3 = torch.nn.Conv1d(64, 96, 3)
        self.rnn = torch.nn.LSTM(96, 256, batch_first=True, bidirectional=True)
        self.fc = torch.nn.Linear(186 * 512, 40)

    def forward(self, strokes, show=lambda name, x: x):
        x = show("strokes, as Conv1d takes them", strokes.transpose(1, 2))
        x = show("conv1", self.conv1(x))
        x = show("conv2", self.conv2(x))
        x = show("conv3", self.conv3(x))
        x, (h_n, c_n) = self.rnn(show("conv3, as LSTM takes it", x.transpose(1, 2)))
        x = show("flatten", show("rnn", x).flatten(1))
        show("h_n", h_n), show("c_n", c_n)
        return show("log_softmax", torch.log_softmax(self.fc(x), 1)), h_n, c_n


def show(name, x):
    print("%-30s %s" % (name, tuple(x.shape)))
    return x


def in_parts(net, strokes, rows=64):
    """PyTorch's answer for many drawings, a few at a time: its memory, not ours."""
    parts = [net(s) for s in strokes.split(rows)]
    return [torch.cat(p, axis) for p, axis in zip(zip(*parts), (0, 1, 1))]


net = seeded(SketchRnn(), 3)
if "--shapes" in sys.argv:
    net.float()(draw((512, 196, 3)).float(), show)
elif "--full" in sys.argv:
    strokes = draw((512, 196, 3))
    found = compile_and_run(HERE + "/model.yaml", "sketch_rnn", strokes)
    report(["log_probs", "h_n", "c_n"], found, in_parts(net, strokes), 1e-5)
else:
    strokes = draw((512, 196, 3))[:4]
    write(HERE, {"strokes": strokes}, dict(zip(("log_probs", "h_n", "c_n"), net(strokes))))
