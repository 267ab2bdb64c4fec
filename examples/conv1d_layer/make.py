#!/usr/bin/python3
"""The same layers in PyTorch, with the transposes that PyTorch needs.

    ./make.py           writes in_x.npy and out_y.npy, of 4 signals through the convolution
    ./make.py --full    compiles the three specs and compares all 32 signals
"""
import os
import sys

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "common"))
from golden import compile_and_run, draw, report, seeded, write  # noqa: E402


class Layers(torch.nn.Module):
    def __init__(self, *order, conv=128, rnn=128):
        super().__init__()
        self.order = order
        self.conv = torch.nn.Conv1d(conv, 256, 3)
        self.rnn = torch.nn.LSTM(rnn, 64, batch_first=True)

    def forward(self, x):
        for layer in self.order:
            x = self.conv(x) if layer == "conv" else self.rnn(x.transpose(1, 2))[0].transpose(1, 2)
        return x


SPECS = {"conv1d_layer": (Layers("conv"), "model"),
         "conv_then_lstm": (Layers("conv", "rnn", rnn=256), "conv_then_lstm"),
         "lstm_then_conv": (Layers("rnn", "conv", conv=64), "lstm_then_conv")}

x = draw((32, 128, 10))
made = {name: seeded(net, 7)(x) for name, (net, _) in SPECS.items()}
made["conv_then_lstm"] = made["conv_then_lstm"].transpose(1, 2)      # its spec asks for NTC
if "--full" in sys.argv:
    found = [compile_and_run("%s/%s.yaml" % (HERE, spec), name, x)[0] for name, (_, spec) in SPECS.items()]
    report(SPECS, found, made.values(), 1e-5)
write(HERE, {"x": x[:4]}, {"y": made["conv1d_layer"][:4]})
