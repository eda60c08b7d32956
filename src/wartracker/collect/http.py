"""One address to ask in, a FetchResult out: the guarded HTTP client; trouble is a value.

Every connection goes to an address that was checked (pinned: the address checked is the address connected to), every
hop of a redirect is checked like a first request, sizes are capped while decoding, one deadline covers all of it.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import TracebackType
from urllib.parse import urljoin, urlsplit, urlunsplit

from aiohappyeyeballs import AddrInfoType
from yarl import URL

from wartracker import __version__
from wartracker.collect.addresses import build_reach, check_address, check_url
from wartracker.collect.answers import classify_status, parse_retry_after
from wartracker.collect.codings import ACCEPTED, STEP_BYTES, BadCoding, BodyDecoder
from wartracker.collect.limiter import HostLimiter
from wartracker.collect.politeness import HOST_PAUSE_MIN_S, HOST_PENALTY_MIN_S
from wartracker.collect.resolver import BlockedConnect, PinnedResolver
from wartracker.collect.trust import aiohttp, build_trust
from wartracker.collected import FetchResult
from wartracker.config import CollectSettings
from wartracker.errors import NoContactError
from wartracker.vocabulary import PollOutcome

MAX_HOPS = 5  # row 32
MAX_VALIDATOR_BYTES = 1024  # row 41
PERMANENT = frozenset({301, 308})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
ACCEPT_FEED = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
ACCEPT_JSON = "application/json, */*;q=0.5"
ACCEPT_PAGE = "text/html, application/xhtml+xml, */*;q=0.5"
# Real pages carry security policies of 10 kB; 60 kB lines are an attack (row 24).
_MAX_FIELD_BYTES = 32 * 1024
_MAX_HEADERS = 256
_KEPT_HEADERS = frozenset(
    (
        b"age cache-control cf-mitigated content-language content-length content-location content-type date etag"
        b" expires last-modified link location retry-after tdm-policy tdm-reservation x-robots-tag"
    ).split()
)


Permit = Callable[[str], Awaitable[tuple[PollOutcome, str] | None]]
_PRINTABLE = re.compile(r"[^\x00-\x1f\x7f]+")
# Addresses to which connections were made for the request under way; a trace of aiohttp's costs a tenth of a poll.
_OPENED: ContextVar[list[str]] = ContextVar("opened")


@dataclass(frozen=True, slots=True)
class Ask:
    """One request and its limits."""

    url: str
    accept: str = ACCEPT_PAGE
    etag: str | None = None  # as stored: bytes as latin-1 text
    last_modified: str | None = None
    cap_bytes: int | None = None  # decoded; None: the setting max_body_mib
    cut: bool = False  # stop at the cap and keep what came, instead of `too-large` (robots.txt)
    extra_port: int | None = None
    https_only: bool = False
    tls_verify: bool = True
    plain: bool = False  # ask for no content coding, after a server lied about it (row 18)
    own_limit: bool = False  # a 429 speaks of this address alone, not of its whole host (row 45)
    permit: Permit | None = None  # asked before a redirect is followed: None, or why not


class Client:
    """The one HTTP client of a collector: one session, one TLS context, one limiter for all hosts.

    Args:
        settings: section [collect].
        now: the clock, aware UTC.

    Raises:
        NoContactError: no contact is set; publishers must be able to reach whoever asks (row 73).
        ConfigError: the settings of reach cannot hold.
    """

    def __init__(self, settings: CollectSettings, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Parse the settings; nothing is opened yet."""
        if not settings.contact:
            raise NoContactError(
                "no contact is set, and publishers must be able to reach whoever polls them: "
                'put contact = "you@example.org" under [collect] in wartracker.toml, or set WARTRACKER_COLLECT_CONTACT'
            )
        self.settings = settings
        self.now = now
        self.reach = build_reach(settings.allow_private, settings.allow_ports, settings.resolve)
        self.limiter = HostLimiter(settings, self.reach, now)
        self.agent = f"WarTracker/{__version__} (+{settings.contact})"
        self.reached = False  # whether any server answered at all: if none does, this machine is offline
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Client:
        """Open the session."""
        connector = aiohttp.TCPConnector(
            limit=self.settings.concurrency,
            resolver=PinnedResolver(self.reach),
            socket_factory=self._make_socket,
            ttl_dns_cache=300,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self.settings.connect_deadline_s),
            max_line_size=_MAX_FIELD_BYTES,
            max_field_size=_MAX_FIELD_BYTES,
            max_headers=_MAX_HEADERS,
        )
        # aiohttp asks again whenever a connection breaks before the answer; that is right only on one that was idle.
        self._session._retry_connection = False
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _make_socket(self, info: AddrInfoType) -> socket.socket:
        """Make the socket of one connection: the last place where the address it will go to can be refused."""
        family, kind, protocol, _, place = info
        if not check_address(str(place[0]), self.reach.private):
            raise BlockedConnect("not a public address")
        _OPENED.get([]).append(str(place[0]))
        return socket.socket(family, kind, protocol)

    async def fetch(self, ask: Ask) -> FetchResult:
        """Ask for one address, following redirects.

        Args:
            ask: the request and its limits.

        Returns:
            What came: OK with the decoded body, NOT_MODIFIED, TRUNCATED with what arrived before the break, or a word
            for the trouble.
        """
        url, permanent, hops = ask.url, True, 0
        moved: str | None = None
        seen = {url}
        budget_s = self.settings.total_deadline_s
        while True:
            result, spent_s = await self._fetch_hop(ask if url == ask.url else replace(ask, url=url), budget_s)
            budget_s -= spent_s
            if hops:
                result = replace(result, url=ask.url, permanent_url=moved)
            if result.status not in REDIRECTS or result.outcome is not PollOutcome.MOVED:
                return result
            location = result.header("location")
            target = _resolve_location(url, location) if location else None
            failed = replace(result, body=b"", permanent_url=None)
            if target is None:
                return replace(failed, outcome=PollOutcome.BAD_RESPONSE, why=f"{result.status} without a usable target")
            hops += 1
            if hops > MAX_HOPS or target in seen:
                return replace(failed, outcome=PollOutcome.REDIRECT_LOOP, why=f"{hops} redirects")
            if ask.permit is not None and check_url(target, self.reach, ask.extra_port) is None:
                refused = await ask.permit(target)
                if refused is not None:
                    return replace(failed, final_url=target, outcome=refused[0], why=refused[1])
            permanent = permanent and result.status in PERMANENT
            moved = target if permanent else moved
            seen.add(target)
            url = target

    async def post(self, url: str, body: bytes, content_type: str) -> FetchResult:
        """Post a body to an address that the operator chose; no redirect is followed, the answer's body is not read.

        Returns:
            OK for any 2xx answer, else the word for the trouble.
        """
        empty = FetchResult(url=url, final_url=url, outcome=PollOutcome.OK, fetched_at=self.now())
        if self._session is None:
            raise RuntimeError("the client is not open: use `async with`")
        blocked = check_url(url, self.reach, None)
        if blocked:
            return replace(empty, outcome=blocked.outcome, why=blocked.why)
        headers = {"User-Agent": self.agent, "Content-Type": content_type}
        trust = build_trust() if url.startswith("https:") else True
        try:
            async with (
                asyncio.timeout(self.settings.total_deadline_s),
                self._session.post(url, data=body, headers=headers, allow_redirects=False, ssl=trust) as response,
            ):
                if response.ok and response.status not in REDIRECTS:
                    return replace(empty, status=response.status)
                return replace(
                    empty, outcome=PollOutcome.BAD_RESPONSE, status=response.status, why=f"status {response.status}"
                )
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            outcome, why = _name_trouble(error)
            return replace(empty, outcome=outcome, why=why)

    async def _fetch_hop(self, ask: Ask, budget_s: float) -> tuple[FetchResult, float]:
        """Make one request; time spent waiting for the host's turn is not the server's fault and does not count."""
        try:
            target = URL(ask.url, encoded=ask.url.isascii())
        except ValueError:
            return _build_trouble(ask, self.now(), PollOutcome.BLOCKED_SCHEME, "not an address"), 0.0
        blocked = check_url(str(target), self.reach, ask.extra_port, https_only=ask.https_only)
        if blocked:
            return _build_trouble(ask, self.now(), blocked.outcome, blocked.why), 0.0
        async with self.limiter.turn(ask.url) as held_s:
            at = self.now()
            if held_s > 0:  # looked at now: an answer to somebody before us may have asked for the pause
                pause = _build_trouble(ask, at, PollOutcome.RATE_LIMITED, "the host asked for a pause")
                return replace(pause, retry_after_s=int(held_s) + 1), 0.0
            started = time.monotonic()
            try:
                async with asyncio.timeout(max(budget_s, 0.001)):
                    result = await self._ask_twice_if_stale(ask, target, at)
            except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
                result = _build_trouble(ask, at, *_name_trouble(error))
            if result.outcome is PollOutcome.RATE_LIMITED and not ask.own_limit:
                asked_s = HOST_PENALTY_MIN_S if result.retry_after_s is None else result.retry_after_s
                pause_s = max(asked_s, HOST_PAUSE_MIN_S)
                self.limiter.hold(self.limiter.group_of(ask.url), self.now() + timedelta(seconds=pause_s))
            return result, time.monotonic() - started

    async def _ask_twice_if_stale(self, ask: Ask, target: URL, at: datetime) -> FetchResult:
        """Ask; once more if the server had closed the idle connection that was used (RFC 9112 section 9.3.1)."""
        opened: list[str] = []
        _OPENED.set(opened)
        try:
            return await self._request(ask, target, at)
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as error:
            if opened or isinstance(error, aiohttp.ClientConnectorError):
                raise
        return await self._request(ask, target, at)

    async def _request(self, ask: Ask, target: URL, at: datetime) -> FetchResult:
        if self._session is None:
            raise RuntimeError("the client is not open: use `async with`")
        headers = _build_headers(ask, self.agent)
        conditional = "If-None-Match" in headers or "If-Modified-Since" in headers
        trust = build_trust(verify=ask.tls_verify) if target.scheme == "https" else True
        async with self._session.get(target, headers=headers, allow_redirects=False, ssl=trust) as response:
            peer = response.connection.transport if response.connection else None
            place = peer.get_extra_info("peername") if peer else None
            if place and not check_address(str(place[0]), self.reach.private):
                return _build_trouble(ask, at, PollOutcome.BLOCKED_ADDRESS, "connected to no public address")
            self.reached = True
            kept = tuple(_keep_headers(response.raw_headers))
            bare = FetchResult(ask.url, ask.url, PollOutcome.OK, at, response.status, kept)
            outcome, why = classify_status(response.status, bare, conditional=conditional)
            wait_s = parse_retry_after(bare, self.now())
            body = b""
            if outcome is PollOutcome.OK:
                outcome, why, body = await self._read_body(ask, response)
            # built once, as nearly every poll ends here: `replace` takes thrice as long
            return FetchResult(ask.url, ask.url, outcome, at, bare.status, kept, body, why=why, retry_after_s=wait_s)

    async def _read_body(self, ask: Ask, response: aiohttp.ClientResponse) -> tuple[PollOutcome, str, bytes]:
        """Read and decode the body under its cap; return the outcome, why, and what is kept of it."""
        cap = ask.cap_bytes or int(self.settings.max_body_mib * 1024 * 1024)
        if (response.content_length or 0) > cap and not ask.cut:  # row 11
            return PollOutcome.TOO_LARGE, f"declares {response.content_length} bytes", b""
        parts: list[bytes] = []
        size = received = 0
        try:
            decoder = BodyDecoder(", ".join(response.headers.getall("Content-Encoding", [])))
            async for raw in response.content.iter_chunked(STEP_BYTES):
                received += len(raw)
                for piece in decoder.feed(raw):
                    parts.append(piece)
                    size += len(piece)
                    if size > cap:
                        break
                if max(size, received) > cap:
                    response.close()
                    if ask.cut:
                        return PollOutcome.OK, "", b"".join(parts)[:cap]
                    return PollOutcome.TOO_LARGE, f"more than {cap} bytes", b""
        except BadCoding as error:
            return PollOutcome.BAD_ENCODING, str(error)[:120], b""
        except (aiohttp.ClientError, ConnectionError, ssl.SSLError):
            return PollOutcome.TRUNCATED, f"broke off after {received} bytes", b"".join(parts)
        body = b"".join(parts)
        if not decoder.complete():
            return PollOutcome.TRUNCATED, "the compressed body has no end", body
        return PollOutcome.OK, "", body


