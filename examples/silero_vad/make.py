#!/usr/bin/python3
"""The same detector in PyTorch, in double precision, written from the published graph.

    ./make.py                                   writes golden/: a few frames through seeded weights, for the tests
    ./make.py silero.safetensors speech.wav...  prints the probability of each frame, for compare.c
"""
import json
import os
import struct
import sys
import wave

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "common"))
from golden import draw, seeded, write  # noqa: E402

CONTEXT, FRAME, UNITS = 64, 512, 128


class Detector(nn.Module):
    """One frame: audio (576), h and c (1, 128) -> speech (1), h, c"""
    def __init__(self):
        super().__init__()
        self.stft = nn.Conv1d(1, 258, 256, stride=128, bias=False)
        self.encoder0 = nn.Conv1d(129, 128, 3, padding=1)
        self.encoder1 = nn.Conv1d(128, 64, 3, stride=2, padding=1)
        self.encoder2 = nn.Conv1d(64, 64, 3, stride=2, padding=1)
        self.encoder3 = nn.Conv1d(64, UNITS, 3, padding=1)
        self.rnn = nn.LSTMCell(UNITS, UNITS)
        self.decoder = nn.Linear(UNITS, 1)

    def forward(self, audio, h, c):
        x = self.stft(F.pad(audio.reshape(1, 1, -1), (0, 64), mode="reflect"))
        x = (x[:, :129] ** 2 + x[:, 129:] ** 2).sqrt()
        for encoder in (self.encoder0, self.encoder1, self.encoder2, self.encoder3):
            x = F.relu(encoder(x))
        h, c = self.rnn(x[:, :, 0], (h, c))
        return torch.sigmoid(self.decoder(F.relu(h)))[0], h, c

    def listen(self, samples):
        """The probabilities of a whole recording: whole frames of samples"""
        audio = torch.cat([torch.zeros(CONTEXT, dtype=torch.double), samples])
        h = c = torch.zeros(1, UNITS, dtype=torch.double)
        speech = []
        for at in range(0, len(samples), FRAME):
            p, h, c = self(audio[at:at + CONTEXT + FRAME], h, c)
            speech.append(p.item())
        return speech


class Stream(nn.Module):
    """The layers of stream.yaml, for their seeded weights"""
    def __init__(self):
        super().__init__()
        self.stft = nn.Linear(256, 258, bias=False)
        self.encoder0, self.encoder1 = nn.Linear(3 * 129, 128), nn.Linear(3 * 128, 64)
        self.encoder2, self.encoder3 = nn.Linear(2 * 64, 64), nn.Linear(64, UNITS)
        self.rnn, self.decoder = nn.LSTM(UNITS, UNITS), nn.Linear(UNITS, 1)

    def as_detector(self):
        """The detector with these weights: what weights.py does, backwards.  A tap that has no effect is 0."""
        net, own = Detector().double(), self.state_dict()
        for name, taps in (("encoder0", (1, 0, 2)), ("encoder1", (1, 0, 2)), ("encoder2", (1, 2)), ("encoder3", (1,))):
            matrix, kernel = own[name + ".weight"], torch.zeros_like(net.state_dict()[name + ".weight"])
            for tap, part in zip(taps, matrix.chunk(len(taps), 1)):
                kernel[:, :, tap] = part
            own[name + ".weight"] = kernel
        own["stft.weight"] = own["stft.weight"].unsqueeze(1)
        net.load_state_dict({name.replace("_l0", ""): value for name, value in own.items()})
        return net.requires_grad_(False)


# ---- The tests' numbers ----------------------------------------------------------------------------------------------

LOUD = {"low": -16.0, "high": 16.0}        # seeded weights damp: quiet samples would all give one half

def write_sets(folder):
    """Three frames; each starts from the state that the one before left."""
    net = seeded(Detector(), 1)
    audio = draw((CONTEXT + 3 * FRAME,), **LOUD)
    h = c = torch.zeros(1, UNITS, dtype=torch.double)
    for i in range(3):
        given = audio[i * FRAME:i * FRAME + CONTEXT + FRAME]
        h, c = h.float().double(), c.float().double()
        speech, new_h, new_c = net(given, h, c)
        write(folder, {"audio.%d" % i: given, "h_in.%d" % i: h[0], "c_in.%d" % i: c[0]},
              {"speech.%d" % i: speech, "h.%d" % i: new_h[0], "c.%d" % i: new_c[0]})
        h, c = new_h, new_c


def write_stream(folder):
    samples = draw((6 * FRAME,), **LOUD)
    speech = seeded(Stream(), 1).as_detector().listen(samples)
    write(folder, {"audio": samples.reshape(6, 8, 64)}, {"speech": np.reshape(speech, (6, 1, 1))})


# ---- Speech ----------------------------------------------------------------------------------------------------------

def load(path):
    with open(path, "rb") as f:
        header = json.loads(f.read(struct.unpack("<Q", f.read(8))[0]))
        data = f.read()
    net = Detector()
    for name, entry in header.items():
        numbers = np.frombuffer(data[slice(*entry["data_offsets"])], "<f4").reshape(entry["shape"])
        net.get_parameter(name).data = torch.tensor(numbers)
    return net.double().requires_grad_(False)


def read_wav(path):
    with wave.open(path) as f:
        samples = np.frombuffer(f.readframes(f.getnframes()), "<i2") / 32768
    return torch.tensor(np.pad(samples, (0, -len(samples) % FRAME)))


if len(sys.argv) > 1:
    detector = load(sys.argv[1])
    for recording in sys.argv[2:]:
        print("\n".join("%.9g" % p for p in detector.listen(read_wav(recording))))
else:
    write_sets(os.path.join(HERE, "golden", "model"))
    write_stream(os.path.join(HERE, "golden", "stream"))
