"""Which addresses may be asked (fault catalogue rows 3, 27, 28, 33)."""

from __future__ import annotations

import pytest

from wartracker.collect.addresses import build_reach, check_address, check_url, find_target, is_private, read_literal
from wartracker.errors import ConfigError
from wartracker.vocabulary import PollOutcome

OPEN = [
    "1.1.1.1", "8.8.8.8", "93.184.216.34", "100.63.255.255", "100.128.0.1", "172.15.255.255", "172.32.0.1",
    "192.0.1.1", "198.17.255.255", "198.20.0.1", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4001::200e",
    "2400:cb00::1", "::ffff:8.8.8.8", "::ffff:808:808",
]  # fmt: skip
CLOSED = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.1",
    "169.254.169.254", "169.254.0.1", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.170", "192.0.2.1",
    "192.88.99.1", "192.168.0.1", "192.168.255.255", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9",
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1",
    "::ffff:7f00:1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::808:808",
    "64:ff9b:1::1", "100::1", "2001::1", "2001:10::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1",
    "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1",
    "not an address", "",
]  # fmt: skip


@pytest.mark.parametrize("text", OPEN)
def test_public_addresses_are_asked(text: str) -> None:
    assert check_address(text)


@pytest.mark.parametrize("text", CLOSED)
def test_other_addresses_are_not(text: str) -> None:
    assert not check_address(text)


def test_private_addresses_are_asked_when_the_settings_say_so() -> None:
    reach = build_reach(["127.0.0.1", "10.1.0.0/16", "::1"])
    assert check_address("127.0.0.1", reach.private)
    assert check_address("::ffff:127.0.0.1", reach.private)
    assert check_address("10.1.2.3", reach.private)
    assert check_address("::1", reach.private)
    assert not check_address("127.0.0.2", reach.private)
    assert not check_address("10.2.0.1", reach.private)


@pytest.mark.parametrize(
    ("host", "literal"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("0177.0.0.01", "127.0.0.1"),
        ("0", "0.0.0.0"),
        ("[::1]", "::1"),
        ("[::ffff:7f00:1]", "::ffff:7f00:1"),
        ("example.org", None),
        ("1password.example", None),
        ("face.example", None),
    ],
)
def test_literals_are_read_in_every_spelling(host: str, literal: str | None) -> None:
    assert read_literal(host) == literal


@pytest.mark.parametrize(
    ("url", "outcome"),
    [
        ("https://news.example/feed", None),
        ("http://news.example:80/feed", None),
        ("http://news.example:8080/feed", PollOutcome.BLOCKED_PORT),
        ("https://news.example:22/", PollOutcome.BLOCKED_PORT),
        ("ftp://news.example/", PollOutcome.BLOCKED_SCHEME),
        ("file:///etc/passwd", PollOutcome.BLOCKED_SCHEME),
        ("data:text/xml,<rss/>", PollOutcome.BLOCKED_SCHEME),
        ("javascript:alert(1)", PollOutcome.BLOCKED_SCHEME),
        ("//news.example/", PollOutcome.BLOCKED_SCHEME),
        ("http://news.example/a b", PollOutcome.BLOCKED_SCHEME),
        ("http://news.example/a\r\nX: 1", PollOutcome.BLOCKED_SCHEME),
        ("http://news.example:99999/", PollOutcome.BLOCKED_SCHEME),
        ("http:///feed", PollOutcome.BLOCKED_ADDRESS),
        ("http://127.0.0.1/", PollOutcome.BLOCKED_ADDRESS),
        ("http://127.1/", PollOutcome.BLOCKED_ADDRESS),
        ("http://2130706433/", PollOutcome.BLOCKED_ADDRESS),
        ("http://0x7f000001/", PollOutcome.BLOCKED_ADDRESS),
        ("http://0177.0.0.1/", PollOutcome.BLOCKED_ADDRESS),
        ("http://[::1]/", PollOutcome.BLOCKED_ADDRESS),
        ("http://[::ffff:127.0.0.1]/", PollOutcome.BLOCKED_ADDRESS),
        ("http://[64:ff9b::7f00:1]/", PollOutcome.BLOCKED_ADDRESS),
        ("http://169.254.169.254/latest/meta-data/", PollOutcome.BLOCKED_ADDRESS),
        ("http://user:secret@10.0.0.1/", PollOutcome.BLOCKED_ADDRESS),
        ("http://0/", PollOutcome.BLOCKED_ADDRESS),
        ("http://1.1.1.1/", None),
    ],
)
def test_addresses_are_checked_before_any_lookup(url: str, outcome: PollOutcome | None) -> None:
    blocked = check_url(url, build_reach())
    assert (blocked.outcome if blocked else None) == outcome


def test_ports_open_by_setting_by_feed_and_for_our_own_hosts() -> None:
    reach = build_reach(["127.0.0.1"], [8443], {"*.example": "127.0.0.1:9000"})
    assert check_url("https://other.test:8443/", reach) is None
    assert check_url("https://other.test:8444/", reach) is not None
    assert check_url("https://other.test:8444/", reach, 8444) is None
    assert check_url("http://127.0.0.1:5555/", reach) is None
    assert check_url("http://other.test/", reach, https_only=True) is not None


def test_resolve_prefers_the_closest_pattern() -> None:
    reach = build_reach(
        ["127.0.0.0/8"], (), {"*.example": "127.0.0.1:80", "a.example": "127.0.0.2", "*.b.example": "127.0.0.3:3"}
    )
    assert find_target("x.example", reach) == ("127.0.0.1", 80)
    assert find_target("A.example.", reach) == ("127.0.0.2", None)
    assert find_target("c.b.example", reach) == ("127.0.0.3", 3)
    assert find_target("example.org", reach) is None
    assert is_private("x.example", reach)
    assert not is_private("example.org", reach)


@pytest.mark.parametrize(
    ("private", "resolve"),
    [
        (["loopback"], {}),
        ([], {"*.example": "127.0.0.1:80"}),
        (["127.0.0.1"], {"*.example": "localhost:80"}),
        (["127.0.0.1"], {"*.example": "127.0.0.1:http"}),
    ],
)
def test_settings_that_cannot_hold_are_refused(private: list[str], resolve: dict[str, str]) -> None:
    with pytest.raises(ConfigError):
        build_reach(private, (), resolve)
