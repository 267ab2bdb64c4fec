#!/usr/bin/python3
"""Fits a small regression with three heads (half a minute at most); writes its weights, five days, and what PyTorch says of them.

Days are made up: the room follows the outdoor temperature of the last six hours, and the heating.  The clipped head learns the
room as it is and is cut afterwards; the other two learn what a thermometer from -20 to 30 degrees shows."""
import os
import sys

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "common"))
from golden import rounded, write  # noqa: E402

LOW, HIGH = -20.0, 30.0


class Room(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = torch.nn.GRU(2, 8, batch_first=True)
        self.raw = torch.nn.Linear(8, 1)
        self.sigmoid_raw = torch.nn.Linear(8, 1)
        self.tanh_raw = torch.nn.Linear(8, 1)

    def forward(self, hours):
        day = self.rnn(hours)[0][:, -1]
        raw = self.raw(day)
        return {"raw": raw,
                "clip": raw.clamp(LOW, HIGH),
                "sigmoid": LOW + (HIGH - LOW) * torch.sigmoid(self.sigmoid_raw(day)),
                "tanh": (LOW + HIGH) / 2 + (HIGH - LOW) / 2 * torch.tanh(self.tanh_raw(day))}


def days(count, spread):
    """-> hours (count, 24, 2), the room's temperature at the end of each day (count, 1)"""
    weather = (torch.rand(count, 1, 1) * 2 - 1) * spread + 0.2 * torch.randn(count, 24, 1)
    hours = torch.cat([weather, torch.rand(count, 24, 1) * 2 - 1], 2)
    room = 5 + 22 * hours[:, -6:, 0].mean(1) + 6 * hours[:, -6:, 1].mean(1)
    return hours, room[:, None]


torch.manual_seed(4)
net = Room()
optimizer = torch.optim.Adam(net.parameters(), 1e-2)
for step in range(600):
    hours, room = days(64, 2)
    out = net(hours)
    loss = ((out["raw"] - room) ** 2).mean()
    loss += sum(((out[form] - room.clamp(LOW, HIGH)) ** 2).mean() for form in ("sigmoid", "tanh"))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("mean squared error of the last step, a head: %.2f" % (loss.item() / 3))
net = rounded(net)
hours, room = days(5, 0.1)
hours[:, :, 0] += torch.tensor([-1.8, -0.9, 0.0, 0.7, 1.8])[:, None]
write(HERE, {"hours": hours}, net(hours.double()), net.state_dict())
