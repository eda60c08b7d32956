"""A folder of sample press in, a real HTTP server on loopback out: virtual hosts, validators, robots, gzip.

The folder holds `index.yaml` (host -> address -> file, Content-Type, Last-Modified) and the files below `sites/`.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from wartracker.config import parse_yaml, validate
from wartracker.errors import ConfigError, InputError
from wartracker.strict import Strict

SMALLEST_GZIP = 256  # bytes; below that the gzip frame eats the gain


@dataclass(frozen=True, slots=True)
class IndexRow(Strict):
    """One address of index.yaml."""

    file: str  # below sites/
    type: str  # Content-Type as sent
    modified: datetime  # Last-Modified, UTC


@dataclass(frozen=True, slots=True)
class Resource:
    """What one address answers."""

    body: bytes
    squeezed: bytes | None  # gzip form, None where it does not pay
    content_type: str
    modified: datetime  # whole seconds, UTC
    digest: str  # of the body

    def etag(self, gzipped: bool) -> str:
        """Return the strong validator; another coding is another representation (RFC 9110 section 8.8.3)."""
        return f'"{self.digest}-gz"' if gzipped else f'"{self.digest}"'


Site = Mapping[tuple[str, frozenset[tuple[str, str]]], Resource]  # (path, query that must be there) -> resource


def load_sites(folder: Path) -> dict[str, dict[tuple[str, frozenset[tuple[str, str]]], Resource]]:
    """Read a press folder into memory.

    Args:
        folder: holds index.yaml and sites/.

    Returns:
        Host -> (path, required query) -> resource.

    Raises:
        InputError: a file is missing, or lies outside sites/.
        ConfigError: index.yaml is malformed.
    """
    index = folder / "index.yaml"
    try:
        text = index.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("the sample press has no readable index; install the package again", index) from error
    data = parse_yaml(text, str(index))
    if not isinstance(data, dict) or set(data) != {"hosts"}:
        raise ConfigError("expected the one key `hosts`", index, 1)
    rows = validate(dict[str, dict[str, IndexRow]], data["hosts"], text, str(index), ["hosts"])
    return {
        host: {_address(where): _load(folder / "sites", row, index) for where, row in addresses.items()}
        for host, addresses in rows.items()
    }


def _address(where: str) -> tuple[str, frozenset[tuple[str, str]]]:
    parts = urlsplit(where)
    return parts.path, frozenset(parse_qsl(parts.query))


def _load(sites: Path, row: IndexRow, index: Path) -> Resource:
    file = sites / row.file
    if not file.resolve().is_relative_to(sites.resolve()) or not file.is_file():
        raise InputError(f"{row.file} is not a file below sites/", index)
    body = file.read_bytes()
    squeezed = gzip.compress(body, 6, mtime=0) if len(body) >= SMALLEST_GZIP else None
    modified = row.modified.astimezone(UTC).replace(microsecond=0)
    return Resource(body, squeezed, row.type, modified, hashlib.sha256(body).hexdigest()[:32])


def find_resource(site: Site, path: str, query: frozenset[tuple[str, str]]) -> Resource | None:
    """Find what answers: the row with the most of its query in the request wins; other parameters are ignored."""
    fitting = [key for key in site if key[0] == path and key[1] <= query]
    return site[max(fitting, key=lambda key: len(key[1]))] if fitting else None


def is_fresh(resource: Resource, gzipped: bool, if_none_match: str | None, if_modified_since: str | None) -> bool:
    """Decide whether 304 is the answer (RFC 9110 section 13.2.2: If-None-Match silences If-Modified-Since)."""
    if if_none_match is not None:
        offered = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
        return "*" in offered or resource.etag(gzipped) in offered
    if if_modified_since is None:
        return False
    try:
        since = parsedate_to_datetime(if_modified_since)
    except ValueError:
        return False  # an unreadable date is ignored (section 13.1.3)
    return since.tzinfo is not None and resource.modified <= since


def accepts_gzip(header: str) -> bool:
    """Read Accept-Encoding: gzip, or `*`, with a weight above zero."""
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        coding, _, weight = part.strip().partition(";")
        try:
            weights[coding.strip()] = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            weights[coding.strip()] = 0.0
    return weights.get("gzip", weights.get("*", 0.0)) > 0


class PressServer:
    """Serve a press folder on 127.0.0.1, hosts told apart by the Host header; a context manager.

    Args:
        folder: the press: index.yaml and sites/.
        port: TCP port, 0 for any free one.
        overlay: a folder of the same form whose addresses replace or add to the first: a later state of the press.

    Raises:
        InputError, ConfigError: the folder is not a press, or the port is taken.
    """

    def __init__(self, folder: Path, port: int = 0, overlay: Path | None = None) -> None:
        """Read everything; serving starts with `start` or `with`."""
        self._sites = load_sites(folder)
        for host, site in load_sites(overlay).items() if overlay else ():
            self._sites.setdefault(host, {}).update(site)
        self._folder, self._port = folder, port
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._counting = threading.Lock()
        self._loop: asyncio.AbstractEventLoop
        self._thread = threading.Thread(target=self._serve, name="press", daemon=True)
        self._ready = threading.Event()
        self._fault: OSError | None = None
        self.address = ""  # "127.0.0.1:PORT" once started

    @property
    def hosts(self) -> tuple[str, ...]:
        """Return the hosts served, sorted."""
        return tuple(sorted(self._sites))

    def count(self, host: str | None = None, path: str | None = None, status: int | None = None) -> int:
        """Count the requests answered so far; None stands for any host, path (with query) or status."""
        with self._counting:
            rows = list(self._requests.items())
        wanted = (host, path, status)
        return sum(
            times for row, times in rows if all(want in (None, is_) for want, is_ in zip(wanted, row, strict=True))
        )

    def start(self) -> None:
        """Listen and answer until `stop`."""
        self._loop = asyncio.new_event_loop()
        self._thread.start()
        self._ready.wait()
        if self._fault:
            self._thread.join()
            self._loop.close()
            raise InputError(f"port {self._port} of 127.0.0.1 cannot be opened; try another", self._folder)

    def stop(self) -> None:
        """Close every connection and the port."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> PressServer:
        """Start."""
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop."""
        self.stop()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app, handle_signals=False, access_log=None, shutdown_timeout=1)
        self._loop.run_until_complete(runner.setup())
        try:
            self._loop.run_until_complete(web.TCPSite(runner, "127.0.0.1", self._port).start())
        except OSError as error:
            self._fault = error
        else:
            host, port = runner.addresses[0][:2]
            self.address = f"{host}:{port}"
        self._ready.set()
        if not self._fault:
            self._loop.run_forever()
        self._loop.run_until_complete(runner.cleanup())

    async def _answer(self, request: web.Request) -> web.Response:
        host = request.host.rpartition(":")[0] if ":" in request.host else request.host
        response = self._respond(host.lower(), request)
        with self._counting:
            self._requests[host.lower(), request.path_qs, response.status] += 1
        return response

    def _respond(self, host: str, request: web.Request) -> web.Response:
        site = self._sites.get(host)
        if site is None:
            return web.Response(status=404, text=f"no such host: {host}\n")
        if request.method not in {"GET", "HEAD"}:
            return web.Response(status=405, headers={"Allow": "GET, HEAD"})
        query = frozenset(request.query.items())
        resource = find_resource(site, request.path, query)
        if resource is None:
            # as many sites do, an address with or without its last slash leads to the other
            other = request.path.rstrip("/") if request.path.endswith("/") else f"{request.path}/"
            if other and find_resource(site, other, query):
                return web.Response(status=301, headers={"Location": other})
            return web.Response(status=404, text="not found\n")
        return _represent(resource, request)


def _represent(resource: Resource, request: web.Request) -> web.Response:
    gzipped = resource.squeezed is not None and accepts_gzip(request.headers.get("Accept-Encoding", ""))
    headers = {
        "ETag": resource.etag(gzipped),
        "Last-Modified": format_datetime(resource.modified, usegmt=True),
        "Vary": "Accept-Encoding",
    }
    asked = request.headers
    if is_fresh(resource, gzipped, asked.get("If-None-Match"), asked.get("If-Modified-Since")):
        return web.Response(status=304, headers=headers)
    headers["Content-Type"] = resource.content_type
    if gzipped:
        headers["Content-Encoding"] = "gzip"
    return web.Response(body=resource.squeezed if gzipped else resource.body, headers=headers)
