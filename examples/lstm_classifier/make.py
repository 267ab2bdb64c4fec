#!/usr/bin/python3
"""The same network in PyTorch.

    ./make.py           writes in_x.npy and out_scores.npy, of 4 sequences
    ./make.py --full    compiles model.yaml and compares all 32
"""
import os
import sys

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "common"))
from golden import compile_and_run, draw, report, seeded, write  # noqa: E402


class Classifier(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = torch.nn.LSTM(128, 256, batch_first=True)
        self.fc = torch.nn.Linear(256, 10)

    def forward(self, x):
        return self.fc(self.rnn(x)[0][:, -1])


net = seeded(Classifier(), 42)
x = draw((32, 10, 128))
if "--full" in sys.argv:
    report(["scores"], compile_and_run(HERE + "/model.yaml", "lstm_classifier", x), [net(x)], 1e-5)
write(HERE, {"x": x[:4]}, {"scores": net(x[:4])})
