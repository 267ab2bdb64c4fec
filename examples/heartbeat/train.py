#!/usr/bin/python3
"""Trains the heart beat marker and writes weights.safetensors, ecg.f32 and labels.txt.

    ./train.py               train on the first four minutes (a few minutes of one core), then evaluate
    ./train.py --evaluate    sensitivity and precision of the committed weights on the minute held back

Data      scipy.misc.electrocardiogram: five minutes of record 208 of the MIT-BIH Arrhythmia Database, 360 Hz
Labels    R peaks by a classical detector after Pan and Tompkins (1985): band-pass, slope, energy, threshold
Network   as model.yaml: two causal convolutions with strides (360 Hz -> 90 Hz), an LSTM, one probability a step;
          the probability speaks of the time DELAY steps ago, so that the network has seen the whole beat
"""
import json
import os
import struct
import sys
import warnings

import numpy as np
import scipy.misc
import scipy.ndimage
import scipy.signal
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
RATE, STRIDE, DELAY = 360, 4, 12         # samples a second; samples a step; steps (133 ms)
TRAIN, EXCERPT = 240 * RATE, 30 * RATE   # the rest is held back; its first half minute is committed
TOLERANCE = 27                           # samples: a mark within 75 ms of a label is right


def beats_of(ecg):
    """Sample indices of the R peaks, by the classical detector."""
    def band(low, high, x):
        return scipy.signal.sosfiltfilt(scipy.signal.butter(2, [low, high], "bandpass", fs=RATE, output="sos"), x)
    wave = band(3, 20, ecg)
    energy = np.convolve(wave ** 2, np.ones(43) / 43, "same")                        # over 120 ms
    loudest = scipy.ndimage.maximum_filter1d(energy, 3 * RATE)
    level = scipy.signal.medfilt(loudest[::36], 41).repeat(36)[:len(ecg)]            # the usual beat of four seconds
    peaks, _ = scipy.signal.find_peaks(energy, height=np.maximum(0.15 * level, 0.008), distance=100)
    return np.array([max(p - 36, 0) + np.argmax(np.abs(wave[max(p - 36, 0):p + 36])) for p in peaks])