def _build_trouble(ask: Ask, at: datetime, outcome: PollOutcome, why: str) -> FetchResult:
    return FetchResult(ask.url, ask.url, outcome, at, why=why)


def _build_headers(ask: Ask, agent: str) -> dict[str, str]:
    headers = {
        "User-Agent": agent,
        "Accept": ask.accept,
        "Accept-Encoding": "identity" if ask.plain else ACCEPTED,
    }
    for name, value in (("If-None-Match", ask.etag), ("If-Modified-Since", ask.last_modified)):
        if value is not None and is_echoable(value):
            headers[name] = value.encode("latin-1").decode("utf-8")  # aiohttp writes UTF-8: the same bytes again
    return headers


def is_echoable(value: str) -> bool:
    """Tell whether a validator can be sent back byte for byte (rows 25, 41, 42).

    Args:
        value: the header's bytes as latin-1 text.
    """
    try:
        value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return False
    return len(value) <= MAX_VALIDATOR_BYTES and _PRINTABLE.fullmatch(value) is not None


def _keep_headers(raw_headers: tuple[tuple[bytes, bytes], ...]) -> Iterator[tuple[str, str]]:
    for name, value in raw_headers:
        if name.lower() in _KEPT_HEADERS:
            yield name.decode("latin-1"), value.decode("latin-1")


