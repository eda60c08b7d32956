"""Folders in, a loopback server of them out: nginx where it is installed, else a small server of our own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

_CONFIG = """
worker_processes 1; pid {root}/nginx.pid; error_log {root}/error.log; daemon off;
events {{ worker_connections 8192; }}
http {{
  access_log off; sendfile on; keepalive_timeout 60; keepalive_requests 1000000; etag on; gzip off;
  types {{ application/rss+xml xml; text/html html; }}
  client_body_temp_path {root}/t1; proxy_temp_path {root}/t2; fastcgi_temp_path {root}/t3;
  uwsgi_temp_path {root}/t4; scgi_temp_path {root}/t5;
  server {{
    listen 127.0.0.1:{port} backlog=4096; root {root};
    location /plain/ {{ alias {root}/feeds/; etag off; if_modified_since off; add_header Last-Modified ""; }}
  }}
}}
"""


class Server:
    """Serves a folder on loopback in a process of its own, so that its CPU is nobody's.

    Args:
        root: the folder; feeds/ is served a second time as plain/, without validators.
    """

    def __init__(self, root: Path) -> None:
        """Choose a port."""
        self.root = root
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.kind = "nginx" if shutil.which("nginx") else "aiohttp"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        """Start it and wait until it listens."""
        if self.kind == "nginx":
            config = self.root / "nginx.conf"
            # Started by root, nginx would serve as a user who may not read a temporary folder.
            user = "user root;" if os.geteuid() == 0 else ""
            config.write_text(user + _CONFIG.format(root=self.root, port=self.port))
            command = [shutil.which("nginx") or "nginx", "-c", str(config), "-e", str(self.root / "error.log")]
        else:
            command = [sys.executable, "-m", "bench.own_server", str(self.root), str(self.port)]
        self._process = subprocess.Popen(command)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.05)
        raise RuntimeError(f"{self.kind} did not start")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End it."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait()
