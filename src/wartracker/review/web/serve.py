"""A site and an address in, a running server out."""

from __future__ import annotations

import socket
import threading
import time
from types import TracebackType

import uvicorn

from wartracker.errors import StoreError
from wartracker.review.web.app import build_app
from wartracker.review.web.login import make_token
from wartracker.review.web.site import Site
from wartracker.store.database import reading

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_START_S = 10.0


class ReviewServer:
    """The review page on one address; as a context it runs on a thread of its own."""

    def __init__(self, site: Site, host: str = "127.0.0.1", port: int = 0, public_url: str | None = None) -> None:
        """Bind the address.

        Args:
            site: what is served.
            host: address to bind.
            port: 0 takes a free one.
            public_url: address under which a proxy serves it over https.

        Raises:
            StoreError: the address cannot be bound; another server may hold the port.
        """
        self.site = site
        self.socket = _bind(host, port)
        self.host, self.port = host, int(self.socket.getsockname()[1])
        names = {"127.0.0.1", "localhost", "[::1]"} if host in LOOPBACK else {host}
        hosts = {f"{name}:{self.port}" for name in names}
        origins = {f"http://{name}" for name in hosts}
        if public_url:
            scheme, _, rest = public_url.rstrip("/").partition("://")
            hosts.add(rest)
            origins.add(f"{scheme}://{rest}")
            site.secure = scheme == "https"
        shown = f"[{host}]" if ":" in host else host
        self.address = public_url.rstrip("/") if public_url else f"http://{shown}:{self.port}"
        config = uvicorn.Config(
            build_app(site, hosts, origins),
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            timeout_keep_alive=15,
            h11_max_incomplete_event_size=32 * 1024,
            timeout_graceful_shutdown=5,
        )
        self.server = uvicorn.Server(config)
        self._thread: threading.Thread | None = None

    def make_link(self) -> str:
        """Make a new login link; the one before is no good any more."""
        self.site.link_token = make_token()
        return f"{self.address}/login/{self.site.link_token}"

    def run(self) -> None:
        """Serve until stopped by Ctrl-C or SIGTERM."""
        self._warm()
        self.server.run(sockets=[self.socket])

    def _warm(self) -> None:
        """Read what pages need and compile the templates once, so that the first page is as quick as the others."""
        for name in self.site.templates.list_templates():
            self.site.templates.get_template(name)
        with reading(self.site.desk.engine) as connection:
            self.site.desk.load_board(connection)
            self.site.desk.find_next_poll(connection)

    def __enter__(self) -> ReviewServer:
        """Serve on a thread."""
        self._warm()
        self._thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]}, daemon=True)
        self._thread.start()
        until = time.monotonic() + _START_S
        while not self.server.started and time.monotonic() < until:
            time.sleep(0.01)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving."""
        self.server.should_exit = True
        if self._thread is not None:
            self._thread.join()
        self.socket.close()


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise StoreError(f"{host}:{port} cannot be bound ({error.strerror}); --port takes another") from error
    return bound
