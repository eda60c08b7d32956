"""A host or an IP address in, whether it may be asked out: only the public internet, and what the settings allow.

Fault catalogue rows 3, 4, 27, 28, 33-35. Pure: names are resolved elsewhere, every address that comes back is checked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from wartracker.errors import ConfigError
from wartracker.vocabulary import PollOutcome

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

DEFAULT_PORTS = {"http": 80, "https": 443}

# IANA special-purpose registries (RFC 6890 and its updates), written out because `is_global` of Python's patch
# releases differs (CVE-2024-4032) and because multicast and translation prefixes count as global there.
_CLOSED_V4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# Of IPv6 only 2000::/3 is handed out as global unicast (RFC 4291); inside it these are not plain hosts.
_OPEN_V6 = IPv6Network("2000::/3")
_CLOSED_V6 = tuple(
    IPv6Network(text)
    for text in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")  # 6to4 and Teredo too
)
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x20\x7f]")
_ORIGIN = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(?::[0-9]+)?(?=[/?#]|$)")


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """What may be asked: parsed once from the settings, and one of its own for whoever remembers verdicts."""

    private: tuple[Network, ...] = ()
    ports: frozenset[int] = frozenset()
    resolve: tuple[tuple[str, str, int | None], ...] = ()  # host pattern, address, port


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why an address is not asked."""

    outcome: PollOutcome
    why: str


def build_reach(
    allow_private: Sequence[str] = (), allow_ports: Sequence[int] = (), resolve: Mapping[str, str] | None = None
) -> Reach:
    """Parse the settings `allow_private`, `allow_ports` and `resolve` of [collect].

    Args:
        allow_private: addresses or networks ("127.0.0.1", "10.1.0.0/16").
        allow_ports: ports beside 80 and 443.
        resolve: host or "*.suffix" -> "ADDRESS:PORT" or "ADDRESS"; only addresses that `allow_private` holds.

    Raises:
        ConfigError: not an address, or `resolve` leads where `allow_private` does not.
    """
    networks: list[Network] = []
    for text in allow_private:
        try:
            networks.append(ip_network(text.strip(), strict=False))
        except ValueError as error:
            message = f"{text} is no address or network"
            raise ConfigError(message, "wartracker.toml", key="collect.allow_private") from error
    targets = [_parse_target(pattern, target, networks) for pattern, target in sorted((resolve or {}).items())]
    # The longest pattern speaks first, an exact host before any suffix.
    targets.sort(key=lambda row: (row[0].startswith("*"), -len(row[0])))
    return Reach(tuple(networks), frozenset(allow_ports), tuple(targets))


def _parse_target(pattern: str, target: str, private: Sequence[Network]) -> tuple[str, str, int | None]:
    place = "collect.resolve"
    try:
        parts = urlsplit(f"//{target}")
        address, port = ip_address(parts.hostname or ""), parts.port
    except ValueError as error:
        message = f"{target} is not ADDRESS:PORT"
        raise ConfigError(message, "wartracker.toml", key=place) from error
    if not _inside(address, private):
        raise ConfigError(f"{target} is not in allow_private", "wartracker.toml", key=place)
    return pattern.lower().rstrip("."), str(address), port


