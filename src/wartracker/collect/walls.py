"""A fetched page in, the wall that stands in front of its article out: challenge, consent, wrong kind. Pure.

A wall's own words must never be stored as an article (fault catalogue row 55); no wall is ever climbed.
"""

from __future__ import annotations

import re

from wartracker.records import FetchResult

# A wall is a short page: an article that quotes these words, or stands below a cookie banner, is longer.
MAX_WALL_BYTES = {"challenge": 1500, "consent": 800, "login": 600}  # of visible text
_HEAD_BYTES = 200_000
_BEGIN_BYTES = 12_000  # of markup: what a page that is no wall has shown by then is usually more than any wall shows

_HIDDEN = re.compile(rb"<(script|style|noscript|svg|template)\b", re.IGNORECASE)
_TAG = re.compile(rb"<[^<>]{0,4000}>")
_BLANK = re.compile(rb"\s+|&nbsp;")
_CHALLENGE = re.compile(
    rb"""just\ a\ moment\.\.\. | checking\ (if\ the\ site\ connection\ is\ secure|your\ browser)
       | verif(y|ying)\ you\ are\ (a\ )?human | are\ you\ a\ (robot|human)
       | (attention|security\ check)\ required | unusual\ traffic | press\ (&amp;|&|and)\ hold
       | enable\ javascript\ and\ cookies\ to\ continue | pardon\ our\ interruption
       | access\ (to\ this\ page\ has\ been\ )?denied | please\ complete\ the\ captcha | ddos\ protection\ by
       | request\ unsuccessful\.\ incapsula | making\ sure\ you('|&\#39;|&\#x27;|\xe2\x80\x99)re\ not\ a\ bot""",
    re.VERBOSE | re.IGNORECASE,
)
_CONSENT = re.compile(
    rb"""before\ you\ continue\ to | we\ (value|care\ about)\ your\ privacy | (accept|reject|manage)\ (all\ )?cookies
       | your\ privacy\ choices | we\ and\ our\ (\d+\ )?partners\ (store|use|process) | cookie\ (consent|settings|wall)
       | bevor\ sie\ fortfahren | wir\ und\ unsere\ partner | avant\ de\ continuer""",
    re.VERBOSE | re.IGNORECASE,
)
_LOGIN = re.compile(
    rb"(log|sign)[ -]?in to (continue|read|your account)|subscribe to (continue|keep) reading", re.IGNORECASE
)
_READABLE = re.compile(r"html|xml|^text/|json|markdown", re.IGNORECASE)


def find_wall(result: FetchResult) -> str | None:
    """Name what stands where an article should be.

    Args:
        result: an answer with a body.

    Returns:
        "challenge", "consent", "login", "empty", "type NAME" for what is no text, None for a page worth reading.
    """
    if (result.header("cf-mitigated") or "").strip().lower() == "challenge":
        return "challenge"
    kind = (result.header("content-type") or "").partition(";")[0].strip()
    if kind and not _READABLE.search(kind):
        return f"type {kind[:40]}"
    if not kind and result.body[:4] in {b"%PDF", b"PK\x03\x04", b"\x89PNG", b"GIF8"}:
        return "type unknown"
    if not result.body.strip():
        return "empty"
    body = result.body[:_HEAD_BYTES]
    shown = _drop_hidden(body)
    if len(_read(shown[: shown.rfind(b">", 0, _BEGIN_BYTES) + 1])) > max(MAX_WALL_BYTES.values()):
        return None
    seen = _read(shown)
    for name, pattern in (("challenge", _CHALLENGE), ("consent", _CONSENT), ("login", _LOGIN)):
        if len(seen) > MAX_WALL_BYTES[name]:
            continue
        # <noscript> is what a challenge shows to a program that runs no scripts.
        if pattern.search(seen) or (name == "challenge" and len(seen) < 300 and pattern.search(body)):
            return name
    return None


def _read(markup: bytes) -> bytes:
    return _BLANK.sub(b" ", _TAG.sub(b" ", markup)).strip()


def _drop_hidden(body: bytes) -> bytes:
    """Cut scripts, styles and their like out, in one pass: a body of unclosed ones takes no longer than another."""
    lower = body.lower()
    kept: list[bytes] = []
    place = 0
    while found := _HIDDEN.search(lower, place):
        kept.append(body[place : found.start()])
        end = lower.find(b"</" + found[1], found.end())
        if end < 0:
            return b" ".join(kept)
        place = end
    kept.append(body[place:])
    return b" ".join(kept)