class Marker(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.wave = torch.nn.Conv1d(1, 16, 16, stride=2)
        self.shape = torch.nn.Conv1d(16, 24, 8, stride=2)
        self.rhythm = torch.nn.LSTM(24, 32, batch_first=True)
        self.beat = torch.nn.Linear(32, 1)

    def forward(self, ecg):
        """ecg (N, T) -> logits (N, T / 4)"""
        x = torch.relu(self.wave(torch.nn.functional.pad(ecg[:, None], (15, 0))))
        x = torch.relu(self.shape(torch.nn.functional.pad(x, (7, 0))))
        return self.beat(self.rhythm(x.transpose(1, 2))[0])[:, :, 0]


def target_of(beats, length):
    """For each step 1 at a beat's step + DELAY, falling off to both sides: what the network learns to say."""
    target = np.zeros(length // STRIDE, "f4")
    steps = np.arange(len(target))
    for b in beats:
        target = np.maximum(target, np.exp(-0.5 * ((steps - b / STRIDE - DELAY) / 1.5) ** 2).astype("f4"))
    return target


def marks_of(probability):
    """Sample indices of the marked beats: the highest step of each run above a half, 200 ms apart."""
    marks, best = [], -1
    for step, p in enumerate(probability):
        if p > 0.5 and (best < 0 or p > probability[best]):
            best = step
        if p <= 0.5 and best >= 0:
            if not marks or best - marks[-1] >= 18:
                marks.append(best)
            best = -1
    # the recording's start is a step, which can look like a beat; none can lie before the first sample
    return np.array([(m - DELAY) * STRIDE for m in marks if m >= DELAY])


def score(marks, labels):
    """-> labels found, labels missed, marks with no label"""
    free, found = list(marks), 0
    for label in labels:
        near = [m for m in free if abs(m - label) <= TOLERANCE]
        if near:
            free.remove(min(near, key=lambda m: abs(m - label)))
            found += 1
    return found, len(labels) - found, len(free)


def evaluate(net, ecg, beats):
    with torch.no_grad():
        marks = marks_of(torch.sigmoid(net(torch.tensor(ecg[None, TRAIN:]))[0]).numpy())
    labels = beats[beats >= TRAIN] - TRAIN
    # what the network can't have answered yet when the recording ends doesn't count
    end = len(ecg) - TRAIN - (DELAY + 4) * STRIDE
    found, missed, extra = score(marks[marks < end], labels[labels < end])
    print("held back: %d labels, %d found, %d missed, %d marks without a label" % (found + missed, found, missed, extra))
    print("sensitivity %.1f %%, precision %.1f %%" % (100 * found / (found + missed), 100 * found / max(found + extra, 1)))


def batch(rng, ecg, target, rows=16, length=8 * RATE):
    """Random pieces: louder or softer, on a wandering baseline, with noise."""
    at = rng.integers(0, (TRAIN - length) // STRIDE, rows) * STRIDE
    time = np.arange(length) / RATE
    x = np.stack([ecg[a:a + length] * rng.uniform(0.6, 1.6) for a in at])
    x += rng.uniform(0, 0.3, (rows, 1)) * np.sin(2 * np.pi * (rng.uniform(0.1, 0.6, (rows, 1)) * time + rng.uniform(0, 1, (rows, 1))))
    x += rng.normal(0, 1, x.shape) * rng.uniform(0, 0.06, (rows, 1))
    y = np.stack([target[a // STRIDE:(a + length) // STRIDE] for a in at])
    return torch.tensor(x.astype("f4")), torch.tensor(y)


def train(ecg, beats, steps=700):
    torch.manual_seed(1)
    torch.set_num_threads(1)
    rng, net = np.random.default_rng(1), Marker()
    target = target_of(beats[beats < TRAIN], TRAIN)
    optimizer = torch.optim.Adam(net.parameters(), 3e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 6e-3, steps)
    for step in range(steps):
        x, y = batch(rng, ecg, target)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(net(x)[:, 40:], y[:, 40:], pos_weight=torch.tensor(3.0))
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step % 50 == 49:
            print("step %4d  loss %.4f" % (step + 1, loss.item()), flush=True)
    return net


def write_weights(net, path):
    """The safetensors form: u64 length of the header, the header in JSON, the data."""
    header, data = {}, b""
    for name, tensor in net.state_dict().items():
        raw = tensor.numpy().astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + data)


def read_weights(path):
    raw = open(path, "rb").read()
    size = struct.unpack("<Q", raw[:8])[0]
    net = Marker()
    net.load_state_dict({name: torch.tensor(np.frombuffer(raw[8 + size:], "<f4")[t["data_offsets"][0] // 4:t["data_offsets"][1] // 4].reshape(t["shape"]).copy())
                         for name, t in json.loads(raw[8:8 + size]).items()})
    return net


def main():
    warnings.simplefilter("ignore", DeprecationWarning)    # scipy.datasets would fetch the recording from the net
    ecg = scipy.misc.electrocardiogram().astype("f4")
    beats = beats_of(ecg)
    weights = os.path.join(HERE, "weights.safetensors")
    if "--evaluate" not in sys.argv:
        write_weights(train(ecg, beats), weights)
        ecg[TRAIN:TRAIN + EXCERPT].astype("<f4").tofile(os.path.join(HERE, "ecg.f32"))
        with open(os.path.join(HERE, "labels.txt"), "w") as f:
            f.writelines("%d\n" % (b - TRAIN) for b in beats if TRAIN <= b < TRAIN + EXCERPT)
    evaluate(read_weights(weights), ecg, beats)


if __name__ == "__main__":
    main()
