"""The workloads: a spec each, and the same net as a PyTorch module with the spec's names."""

try:
    import torch
    from torch import nn
    from torch.nn import functional as F
except ImportError:
    torch = None


class Workload:
    """name; spec: a file in specs/; params: numbers put into its `params`; shape of x; module: builds the same net, None
    where frameworks have no way to do it (a stream's single sample).  Where a call is bound by reading weights rather than by
    multiply-adds: reads, the weights read in a call, and near, the bytes that one layer reads over and over."""

    def __init__(self, name, spec, shape, module=None, reads=None, near=None, **params):
        self.name, self.spec, self.shape, self.module = name, spec, shape, module
        self.reads, self.near, self.params = reads, near, params


if torch:
    class Classifier(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn, self.fc = nn.LSTM(128, 256, batch_first=True), nn.Linear(256, 10)

        def forward(self, x):
            return self.fc(self.rnn(x)[0][:, -1])

    class ConvLayer(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv1d(128, 256, 3)

        def forward(self, x):
            return self.conv(x)

    class SketchEncoder(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1, self.conv2, self.conv3 = nn.Conv1d(3, 48, 5), nn.Conv1d(48, 64, 5), nn.Conv1d(64, 96, 3)
            self.rnn = nn.LSTM(96, 256, batch_first=True, bidirectional=True)
            self.fc = nn.Linear(95232, 40)

        def forward(self, x):
            x = self.conv3(self.conv2(self.conv1(x.transpose(1, 2)))).transpose(1, 2)
            return F.log_softmax(self.fc(self.rnn(x)[0].flatten(1)), 1)

    class SpeechConv(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1, self.conv2 = nn.Conv1d(1, 32, 3, padding=1), nn.Conv1d(32, 64, 7, padding=3)

        def forward(self, x):
            return torch.relu(self.conv2(torch.relu(self.conv1(x))))

    class Tcn(nn.Module):
        """x (T, 1) -> (T, 1); causal padding by hand."""

        def __init__(self, activation):
            super().__init__()
            for i in range(10):
                setattr(self, "conv%d" % i, nn.Conv1d(16 if i else 1, 16, 3, dilation=2 ** i))
                if activation == "prelu":
                    setattr(self, "prelu%d" % i, nn.PReLU())
            self.out = nn.Conv1d(16, 1, 1)

        def forward(self, x):
            x = x.t().unsqueeze(0)
            for i in range(10):
                x = getattr(self, "conv%d" % i)(F.pad(x, (2 * 2 ** i, 0)))
                x = getattr(self, "prelu%d" % i)(x) if hasattr(self, "prelu%d" % i) else torch.tanh(x)
            return self.out(x)[0].t()

    class States(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = nn.LSTM(10, 20, 2)

        def forward(self, x):
            return self.rnn(x)[0]

    MODULES = {"lstm_classifier": Classifier, "conv1d_layer": ConvLayer, "sketch_encoder": SketchEncoder,
               "speech_conv": SpeechConv, "tcn_tanh": lambda: Tcn("tanh"), "tcn_prelu": lambda: Tcn("prelu"),
               "lstm_states": States}
else:
    MODULES = {}


def batches(name, spec, shape, sizes, **first):
    """`first`: what holds for the first size alone."""
    return [Workload("%s batch %d" % (name, n), spec, (n,) + shape, MODULES.get(spec), batch=n, **(first if n == sizes[0] else {}))
            for n in sizes]


def stream(op, h):
    """All weights of a small recurrent layer and of the linear one."""
    gates = {"lstm": 4, "gru": 3}[op]
    return Workload("W5 %s %d" % (op, h), "stream_" + op, (1, 1), reads=gates * h * (h + 1) + h, hidden=h)


TCN_WEIGHTS = 3 * 16 + 9 * 3 * 16 * 16 + 16

WORKLOADS = (
    batches("W1", "lstm_classifier", (10, 128), (1, 32), reads=1024 * 128 + 10 * 1024 * 256 + 2560, near=1024 * 256 * 4)
    + batches("W2", "conv1d_layer", (128, 10), (1, 32))
    + batches("W3", "sketch_encoder", (196, 3), (1, 16, 512), reads=2 * 186 * 1024 * 256 + 40 * 95232, near=1024 * 256 * 4)
    + [Workload("W4", "speech_conv", (1, 1, 16000), MODULES.get("speech_conv"))]
    + [stream(op, h) for op in ("lstm", "gru") for h in (8, 16, 20, 32, 64)]
    + [Workload("W6 %s, a sample" % a, "tcn_" + a, (1, 1), reads=TCN_WEIGHTS, chunk=1) for a in ("tanh", "prelu")]
    + [Workload("W6 %s, 4096" % a, "tcn_" + a, (4096, 1), MODULES.get("tcn_" + a), chunk=4096) for a in ("tanh", "prelu")]
    + [Workload("W7", "lstm_states", (5, 3, 10), MODULES.get("lstm_states"))])


def find(name):
    return next(w for w in WORKLOADS if w.name == name)
