#!/usr/bin/env python3
"""Writes tests/import: models exported to ONNX by PyTorch 1.13, an input and what PyTorch gives for it.

Run with python3-torch, python3-onnx and python3-numpy.  Weights are seeded; the same bytes come out each time.
"""
import pathlib
import warnings

import numpy as np
import torch
from torch import nn

warnings.filterwarnings("ignore")
FOLDER = pathlib.Path(__file__).resolve().parent.parent / "import"


def module(forward, **parts):
    """A module of these parts whose forward is a function of itself and its inputs."""

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            for name, part in parts.items():
                setattr(self, name, part)

        def forward(self, *xs):
            return forward(self, *xs)

    return Model()


def with_statistics(model):
    for part in model.modules():
        if isinstance(part, nn.BatchNorm1d):
            part.running_mean.uniform_(-1, 1)
            part.running_var.uniform_(0.5, 2)
            part.weight.data.uniform_(0.5, 2)
            part.bias.data.uniform_(-1, 1)
    return model.eval()


def flat(y):
    return [y] if torch.is_tensor(y) else [z for part in y for z in flat(part)]


def write(name, model, *xs, opset=13, open_axes=None):
    folder = FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    model = with_statistics(model)
    with torch.no_grad():
        ys = flat(model(*xs))
        inputs, outputs = [f"x{i}" for i in range(len(xs))], [f"y{i}" for i in range(len(ys))]
        torch.onnx.export(model, xs, str(folder / "model.onnx"), opset_version=opset, input_names=inputs, output_names=outputs,
                          dynamic_axes=open_axes)
    for kind, names, arrays in (("in", inputs, xs), ("out", outputs, ys)):
        for n, a in zip(names, arrays):
            a = a.numpy()
            np.save(folder / f"{kind}_{n}.npy", a.astype("int32") if a.dtype.kind == "i" else a)


def last_step(s, x):
    return s.fc(s.rnn(x)[0][:, -1])


