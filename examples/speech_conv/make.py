#!/usr/bin/python3
"""Writes weights, 12 ms of speech and what PyTorch makes of it.

    ./make.py           in_audio.npy: 200 samples of speech.wav; out_features.npy; weights.safetensors
    ./make.py --full    compiles the model and compares the whole second
    ./make.py --cut     cuts speech.wav out of Debian's pocketsphinx-testdata
"""
import os
import sys
import wave

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "common"))
from golden import compile_and_run, report, rounded, write  # noqa: E402

SPEECH = HERE + "/speech.wav"
SOURCE = "/usr/share/pocketsphinx/test/data/librivox/sense_and_sensibility_01_austen_64kb-0870.wav"


def read(path):
    """16 bit mono samples at 16 kHz"""
    with wave.open(path) as f:
        assert (f.getframerate(), f.getnchannels(), f.getsampwidth()) == (16000, 1, 2)
        return np.frombuffer(f.readframes(f.getnframes()), "<i2")


def cut():
    """The second from 0.2 s on: the sentence's first words."""
    with wave.open(SPEECH, "wb") as f:
        f.setnchannels(1), f.setsampwidth(2), f.setframerate(16000)
        f.writeframes(read(SOURCE)[3200:3200 + 16000].tobytes())


class Front(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = torch.nn.Conv1d(1, 32, 3, padding=1)
        self.conv2 = torch.nn.Conv1d(32, 64, 7, padding=3)

    def forward(self, audio):
        return torch.relu(self.conv2(torch.relu(self.conv1(audio[:, None]))))


if "--cut" in sys.argv:
    cut()
torch.manual_seed(8)
net = rounded(Front())
audio = torch.tensor(read(SPEECH)[None] / 32768.0)
if "--full" in sys.argv:
    report(["features"], compile_and_run(HERE + "/model.yaml", "speech_conv", audio), [net(audio)], 1e-5)
audio = audio[:, 10000:10200]
write(HERE, {"audio": audio}, {"features": net(audio)}, net.state_dict())