def _resolve_location(url: str, location: str) -> str | None:
    """Resolve a Location header; credentials and the fragment are dropped, other schemes are kept to be refused."""
    try:
        text = location.encode("latin-1").decode("utf-8", "replace")
        parts = urlsplit(urljoin(url, text.strip()))
        host = parts.netloc.rpartition("@")[2]
        target = str(URL(urlunsplit(parts._replace(netloc=host, fragment=""))))
    except ValueError:
        return None
    return target or None


def _name_trouble(error: Exception) -> tuple[PollOutcome, str]:
    """Find the outcome word of an exception; the sentence never repeats what the target said."""
    if isinstance(error, TimeoutError):
        return PollOutcome.TIMEOUT, "no complete answer in time"
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientSSLError | ssl.SSLError):
        return PollOutcome.TLS, type(error).__name__
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(cause, BlockedConnect):
        return PollOutcome.BLOCKED_ADDRESS, str(cause)
    if isinstance(cause, socket.gaierror):
        if cause.errno in {socket.EAI_AGAIN, socket.EAI_MEMORY, socket.EAI_SYSTEM}:
            return PollOutcome.DNS_TEMP, "the name could not be looked up just now"
        return PollOutcome.DNS, "no such host name"
    if isinstance(error, aiohttp.InvalidURL):
        return PollOutcome.BLOCKED_SCHEME, "not an address"
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return PollOutcome.CONNECT, "closed without an answer"
    if isinstance(error, OSError):
        return PollOutcome.CONNECT, cause.strerror or type(cause).__name__ if isinstance(cause, OSError) else "refused"
    return PollOutcome.BAD_RESPONSE, type(error).__name__
