"""A Dask scheduler and its workers as processes of their own, so that a test can kill each of them."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

WAIT_S = 120.0
SETTINGS = Path(__file__).parents[1] / "deploy" / "dask.yaml"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class DaskCluster:
    """One scheduler on loopback and two workers with one thread each, watched over by their nannies."""

    def __init__(self) -> None:
        """Choose an address; nothing runs yet."""
        self.port = free_port()
        self.address = f"tcp://127.0.0.1:{self.port}"
        self._scheduler: subprocess.Popen[bytes] | None = None
        self._workers: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> DaskCluster:
        """Start all of it."""
        self.start_scheduler()
        self.start_workers()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End every process that was started here."""
        for process in [*self._workers, self._scheduler]:
            if process is not None:
                _kill(process)

    def start_scheduler(self) -> None:
        """Start the scheduler and wait until it listens; the workers of the one before have ended with it."""
        self._scheduler = _spawn("scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")
        deadline = time.monotonic() + WAIT_S
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self._scheduler.poll() is not None:
                break
        raise AssertionError("the scheduler did not start")

    def start_workers(self, count: int = 2) -> None:
        """Start workers, as a service manager does when they end with their scheduler."""
        for _ in range(count):
            self._workers.append(_spawn("worker", self.address, "--nthreads", "1", "--no-dashboard"))

    def kill_scheduler(self) -> None:
        """End the scheduler as a power cut would."""
        assert self._scheduler is not None
        _kill(self._scheduler)

    def kill_worker(self) -> None:
        """End one worker, nanny and all."""
        _kill(self._workers.pop(0))


def _spawn(*arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "dask", *arguments]
    quiet = subprocess.DEVNULL
    settings = {**os.environ, "DASK_CONFIG": str(SETTINGS)}  # as docs/scale.md says
    return subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True, env=settings)


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