def main():
    torch.manual_seed(5)
    draw = torch.randn
    write("conv_pool", nn.Sequential(
        nn.Conv1d(3, 6, 4, stride=2, padding=1, groups=3), nn.BatchNorm1d(6), nn.LeakyReLU(0.2), nn.MaxPool1d(3, 2, 1),
        nn.Conv1d(6, 4, 3, dilation=2, padding=2), nn.SiLU(), nn.AvgPool1d(2, ceil_mode=True)), draw(2, 3, 37), opset=11)
    write("lstm_last", module(last_step, rnn=nn.LSTM(4, 7, batch_first=True), fc=nn.Linear(7, 3)), draw(2, 6, 4))
    write("lstm_open_batch", module(last_step, rnn=nn.LSTM(4, 5, batch_first=True), fc=nn.Linear(5, 3)), draw(2, 6, 4),
          open_axes={"x0": {0: "batch"}})
    write("bilstm", module(lambda s, x: (lambda y, h: (s.fc(y), h[0], h[1]))(*s.rnn(x)),
                           rnn=nn.LSTM(4, 7, num_layers=2, bidirectional=True, batch_first=True), fc=nn.Linear(14, 3)), draw(2, 6, 4), opset=16)
    write("lstm_states", module(lambda s, x, h, c: s.rnn(x, (h, c)), rnn=nn.LSTM(5, 6, num_layers=2)), draw(4, 3, 5), draw(2, 3, 6), draw(2, 3, 6))
    write("gru", module(lambda s, x: s.rnn(x), rnn=nn.GRU(4, 6, bidirectional=True)), draw(5, 2, 4), opset=11)
    write("rnn", module(lambda s, x: s.rnn(x)[0], rnn=nn.RNN(4, 6, nonlinearity="relu")), draw(5, 2, 4))
    write("conv_gru_flatten", module(lambda s, x: s.fc(s.rnn(s.conv(x).transpose(1, 2))[0].reshape(2, -1)), conv=nn.Conv1d(3, 5, 3),
                                     rnn=nn.GRU(5, 4, batch_first=True), fc=nn.Linear(24, 5)), draw(2, 3, 8))
    write("flatten_channels", nn.Sequential(nn.Conv1d(3, 4, 3), nn.Flatten(), nn.Linear(32, 5), nn.LogSoftmax(-1)), draw(2, 3, 10), opset=11)
    write("residual", module(lambda s, x: torch.cat([s.b(torch.relu(s.a(x))) + x, x * s.a(x)], 1), a=nn.Conv1d(4, 4, 3, padding=1),
                             b=nn.Conv1d(4, 4, 5, padding=2)), draw(2, 4, 9))
    write("embedding", module(lambda s, i: s.fc(s.rnn(s.words(i))[0]), words=nn.Embedding(11, 5), rnn=nn.LSTM(5, 4, batch_first=True),
                              fc=nn.Linear(4, 3)), torch.randint(0, 11, (2, 7)))
    write("norm_gelu", nn.Sequential(nn.Linear(6, 5), nn.LayerNorm(5), nn.GELU(), nn.Linear(5, 3, bias=False)), draw(2, 7, 6), opset=16)
    write("activations", nn.Sequential(nn.Conv1d(3, 4, 3), nn.PReLU(4), nn.ReLU6(), nn.Hardtanh(-0.5, 2.0), nn.SELU(), nn.ELU(0.7), nn.Mish(),
                                       nn.Softplus(), nn.Softsign(), nn.Hardswish(), nn.Hardsigmoid()), draw(2, 3, 8), opset=14)
    write("transposed", nn.Sequential(nn.ConvTranspose1d(3, 4, 4, stride=2, padding=1, output_padding=1), nn.Tanh(),
                                      nn.ConvTranspose1d(4, 4, 3, groups=2, dilation=2), nn.Upsample(scale_factor=2, mode="linear")), draw(2, 3, 5))
    write("padded", nn.Sequential(nn.ConstantPad1d((2, 1), 0.5), nn.ReflectionPad1d((1, 2)), nn.ReplicationPad1d(2), nn.InstanceNorm1d(3, affine=True),
                                  nn.Conv1d(3, 4, 3)), draw(2, 3, 8))
    write("arithmetic", module(lambda s, x: torch.sqrt((s.fc(x) * 2 + 1) ** 2 + 0.5) / 3 - (1 - s.fc(x)).abs().clamp(min=0.1).log(), fc=nn.Linear(4, 3)),
          draw(2, 6, 4))
    write("parts", module(lambda s, x: (lambda a, b: torch.tanh(a[:, 1:3, ::2]) * torch.sigmoid(b[:, :2, 1::2]))(*s.conv(x).chunk(2, 1)),
                          conv=nn.Conv1d(3, 8, 3)), draw(2, 3, 12))
    write("attention_pooling", module(lambda s, x: (torch.softmax(s.score(x), 1) * x).sum(1), score=nn.Linear(4, 1)), draw(2, 6, 4))
    write("reductions", module(lambda s, x: (s.fc(x).mean(1), s.fc(x).amax(2), s.fc(x).argmax(-1)), fc=nn.Linear(4, 3)), draw(2, 6, 4))
    write("last_states", module(lambda s, x: s.fc(torch.cat([s.rnn(x)[1][0][-2], s.rnn(x)[1][0][-1]], 1)), fc=nn.Linear(10, 3),
                                rnn=nn.LSTM(4, 5, num_layers=2, bidirectional=True, batch_first=True)), draw(2, 6, 4))
    write("two_axes", module(lambda s, x: s.pool(torch.relu(s.conv(x.transpose(1, 2).unsqueeze(2)))).squeeze(2).transpose(1, 2),
                             conv=nn.Conv2d(3, 5, (1, 4), stride=(1, 2), padding=(0, 1)), pool=nn.MaxPool2d((1, 2))), draw(2, 19, 3))
    write("open_length", module(lambda s, x: s.conv(x).mean(2), conv=nn.Conv1d(3, 4, 3, padding=1)), draw(2, 3, 11), open_axes={"x0": {2: "time"}})
    write("refused_image", nn.Sequential(nn.Conv2d(1, 2, 3)), draw(1, 1, 5, 5))
    write("refused_product", module(lambda s, x: torch.matmul(x, x.transpose(1, 2))), draw(2, 3, 4))


main()
