"""Forty bodies written to hurt a feed reader; each keeps its three good items where a reader can reach them."""

from __future__ import annotations

import gzip
from collections.abc import Callable

ITEMS = "".join(
    f"<item><title>Good {n}</title><link>https://press.example/{n}</link><guid>good-{n}</guid></item>" for n in range(3)
)
HEAD = '<?xml version="1.0" encoding="utf-8"?>'


def rss(inside: str = "", items: str = ITEMS, prolog: str = HEAD, root: str = '<rss version="2.0">') -> bytes:
    """Build a feed with something inside its channel."""
    return f"{prolog}{root}<channel><title>t</title>{inside}{items}</channel></rss>".encode()


def item(inside: str) -> str:
    """Build an item around something."""
    return f"<item><guid>odd</guid><link>https://press.example/odd</link>{inside}</item>"


def declared(encoding: bytes) -> bytes:
    """Build a feed that names an encoding."""
    return b'<?xml version="1.0" encoding="' + encoding + b'"?>' + rss(prolog="")


def billion_laughs() -> bytes:
    lines = "".join(f"<!ENTITY l{n} '" + f"&l{n - 1};" * 10 + "'>" for n in range(1, 10))
    return rss(item("<title>&l9;</title>"), prolog=f'{HEAD}<!DOCTYPE rss [<!ENTITY l0 "lol">{lines}]>')


def quadratic_blowup() -> bytes:
    return rss(item(f"<title>{'&a;' * 10_000}</title>"), prolog=f"{HEAD}<!DOCTYPE rss [<!ENTITY a '{'A' * 50_000}'>]>")


BODIES: dict[str, Callable[[], bytes]] = {
    # bodies that name files: a reader that opens what it is given reads them
    "device file": lambda: b"/dev/zero",
    "password file": lambda: b"/etc/passwd",
    "file address": lambda: b"file:///etc/passwd",
    "web address": lambda: b"http://127.0.0.1:9/feed.xml",
    # encodings
    "undefined": lambda: declared(b"undefined"),
    "NUL in encoding": lambda: declared(b"utf\x008"),
    "0xFF in encoding": lambda: declared(b"\xff"),
    "surrogate in encoding": lambda: declared(b"\xed\xa0\x80"),
    "utf-7": lambda: declared(b"utf-7"),
    "unicode_escape": lambda: declared(b"unicode_escape"),
    "zip": lambda: declared(b"zlib_codec"),
    "utf-16 that is not": lambda: declared(b"utf-16"),
    "idna": lambda: declared(b"idna"),
    # entities and declarations
    "billion laughs": billion_laughs,
    "quadratic blow-up": quadratic_blowup,
    "external entity": lambda: rss(
        item("<title>&x;</title>"), prolog=f'{HEAD}<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    ),
    "external DTD": lambda: rss(prolog=f'{HEAD}<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">'),
    "parameter entity": lambda: rss(prolog=f'{HEAD}<!DOCTYPE rss [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>'),
    "stylesheet": lambda: rss(prolog=f'{HEAD}<?xml-stylesheet href="file:///etc/passwd"?>'),
    "50,000 open entities": lambda: rss(prolog=HEAD + "<!ENTITY " * 50_000),
    "doctype without end": lambda: b"<!DOCTYPE rss [" + b"<!ENTITY a 'b'>" * 20_000 + rss(prolog=""),
    "50,000 open brackets": lambda: b"<!a[ " * 50_000 + b">" + rss(prolog=""),
    "50,000 open comments": lambda: b"<!--" * 50_000 + rss(prolog=""),
    # blanks and repetition
    "50 kB of newlines": lambda: b"\n" * 50_000 + rss(),
    "200 kB of blanks": lambda: b" \t" * 100_000 + rss(),
    "letters as author": lambda: rss(item(f"<title>a</title><author>{'a' * 50_000}</author>")),
    "dots as author": lambda: rss(item(f"<title>a</title><author>{'a.' * 50_000}@</author>")),
    "dots as creator": lambda: rss(
        item(f"<title>a</title><dc:creator xmlns:dc='urn:dc'><![CDATA[{'a.' * 50_000}@x]]></dc:creator>")
    ),
    "digits as date": lambda: rss(item(f"<title>a</title><pubDate>{'1' * 100_000}</pubDate>")),
    "style of quotes": lambda: rss(item(f"<title>a</title><description>&lt;p style='{'a:' * 50_000}'></description>")),
    "20,000 prefixes": lambda: rss(
        root="<rss version='2.0' " + " ".join(f"xmlns:n{n}='u{n}'" for n in range(20_000)) + ">"
    ),
    "20,000 items": lambda: rss(
        items="".join(f"<item><title>T {n}</title><guid>{n}</guid></item>" for n in range(20_000))
    ),
    "40,000 nested tags": lambda: rss(item(f"<title>a</title><description>{'<b>' * 40_000}</description>")),
    "40,000 nested items": lambda: rss("<item>" * 40_000),
    "title of 5 MB": lambda: rss(item(f"<title>{'word ' * 1_000_000}</title>")),
    "attribute of 5 MB": lambda: rss(item(f"<title>a</title><link href='{'x' * 5_000_000}'/>")),
    "200,000 open tags": lambda: rss(item(f"<title>{'<' * 200_000}</title>")),
    "200,000 ampersands": lambda: rss(item(f"<title>{'&amp;' * 200_000}{'&' * 200_000}</title>")),
    # JSON
    "JSON nested 100,000 deep": lambda: b'{"version":"https://jsonfeed.org/version/1.1","items":' + b"[" * 100_000,
    "JSON number of a million digits": lambda: (
        b'{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[{"id":' + b"9" * 1_000_000 + b"}]}"
    ),
    "JSON with NaN": lambda: b'{"version":"https://jsonfeed.org/version/1.1","items":[{"id":NaN,"title":"a"}]}',
    "gzip bomb": lambda: gzip.compress(b"<rss>" + b" " * 50_000_000),
}
