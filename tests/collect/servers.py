"""A loopback HTTP server whose answers are raw bytes, so that it can misbehave in any way; requests are recorded."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace

from wartracker.config import CollectSettings


@dataclass(frozen=True)
class Request:
    """One request as it arrived."""

    path: str
    headers: dict[str, bytes]  # lower-case names, raw values
    at: float  # loop time
    server: int = 0  # port it came to

    @property
    def host(self) -> str:
        return self.headers.get("host", b"").decode("latin-1")


Behaviour = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


def answer(
    body: bytes = b"", status: str = "200 OK", headers: tuple[tuple[str, str], ...] = (), *, length: int | None = None
) -> bytes:
    """Spell one complete answer; `length` lies about the body's."""
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
    lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


@dataclass
class RawServer:
    """Answers by path: bytes, a function of the request, or a behaviour that writes by itself."""

    routes: dict[str, bytes | Callable[[Request], bytes] | Behaviour] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    busy: dict[str, int] = field(default_factory=dict)  # requests in flight by host
    most_busy: dict[str, int] = field(default_factory=dict)
    port: int = 0
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    async def __aenter__(self) -> RawServer:
        self._server = await asyncio.start_server(self._start, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for _ in range(3):  # a connection may just have been accepted
            for writer in self._writers:
                writer.transport.abort()
            await asyncio.sleep(0)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    def _start(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        task = asyncio.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not writer.is_closing():
                head = await reader.readuntil(b"\r\n\r\n")
                await self._answer(replace(_read_request(head), server=self.port), writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            self._writers.discard(writer)
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> None:
        self.requests.append(request)
        self.busy[request.host] = self.busy.get(request.host, 0) + 1
        self.most_busy[request.host] = max(self.most_busy.get(request.host, 0), self.busy[request.host])
        try:
            route = self.routes.get(f"{request.host.partition(':')[0]}{request.path}", self.routes.get(request.path))
            if route is None:
                writer.write(answer(b"no such page", "404 Not Found"))
            elif isinstance(route, bytes):
                writer.write(route)
            elif asyncio.iscoroutinefunction(route):
                await route(request, writer)
            else:
                writer.write(route(request))  # type: ignore[arg-type]
            await writer.drain()
        finally:
            self.busy[request.host] -= 1


def _read_request(head: bytes) -> Request:
    lines = head.rstrip(b"\r\n").split(b"\r\n")
    path = lines[0].split(b" ")[1].decode("latin-1")
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(b":")
        headers[name.strip().lower().decode("latin-1")] = value.strip()
    return Request(path, headers, asyncio.get_running_loop().time())


def loopback(server: RawServer | None = None, **changes: object) -> CollectSettings:
    """Make settings for tests: loopback allowed, no gap, short deadlines, `*.example` served by `server`."""
    values: dict[str, object] = {
        "contact": "tests@wartracker.example",
        "allow_private": ("127.0.0.1",),
        "host_gap_s": 0.0,
        "total_deadline_s": 5.0,
        "connect_deadline_s": 2.0,
    }
    if server is not None:
        values["resolve"] = {"*.example": f"127.0.0.1:{server.port}"}
    return CollectSettings(**(values | changes))  # type: ignore[arg-type]


@contextlib.contextmanager
def serve_beside(routes: dict[str, bytes | Callable[[Request], bytes] | Behaviour]) -> Iterator[RawServer]:
    """Run a server in a thread of its own, for commands that run an event loop themselves."""
    server = RawServer(routes)
    ready, stop = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with server:
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    assert ready.wait(30)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)
        loop.close()
