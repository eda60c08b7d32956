"""What tests of commands share: the module says what its workspace holds, `run` runs commands in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.call import Run, call


@pytest.fixture
def run(workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in the workspace that the test's module made."""
    return lambda *arguments: call(monkeypatch, capsys, "--workspace", str(workspace), *arguments)
