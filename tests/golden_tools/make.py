#!/usr/bin/python3
"""Writes the golden cases: `make.py [MODULE...]`, all of them by default.  Needs PyTorch 1.13 and numpy, as Debian has them.

What is written is committed; nothing here runs in the tests.  Run twice it writes the same bytes.
"""
import importlib
import sys

MODULES = ["conv", "recurrent", "layers", "elementwise", "shapes", "models", "systems", "regressions"]

for name in sys.argv[1:] or MODULES:
    importlib.import_module(name).make()
