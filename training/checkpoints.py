"""Atomic checkpoints and a log of one JSON object per line."""
import json
import os
import signal
import time

import torch


def save(path, state):
    torch.save(state, path + ".tmp")
    os.replace(path + ".tmp", path)


def load(path):
    return torch.load(path) if os.path.exists(path) else None


class Log:
    def __init__(self, path):
        self.path = path

    def write(self, **entry):
        entry["utc"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        line = json.dumps({k: round(v, 5) if isinstance(v, float) else v for k, v in entry.items()})
        with open(self.path, "a") as file:
            file.write(line + "\n")
        print(line, flush=True)


class StopRequest:
    """SIGTERM and SIGINT end the training loop after the current batch, with a last checkpoint."""

    def __init__(self):
        self.requested = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.request)

    def request(self, *_):
        self.requested = True
