"""Run a command in this process as a person would: arguments in, exit code and both streams out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from wartracker.cli.main import main


@dataclass(frozen=True, slots=True)
class Answer:
    code: int
    out: str
    err: str


Run = Callable[..., Answer]
"""Runs a command in the workspace of the test."""


def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> Answer:
    monkeypatch.setattr(sys, "argv", ["wartracker", *arguments])
    try:
        main()
        code: object = 0
    except SystemExit as stop:
        code = stop.code
    captured = capsys.readouterr()
    return Answer(int(code) if isinstance(code, int) else 0 if code is None else 1, captured.out, captured.err)
