"""Server behaviours by row of the fault catalogue, and what three polls two days apart must give.

Expectations are written from the catalogue's "must" column: outcome words, entries stored after the third poll, feed
requests sent. Nothing here is copied from what the program answers.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from tests.collect.servers import Request, answer
from wartracker.vocabulary import PollOutcome as Word

Route = bytes | Callable[..., object]
TITLES = ("Small lab opens its weights", "A ministry asks for comments", "Larger cluster for cheaper tokens")


def item(number: int, *, guid: str | None = "", link: str | None = "", title: str | None = "", more: str = "") -> str:
    """Write one item; None leaves a part out, "" is the usual."""
    address = f"http://paper.example/{number}-{TITLES[number % 3].lower().replace(' ', '-')}"
    parts = [
        "" if title is None else f"<title>{title or f'{TITLES[number % 3]} ({number})'}</title>",
        "" if link is None else f"<link>{link or address}</link>",
        "" if guid is None else f"<guid isPermaLink='false'>{guid or f'paper-{number}'}</guid>",
        f"<description>Report number {number} from the paper.</description>",
        f"<pubDate>Mon, {number + 10:02d} Jan 2026 08:00:00 GMT</pubDate>",
        more,
    ]
    return f"<item>{''.join(parts)}</item>\n"


def document(*items: str, head: str = "", declaration: str = '<?xml version="1.0" encoding="UTF-8"?>\n') -> str:
    found = "".join(items) or "".join(item(number) for number in range(3))
    return f'{declaration}<rss version="2.0"><channel><title>Paper</title>{head}\n{found}</channel></rss>\n'


PLAIN = document()
RSS_TYPE = ("Content-Type", "application/rss+xml")


def ok(body: str | bytes, *headers: tuple[str, str], length: int | None = None) -> bytes:
    raw = body.encode() if isinstance(body, str) else body
    return answer(raw, headers=headers or (RSS_TYPE,), length=length)


@dataclass(frozen=True)
class Fault:
    """One behaviour and what must come of it."""

    rows: str  # of the catalogue
    name: str
    route: Route
    outcomes: tuple[Word, Word, Word]
    entries: int
    requests: int = 3
    wait_h: float | None = None  # from the last answer to the next poll, before the jitter; None: what the rules say
    settings: tuple[tuple[str, object], ...] = ()  # of the source
    routes: tuple[tuple[str, Route], ...] = ()  # other paths of the same host


def same(word: Word) -> tuple[Word, Word, Word]:
    return (word, word, word)


GOOD = (Word.OK, Word.UNCHANGED, Word.UNCHANGED)


def status(text: str, *headers: tuple[str, str]) -> bytes:
    if text.startswith(("204", "304")):
        return "\r\n".join([f"HTTP/1.1 {text}", *(f"{a}: {b}" for a, b in headers), "", ""]).encode()
    return answer(b"" if text.startswith("3") else b"an explanation", text, headers)


def closing(data: bytes) -> Route:
    async def route(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        writer.close()

    return route


def validators(etag: str | None, modified: str | None, body: str = PLAIN) -> Route:
    """Answer 304 only to validators echoed byte for byte, all that were given."""
    wanted = {"if-none-match": etag, "if-modified-since": modified}

    def route(request: Request) -> bytes:
        sent = {name: request.headers.get(name) for name in wanted}
        if all(sent[name] == (value.encode("latin-1") if value else None) for name, value in wanted.items()):
            return status("304 Not Modified")
        headers = [
            RSS_TYPE,
            *((("ETag", etag),) if etag else ()),
            *((("Last-Modified", modified),) if modified else ()),
        ]
        return answer(body.encode(), headers=tuple(headers))

    return route


def in_turn(*answers: bytes) -> Route:
    """Make a route that gives each host that asks one answer after the other, the last one for ever."""
    left: dict[tuple[int, str], list[bytes]] = {}

    def route(request: Request) -> bytes:
        mine = left.setdefault((request.server, request.host), list(answers))
        return mine.pop(0) if len(mine) > 1 else mine[0]

    return route


async def silent(request: Request, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def drip(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n")
    for byte in PLAIN.encode() * 100:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.1)


async def endless(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n<rss>")
    while True:
        writer.write(b" " * 65536)
        await writer.drain()


def hop(code: str, target: str) -> bytes:
    return answer(b"elsewhere", f"{code} Moved", (("Location", target),))


def twin(encoding: str, *, declared: str | None = None, bom: bytes = b"", header: str | None = None) -> bytes:
    """Write the plain document in another encoding."""
    declaration = "" if declared is None else f'<?xml version="1.0" encoding="{declared}"?>\n'
    raw = bom + document(declaration=declaration).encode(encoding)
    return ok(raw, ("Content-Type", header or "application/rss+xml"))


CUT = PLAIN[: PLAIN.index("Report number 2") + 9]
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Paper",
    "items": [{"id": str(n), "url": f"http://paper.example/{n}", "title": TITLES[n]} for n in range(3)],
}
BOMB = gzip.compress(b"<rss>" + b" " * (64 << 20))
MOVED3 = same(Word.MOVED)

NETWORK = [
    Fault("8", "no answer after connect", silent, same(Word.TIMEOUT), 0),
    Fault("9", "one byte at a time", drip, same(Word.TIMEOUT), 0),
    Fault("10", "a body without end", endless, same(Word.TOO_LARGE), 0),
    Fault("11", "ten gigabytes declared", ok(PLAIN, length=10**10), same(Word.TOO_LARGE), 0),
    Fault("13 44", "fewer bytes than declared", closing(ok(CUT, length=9999)), same(Word.TRUNCATED), 2),
    Fault(
        "14",
        "chunked without end",
        closing(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(CUT), CUT.encode())),
        same(Word.TRUNCATED),
        2,
    ),
    Fault("15", "a gzip bomb", ok(BOMB, ("Content-Encoding", "gzip")), same(Word.TOO_LARGE), 0),
    Fault(
        "15 17",
        "a bomb in a bomb",
        ok(gzip.compress(BOMB), ("Content-Encoding", "gzip, gzip")),
        same(Word.TOO_LARGE),
        0,
    ),
    Fault(
        "17",
        "two codings",
        ok(gzip.compress(gzip.compress(PLAIN.encode())), ("Content-Encoding", "gzip, gzip")),
        GOOD,
        3,
    ),
    Fault(
        "17",
        "three codings",
        ok(PLAIN, ("Content-Encoding", "gzip, gzip, gzip")),
        same(Word.BAD_ENCODING),
        0,
    ),
    Fault("18", "a coding that lies for ever", ok(PLAIN, ("Content-Encoding", "gzip")), same(Word.BAD_ENCODING), 0),
    Fault(
        "18",
        "a coding that lies unless asked not to",
        lambda request: (
            ok(PLAIN) if request.headers["accept-encoding"] == b"identity" else ok(PLAIN, ("Content-Encoding", "gzip"))
        ),
        (Word.BAD_ENCODING, Word.OK, Word.BAD_ENCODING),
        3,
    ),
    Fault(
        "16", "brotli that nobody asked for", ok(b"\x0b\x02", ("Content-Encoding", "br")), same(Word.BAD_ENCODING), 0
    ),
    Fault(
        "19",
        "deflate without header",
        ok(zlib.compress(PLAIN.encode())[2:-4], ("Content-Encoding", "deflate")),
        GOOD,
        3,
    ),
    Fault("19", "deflate with header", ok(zlib.compress(PLAIN.encode()), ("Content-Encoding", "deflate")), GOOD, 3),
    Fault(
        "13",
        "gzip without its end",
        ok(gzip.compress(CUT.encode())[:-8], ("Content-Encoding", "gzip")),
        same(Word.TRUNCATED),
        2,
    ),
    Fault("23", "HTTP/1.0 without length", closing(b"HTTP/1.0 200 OK\r\n\r\n" + PLAIN.encode()), GOOD, 3),
    Fault(
        "24",
        "a header line of 60 kB",
        closing(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 60_000 + b"\r\n\r\n"),
        same(Word.BAD_RESPONSE),
        0,
    ),
    Fault(
        "24",
        "10,000 headers",
        closing(b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 10_000 + b"\r\n"),
        same(Word.BAD_RESPONSE),
        0,
    ),
    Fault("25", "a NUL in a validator", closing(b"HTTP/1.1 200 OK\r\nETag: a\0b\r\n\r\n"), same(Word.BAD_RESPONSE), 0),
    Fault("25", "a validator that is not UTF-8", ok(PLAIN, RSS_TYPE, ("ETag", '"\xff"')), GOOD, 3),
    Fault("6", "closed without an answer", closing(b""), same(Word.CONNECT), 0),
    Fault("57", "no HTTP at all", closing(b"SSH-2.0-OpenSSH_9.9\r\n"), same(Word.BAD_RESPONSE), 0),
]

MEANING = [
    Fault("30", "moved for good", hop("301", "/new"), MOVED3, 3, 6, routes=(("/new", ok(PLAIN)),)),
    Fault("30", "moved for good, 308", hop("308", "/new"), MOVED3, 3, 6, routes=(("/new", ok(PLAIN)),)),
    Fault("31", "elsewhere for now, 302", hop("302", "/new"), GOOD, 3, 6, routes=(("/new", ok(PLAIN)),)),
    Fault("31", "elsewhere for now, 303", hop("303", "/new"), GOOD, 3, 6, routes=(("/new", ok(PLAIN)),)),
    Fault("31", "elsewhere for now, 307", hop("307", "/new"), GOOD, 3, 6, routes=(("/new", ok(PLAIN)),)),
    Fault("32", "a redirect to itself", hop("302", "/feed"), same(Word.REDIRECT_LOOP), 0, 3),
    Fault(
        "32",
        "two that send to each other",
        hop("302", "/b"),
        same(Word.REDIRECT_LOOP),
        0,
        6,
        routes=(("/b", hop("302", "/feed")),),
    ),
    Fault(
        "32",
        "seven hops",
        hop("302", "/1"),
        same(Word.REDIRECT_LOOP),
        0,
        18,
        routes=tuple((f"/{n}", hop("302", f"/{n + 1}")) for n in range(1, 8)),
    ),
    Fault("33", "to a file", hop("302", "file:///etc/passwd"), same(Word.BLOCKED_SCHEME), 0),
    Fault("33", "to ftp", hop("302", "ftp://paper.example/"), same(Word.BLOCKED_SCHEME), 0),
    Fault("33", "to data", hop("302", "data:text/xml,<rss/>"), same(Word.BLOCKED_SCHEME), 0),
    Fault("34", "to a private address", hop("302", "http://192.168.1.1/"), same(Word.BLOCKED_ADDRESS), 0),
    Fault("34", "to the metadata service", hop("302", "http://169.254.169.254/"), same(Word.BLOCKED_ADDRESS), 0),
    Fault("34", "to loopback in decimal", hop("302", "http://2130706434/"), same(Word.BLOCKED_ADDRESS), 0),
    Fault("34", "to mapped IPv6", hop("302", "http://[::ffff:10.0.0.1]/"), same(Word.BLOCKED_ADDRESS), 0),
    Fault("28", "to a closed port", hop("302", "http://elsewhere.test:22/"), same(Word.BLOCKED_PORT), 0),
    Fault(
        "37",
        "to a home page",
        hop("302", "/home"),
        same(Word.NOT_A_FEED),
        0,
        6,
        routes=(("/home", ok("<html><body>Hi</body></html>")),),
    ),
    Fault(
        "38",
        "304 without validators in it",
        validators('"1"', None),
        (Word.OK, Word.NOT_MODIFIED, Word.NOT_MODIFIED),
        3,
    ),
    Fault("39", "304 to no condition", status("304 Not Modified"), same(Word.BAD_RESPONSE), 0),
    Fault("41", "a weak validator", validators('W/"a"', None), (Word.OK, Word.NOT_MODIFIED, Word.NOT_MODIFIED), 3),
    Fault(
        "41", "a validator without quotes", validators("abc", None), (Word.OK, Word.NOT_MODIFIED, Word.NOT_MODIFIED), 3
    ),
    Fault(
        "41",
        "a validator of 1,000 bytes",
        validators('"' + "x" * 1000 + '"', None),
        (Word.OK, Word.NOT_MODIFIED, Word.NOT_MODIFIED),
        3,
    ),
    Fault("41", "a validator of 2,000 bytes", validators('"' + "x" * 2000 + '"', None), GOOD, 3),
    Fault(
        "42",
        "an odd Last-Modified",
        validators(None, "tomorrow at 10"),
        (Word.OK, Word.NOT_MODIFIED, Word.NOT_MODIFIED),
        3,
    ),
    Fault(
        "42",
        "both validators",
        validators('"1"', "Fri, 01 Jan 2100 00:00:00 GMT"),
        (Word.OK, Word.NOT_MODIFIED, Word.NOT_MODIFIED),
        3,
    ),
    Fault("43", "conditions ignored", ok(PLAIN, RSS_TYPE, ("ETag", '"1"')), GOOD, 3),
    Fault(
        "43",
        "a clock in the document",
        in_turn(*(ok(document(head=f"<lastBuildDate>{n}</lastBuildDate>")) for n in range(3))),
        GOOD,
        3,
    ),
    Fault("45", "429 with seconds", status("429 Slow", ("Retry-After", "60")), same(Word.RATE_LIMITED), 0),
    Fault(
        "46",
        "429 with a date",
        status("429 Slow", ("Retry-After", "Wed, 01 Jan 2020 00:00:00 GMT")),
        same(Word.RATE_LIMITED),
        0,
    ),
    Fault(
        "45",
        "429 with five days",
        status("429 Slow", ("Retry-After", "432000")),
        same(Word.RATE_LIMITED),
        0,
        1,
        wait_h=120,
    ),
    Fault("47", "429 without a time", status("429 Slow"), same(Word.RATE_LIMITED), 0),
    Fault("49", "429 with rubbish", status("429 Slow", ("Retry-After", "after lunch")), same(Word.RATE_LIMITED), 0),
    Fault("49", "429 with a negative time", status("429 Slow", ("Retry-After", "-1")), same(Word.RATE_LIMITED), 0),
    Fault(
        "49",
        "429 with 30,000 years",
        status("429 Slow", ("Retry-After", "1000000000000")),
        same(Word.RATE_LIMITED),
        0,
        1,
        wait_h=168,
    ),
    Fault("48", "503 with a time", status("503 Later", ("Retry-After", "600")), same(Word.UNAVAILABLE), 0, wait_h=6),
    Fault(
        "48",
        "503 for five days",
        status("503 Later", ("Retry-After", "432000")),
        (Word.UNAVAILABLE,) * 3,
        0,
        1,
        wait_h=120,
    ),
    Fault("48", "503 without a time", status("503 Later"), same(Word.UNAVAILABLE), 0),
    *(
        Fault("50", f"status {code}", status(f"{code} Oops"), same(Word.SERVER_ERROR), 0)
        for code in (500, 502, 504, 520, 524)
    ),
    Fault("51", "gone", status("410 Gone"), (Word.GONE,) * 3, 0, 2),
    Fault("51", "gone and back", in_turn(status("410 Gone"), ok(PLAIN)), (Word.GONE, Word.OK, Word.UNCHANGED), 3),
    Fault("52", "not found", status("404 No"), same(Word.NOT_FOUND), 0),
    Fault(
        "52", "not found and back", in_turn(status("404 No"), ok(PLAIN)), (Word.NOT_FOUND, Word.OK, Word.UNCHANGED), 3
    ),
    *(Fault("53 56", f"status {code}", status(f"{code} No"), same(Word.FORBIDDEN), 0) for code in (401, 402, 403, 451)),
    Fault("54", "a challenge by header", status("403 No", ("cf-mitigated", "challenge")), same(Word.CHALLENGE), 0),
    Fault(
        "55", "a consent page", ok("<!doctype html><html><p>Before you continue</p></html>"), same(Word.NOT_A_FEED), 0
    ),
    *(
        Fault("57", f"status {code}", status(f"{code} Odd"), same(Word.BAD_RESPONSE), 0)
        for code in (201, 204, 206, 300, 418, 999)
    ),
    Fault("50", "an error with a feed in it", answer(PLAIN.encode(), "500 Oops"), same(Word.SERVER_ERROR), 0),
]

DOCUMENTS = [
    *(
        Fault("76", f"a feed as {kind}", ok(PLAIN, ("Content-Type", kind)), GOOD, 3)
        for kind in ("text/html", "application/octet-stream", "text/plain; charset=utf-8", "image/png")
    ),
    Fault("76", "a feed without a type", ok(PLAIN, ("X-Nothing", "here")), GOOD, 3),
    Fault("76 99", "JSON Feed as text", ok(json.dumps(JSON_FEED), ("Content-Type", "text/plain")), GOOD, 3, wait_h=6),
    Fault(
        "77", "a web page", ok("<html><head><title>Paper</title></head><body></body></html>"), same(Word.NOT_A_FEED), 0
    ),
    Fault("78", "nothing at all", ok(b""), same(Word.EMPTY), 0),
    Fault("78", "only blanks", ok("  \n\n "), same(Word.EMPTY), 0),
    Fault(
        "79",
        "a sitemap",
        ok('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url/></urlset>'),
        same(Word.NOT_A_FEED),
        0,
    ),
    Fault(
        "80",
        "a feed without items",
        ok("<rss version='2.0'><channel><title>Paper</title></channel></rss>"),
        (Word.NO_ITEMS, Word.UNCHANGED, Word.UNCHANGED),
        0,
        wait_h=6,
    ),
    Fault("81", "cut in the middle, all bytes sent", ok(CUT), same(Word.TRUNCATED), 2),
    Fault("82", "end tags missing", ok(PLAIN.replace("</channel></rss>", "")), GOOD, 3),
    Fault("82", "rubbish after the root", ok(PLAIN + "<script>1</script>"), GOOD, 3),
    Fault("82", "an undeclared prefix", ok(document(item(0, more="<odd:x>1</odd:x>"), item(1), item(2))), GOOD, 3),
    Fault("82", "a bare ampersand", ok(document(item(0, title="Research & Development"), item(1), item(2))), GOOD, 3),
    Fault("82", "a control character", ok(document(item(0, title="Bell \x07 rings"), item(1), item(2))), GOOD, 3),
    Fault("82", "a leading blank", ok("\n " + PLAIN), GOOD, 3),
    Fault(
        "83", "a byte that is no UTF-8", ok(PLAIN.encode().replace(b"Report number 1", b"Rep\xe9rt number 1")), GOOD, 3
    ),
    Fault(
        "84", "HTTP and XML disagree", twin("utf-8", declared="iso-8859-1", header="text/xml; charset=utf-8"), GOOD, 3
    ),
    Fault("85", "UTF-16 with BOM", twin("utf-16", declared="utf-16"), GOOD, 3),
    Fault("85", "UTF-16 big endian", twin("utf-16-be", declared="utf-16", bom=b"\xfe\xff"), GOOD, 3),
    Fault("85", "UTF-32 with BOM", twin("utf-32", declared="utf-32"), GOOD, 3),
    *(
        Fault("86 88", f"declared as {name!r}", twin("ascii", declared=name), GOOD, 3)
        for name in ("undefined", "utf-7", "unicode_escape", "idna", "punycode", "rot13", "nonsense", "zlib")
    ),
    *(
        Fault("86", f"charset {name!r} in the header", twin("ascii", header=f"text/xml; charset={name}"), GOOD, 3)
        for name in ("undefined", "utf-8;;", '"', "x" * 300)
    ),
    *(
        Fault("87", f"in {name}", twin(name, declared=name), GOOD, 3)
        for name in ("gb2312", "shift_jis", "koi8-r", "windows-1251")
    ),
    Fault("89", "BOM, blank, declaration", ok(b"\xef\xbb\xbf  " + PLAIN.encode()), GOOD, 3),
    Fault(
        "90",
        "billion laughs",
        ok(
            "<!DOCTYPE x [<!ENTITY a 'ha'>"
            + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
            + "]>"
            + document(item(0, title="&i;"), item(1), item(2), declaration="")
        ),
        GOOD,
        3,
    ),
    Fault(
        "91",
        "an entity used 20,000 times",
        ok(
            f"<!DOCTYPE x [<!ENTITY a '{'a' * 20_000}'>]>"
            + document(item(0, title="&a;" * 20_000), item(1), item(2), declaration="")
        ),
        GOOD,
        3,
    ),
    Fault(
        "92",
        "an external entity",
        ok(
            "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
            + document(item(0, title="News &a;"), item(1), item(2), declaration="")
        ),
        GOOD,
        3,
    ),
    Fault("93", "200 kB of blanks before the root", ok(" \n" * 100_000 + PLAIN), GOOD, 3),
    Fault(
        "94",
        "an author of 50 kB",
        ok(document(item(0, more=f"<author>{'a.' * 25_000}@</author>"), item(1), item(2))),
        GOOD,
        3,
    ),
    Fault("96", "a title of 100 kB", ok(document(item(0, title="Long " * 20_000), item(1), item(2))), GOOD, 3),
    Fault(
        "97",
        "40,000 tags deep",
        ok(document(item(0, more="<b>" * 40_000 + "</b>" * 40_000), item(1), item(2))),
        GOOD,
        3,
    ),
    Fault("99", "JSON Feed", ok(json.dumps(JSON_FEED), ("Content-Type", "application/feed+json")), GOOD, 3, wait_h=6),
    Fault("100", "JSON that is no feed", ok('{"error": "not found"}'), same(Word.NOT_A_FEED), 0),
    Fault("100", "JSON 100,000 deep", ok("[" * 100_000), same(Word.NOT_A_FEED), 0),
    Fault("0.1", "the path of a device", ok(b"/dev/zero"), same(Word.NOT_A_FEED), 0),
    Fault("0.1", "the address of a file", ok(b"file:///etc/passwd"), same(Word.NOT_A_FEED), 0),
]


def changing(make: Callable[[int], str]) -> Route:
    return in_turn(*(ok(make(number)) for number in range(3)))


ENTRIES = [
    Fault("103", "no guid", ok(document(*(item(n, guid=None) for n in range(3)))), GOOD, 3),
    Fault("104", "neither guid nor link", ok(document(*(item(n, guid=None, link=None) for n in range(3)))), GOOD, 3),
    Fault(
        "105",
        "Atom without ids",
        ok(
            "<feed xmlns='http://www.w3.org/2005/Atom'>"
            + "".join(
                f"<entry><title>{TITLES[n]}</title><link href='http://paper.example/{n}'/></entry>" for n in range(3)
            )
            + "</feed>"
        ),
        GOOD,
        3,
        wait_h=6,
    ),
    Fault("106", "one empty item among three", ok(document(item(0), "<item></item>", item(1), item(2))), GOOD, 3),
    Fault("107", "one guid for all", ok(document(*(item(n, guid="same") for n in range(3)))), GOOD, 3),
    Fault(
        "108",
        "guids that change at each poll",
        changing(lambda poll: document(*(item(n, guid=f"{poll}-{n}") for n in range(3)))),
        GOOD,
        3,
    ),
    Fault(
        "109",
        "a tracking parameter that changes",
        changing(
            lambda poll: document(
                *(item(n, guid=None, link=f"http://paper.example/{n}?utm_source=x{poll}") for n in range(3))
            )
        ),
        GOOD,
        3,
    ),
    Fault(
        "109",
        "a tracking parameter nobody listed",
        changing(
            lambda poll: document(
                *(
                    item(
                        n, guid=None, link=f"http://paper.example/{n}-{TITLES[n].lower().replace(' ', '-')}?zq7={poll}"
                    )
                    for n in range(3)
                )
            )
        ),
        GOOD,
        3,
    ),
    Fault(
        "110",
        "the whole feed changes its guids",
        changing(
            lambda poll: document(
                *(
                    item(
                        n,
                        guid=f"{'new' if poll else 'old'}:{n}",
                        link=f"http://paper.example/{'n' if poll else 'o'}/{n}",
                    )
                    for n in range(3)
                )
            )
        ),
        GOOD,
        3,
    ),
    Fault(
        "114 115",
        "an item vanishes and comes back",
        in_turn(ok(document()), ok(document(item(0), item(1))), ok(document())),
        GOOD,
        3,
    ),
    Fault(
        "114",
        "all items vanish",
        in_turn(ok(document()), ok("<rss version='2.0'><channel/></rss>"), ok(document())),
        (Word.OK, Word.NO_ITEMS, Word.UNCHANGED),
        3,
    ),
    Fault(
        "112",
        "a title is corrected",
        changing(
            lambda poll: document(
                item(0, title=f"Smal lab opens its weights today{'' if poll else '!'}"), item(1), item(2)
            )
        ),
        (Word.OK, Word.OK, Word.UNCHANGED),
        3,
    ),
    Fault(
        "116",
        "a guid used again for another story",
        changing(
            lambda poll: document(
                item(0),
                item(1),
                item(
                    2,
                    guid="paper-2",
                    link=f"http://paper.example/story/{poll}",
                    title=("Court rules on scraping", "Chips arrive in Oslo", "Teachers try small models")[poll],
                ),
            )
        ),
        (Word.OK, Word.OK, Word.OK),
        5,
        wait_h=6,
    ),
    Fault(
        "117", "no dates", ok(document(*(item(n).replace("pubDate", "notADate") for n in range(3)))), GOOD, 3, wait_h=6
    ),
    Fault(
        "118",
        "dates out of this world",
        ok(document(*(item(n).replace("2026", ("0001", "9999", "1970")[n]) for n in range(3)))),
        GOOD,
        3,
        wait_h=6,
    ),
    Fault(
        "122",
        "links that are no addresses",
        ok(document(item(0, link="javascript:alert(1)"), item(1, link="mailto:a@b.example"), item(2, link="data:,x"))),
        GOOD,
        3,
    ),
    Fault(
        "124",
        "a link of 5,000 characters",
        ok(document(item(0, link="http://paper.example/" + "x" * 5000), item(1), item(2))),
        GOOD,
        3,
    ),
]

FAULTS = [*NETWORK, *MEANING, *DOCUMENTS, *ENTRIES]
