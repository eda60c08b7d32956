"""A PostgreSQL server of our own on loopback for one test session, and empty databases on it."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

SERVICE_USER = "postgres"  # the server refuses to run as root


def find_binaries() -> Path:
    """Return the folder of the newest server's programs.

    Raises:
        RuntimeError: none is installed; the sentence names the package.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    if here := shutil.which("initdb"):
        return Path(here).resolve().parent
    raise RuntimeError("make test-all needs a PostgreSQL server: apt-get install postgresql")


@contextmanager
def serve_postgres() -> Iterator[PostgresServer]:
    """Run a server in a temporary folder; without fsync, since nothing here outlives the tests."""
    binaries = find_binaries()
    root = Path(tempfile.mkdtemp(prefix="wartracker-postgres-"))
    user = SERVICE_USER if os.geteuid() == 0 else None
    if user:
        shutil.chown(root, user)
    owner = user or pwd.getpwuid(os.geteuid()).pw_name
    data = root / "data"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def call(*command: str) -> None:
        done = subprocess.run(
            command, user=user, cwd=root, capture_output=True, text=True, env={"PATH": os.environ["PATH"]}, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed: {done.stderr or done.stdout}")

    options = f"-c port={port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    try:
        call(str(binaries / "initdb"), "-D", str(data), "-A", "trust", "-U", owner, "-E", "UTF8", "--locale=C", "-N")
        control = str(binaries / "pg_ctl")
        call(control, "-D", str(data), "-o", options, "-l", str(root / "log"), "-w", "start")
        try:
            yield PostgresServer(f"postgresql+psycopg://{owner}@127.0.0.1:{port}")
        finally:
            call(control, "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(root)


class PostgresServer:
    """Hands out empty databases.

    Args:
        address: SQLAlchemy address without a database.
    """

    def __init__(self, address: str) -> None:
        """Remember the address."""
        self._address = address
        self._count = 0

    def make_database(self) -> str:
        """Create an empty database; return its address."""
        self._count += 1
        name = f"test{self._count}"
        admin = create_engine(f"{self._address}/postgres", isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
        return f"{self._address}/{name}"
