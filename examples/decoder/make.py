#!/usr/bin/python3
"""Trains a sequence-to-sequence network that spells numbers (4 2 -> f o r t y - t w o), a minute or two of one core.

Writes weights.safetensors, words.txt (PyTorch's greedy answer for 0 to 99) and log_probabilities.npy (of each right
spelling, its letters and its end, summed in double precision)."""
import os
import sys

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "common"))
from golden import npy_bytes, rounded, write  # noqa: E402

LETTERS = "-efghilnorstuvwxyz"                      # ids 1 to 18; 0 is both the start and the end of a word
EMBEDDING, HIDDEN, LONGEST = 8, 40, 14

ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen " \
       "seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def spelled(n):
    return ONES[n] if n < 20 else TENS[n // 10 - 2] + ("-" + ONES[n % 10] if n % 10 else "")


class Speller(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.digits = torch.nn.Embedding(10, EMBEDDING)
        self.encoder = torch.nn.LSTM(EMBEDDING, HIDDEN, batch_first=True)
        self.letters = torch.nn.Embedding(1 + len(LETTERS), EMBEDDING)
        self.decoder = torch.nn.LSTM(EMBEDDING, HIDDEN, batch_first=True)
        self.scores = torch.nn.Linear(HIDDEN, 1 + len(LETTERS))

    def forward(self, number, word):
        """number (N, 2), word (N, T) the letters before -> log-probabilities of what follows (N, T, 19)"""
        _, state = self.encoder(self.digits(number))
        return torch.log_softmax(self.scores(self.decoder(self.letters(word), state)[0]), 2)

    def greedy(self, number):
        _, state = self.encoder(self.digits(number[None]))
        letter, word = 0, ""
        while len(word) < LONGEST:
            y, state = self.decoder(self.letters(torch.tensor([[letter]])), state)
            letter = int(self.scores(y)[0, 0].argmax())
            if letter == 0:
                break
            word += LETTERS[letter - 1]
        return word


torch.manual_seed(1)
numbers = torch.tensor([[n // 10, n % 10] for n in range(100)])
ids = torch.zeros(100, LONGEST + 1, dtype=torch.long)
for n in range(100):
    ids[n, :len(spelled(n))] = torch.tensor([1 + LETTERS.index(c) for c in spelled(n)])
before = torch.cat([torch.zeros(100, 1, dtype=torch.long), ids[:, :-1]], 1)
counts = torch.arange(LONGEST + 1) <= torch.tensor([len(spelled(n)) for n in range(100)])[:, None]     # its end counts too

net = Speller()
optimizer = torch.optim.Adam(net.parameters(), 1e-2)
for step in range(600):
    chosen = net(numbers, before).gather(2, ids[:, :, None])[:, :, 0]
    loss = -chosen[counts].mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 100 == 99:
        print("step %d  loss %.4f" % (step + 1, loss.item()), flush=True)

net = rounded(net)
words = [net.greedy(number) for number in numbers]
print("%d of 100 right" % sum(word == spelled(n) for n, word in enumerate(words)))
with open(os.path.join(HERE, "words.txt"), "w") as f:
    f.writelines(word + "\n" for word in words)
chosen = net(numbers, before).gather(2, ids[:, :, None])[:, :, 0]
with open(os.path.join(HERE, "log_probabilities.npy"), "wb") as f:
    f.write(npy_bytes((chosen * counts).sum(1).numpy().astype("f4")))
write(HERE, weights=net.state_dict())