@lru_cache(maxsize=4096)  # pure; asked twice for every connection
def check_address(text: str, private: Sequence[Network] = ()) -> bool:
    """Tell whether a resolved address may be connected to.

    Args:
        text: an IPv4 or IPv6 address as the resolver or the socket gives it; anything else is refused.
        private: networks allowed beside the public internet.

    Returns:
        True for public unicast addresses (IPv4-mapped ones by what they map to) and for `private` ones.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        if address.scope_id:
            return False
        address = address.ipv4_mapped or address
    if _inside(address, private):
        return True
    if isinstance(address, IPv4Address):
        return not _inside(address, _CLOSED_V4)
    return address in _OPEN_V6 and not _inside(address, _CLOSED_V6)


def _inside(address: Address, networks: Sequence[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


@lru_cache(maxsize=4096)
def read_literal(host: str) -> str | None:
    """Read a host the way the C library would: also "127.1", "0x7f000001", "2130706433" and "017700000001".

    Args:
        host: host part of an address, IPv6 with or without brackets.

    Returns:
        The address in its usual spelling, None for a name.
    """
    bare = host.strip("[]").rstrip(".")
    try:
        return str(ip_address(bare))
    except ValueError:
        pass
    parts = bare.split(".")
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    numbers = [_read_number(part) for part in parts]
    # inet_aton: the last part fills all bytes that the others leave
    if any(number > 255 for number in numbers[:-1]) or numbers[-1] >= 256 ** (5 - len(parts)):
        return None
    value = numbers[-1]
    for place, number in enumerate(numbers[:-1]):
        value += number << (24 - 8 * place)
    return str(IPv4Address(value))


def _read_number(text: str) -> int:
    if text[:2] in {"0x", "0X"}:
        return int(text[2:] or "0", 16)
    octal = text.startswith("0") and not set(text) & set("89")
    return int(text, 8 if octal else 10)


def find_target(host: str, reach: Reach) -> tuple[str, int | None] | None:
    """Look a host up in `resolve`.

    Returns:
        Address and port to connect to, None when the setting does not speak of this host.
    """
    name = host.lower().rstrip(".")
    for pattern, address, port in reach.resolve:
        if name == pattern or (pattern.startswith("*.") and name.endswith(pattern[1:])) or pattern == "*":
            return address, port
    return None


@lru_cache(maxsize=4096)
def is_private(host: str, reach: Reach) -> bool:
    """Tell whether a host is one of ours: `resolve` names it, or it is a literal inside `allow_private`."""
    if find_target(host, reach) is not None:
        return True
    literal = read_literal(host)
    return literal is not None and _inside(ip_address(literal), reach.private)


def check_url(url: str, reach: Reach, extra_port: int | None = None, *, https_only: bool = False) -> Blocked | None:
    """Check an address before any name is looked up; each hop of a redirect is checked like a first request.

    Args:
        url: absolute address.
        reach: what may be asked.
        extra_port: `allow_port` of the feed.
        https_only: refuse http.

    Returns:
        None when it may be asked, else why not.
    """
    if _CONTROL.search(url):
        return Blocked(PollOutcome.BLOCKED_SCHEME, "not an address")
    origin = _ORIGIN.match(url)  # nearly all addresses: what follows it says nothing of where they lead
    return _check_origin(origin[0] if origin else url, reach, extra_port, https_only)


@lru_cache(maxsize=4096)
def _check_origin(url: str, reach: Reach, extra_port: int | None, https_only: bool) -> Blocked | None:
    parts = _split(url)
    if parts is None:
        return Blocked(PollOutcome.BLOCKED_SCHEME, "not an address")
    if parts.scheme not in DEFAULT_PORTS:
        return Blocked(PollOutcome.BLOCKED_SCHEME, f"scheme {parts.scheme[:20] or 'missing'}")
    if https_only and parts.scheme != "https":
        return Blocked(PollOutcome.BLOCKED_SCHEME, "http, but https_only is set")
    host = parts.hostname or ""
    if not host:
        return Blocked(PollOutcome.BLOCKED_ADDRESS, "no host")
    port = parts.port or DEFAULT_PORTS[parts.scheme]
    ours = is_private(host, reach)
    if port not in DEFAULT_PORTS.values() and port not in reach.ports and port != extra_port and not ours:
        return Blocked(PollOutcome.BLOCKED_PORT, f"port {port}")
    if "%" in host:  # an escape or an IPv6 zone: no name that a public resolver knows
        return Blocked(PollOutcome.BLOCKED_ADDRESS, "not a host name")
    literal = read_literal(host)
    if literal is not None and not check_address(literal, reach.private):
        return Blocked(PollOutcome.BLOCKED_ADDRESS, "not a public address")
    return None


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts
