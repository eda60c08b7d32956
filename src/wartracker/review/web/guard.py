"""Every request in, only those that may pass through: hosts, origins, sizes, deadlines, headers."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wartracker.review.web.policy import (
    HEADERS,
    MAX_BODY_BYTES,
    METHODS,
    REQUEST_DEADLINE_S,
    is_host_allowed,
    is_origin_allowed,
)

_IMMUTABLE = b"private, max-age=31536000, immutable"


class TooLarge(Exception):
    """The body of a request is larger than any form of ours; the application answers 413."""


class Guard:
    """The outermost layer: what it refuses, no other code sees."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str], origins: frozenset[str]) -> None:
        """Guard an application.

        Args:
            app: the application.
            hosts: allowed Host headers, with port, lower case.
            origins: our own origins.
        """
        self.app, self.hosts, self.origins = app, hosts, origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one request and pass it on."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        answer = _Answer(send, versioned=scope["path"].startswith("/static/") and bool(scope["query_string"]))
        refusal = self._refuse(scope)
        if refusal is not None:
            await answer.refuse(*refusal)
            return
        await self.app(scope, _Counted(receive), answer.send)

    def _refuse(self, scope: Scope) -> tuple[int, str] | None:
        names: dict[str, str] = {}
        hosts = 0
        for raw, value in scope["headers"]:
            name = raw.decode("latin-1").lower()
            hosts += name == "host"
            names[name] = value.decode("latin-1")
        host = names.get("host") if hosts == 1 else None
        if not is_host_allowed(host, self.hosts):
            return 400, "this server does not answer for that host"
        if scope["method"] not in METHODS:
            return 405, "only GET and POST"
        if not is_origin_allowed(scope["method"], names, self.origins):
            return 403, "the request comes from another site"
        length = names.get("content-length", "0")
        if not length.isdigit() or int(length) > MAX_BODY_BYTES:
            return 413, "the form is too large"
        return None


class _Counted:
    """Reads a body and stops when it grows too large, whatever its length said, or comes too slowly."""

    def __init__(self, receive: Receive) -> None:
        self.receive, self.size, self.more = receive, 0, True
        self.until = asyncio.get_running_loop().time() + REQUEST_DEADLINE_S

    async def __call__(self) -> Message:
        if not self.more:
            return await self.receive()
        async with asyncio.timeout_at(self.until):
            message = await self.receive()
        self.more = bool(message.get("more_body", False))
        self.size += len(message.get("body", b""))
        if self.size > MAX_BODY_BYTES:
            raise TooLarge
        return message


class _Answer:
    """Lays our headers on every answer."""

    def __init__(self, send: Send, *, versioned: bool) -> None:
        self.pass_on, self.versioned, self.started = send, versioned, False

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            ours = {name.encode(): value.encode() for name, value in HEADERS.items()}
            if self.versioned and message["status"] == 200:
                ours[b"cache-control"] = _IMMUTABLE  # its address carries its hash
            kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in ours]
            message["headers"] = [*kept, *ours.items()]
        await self.pass_on(message)

    async def refuse(self, status: int, why: str) -> None:
        if self.started:
            return
        body = f"{status} {why}\n".encode()
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
        headers.append((b"connection", b"close"))
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self.pass_on({"type": "http.response.body", "body": body})
