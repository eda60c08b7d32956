"""Bytes of a feed as received in, clean UTF-8 that no parser stumbles over out.

feedparser is never given the raw body: its encoding detection crashes on four one-line bodies, its DOCTYPE and
e-mail expressions are quadratic, and its loose parser expands entities without a limit (fault catalogue 83-93).
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from wartracker.charsets import decode_bytes

MAX_BYTES = 10 * 1024 * 1024
"""Most bytes a compressed body may grow to; the same cap as for transfers."""

_EBCDIC_XML = b"\x4c\x6f\xa7\x94"  # `<?xm`
_HTTP_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\"'\s;,]{2,40})", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([^\"'>]{1,80})[\"']", re.IGNORECASE)
_ROOT = re.compile(
    r"<((?:[A-Za-z_][\w.-]{0,60}:)?(?:rss|feed|rdf|channel|urlset|sitemapindex|html|opml))(?=[\s>/])", re.IGNORECASE
)
_ROOT_SEARCH = 1024 * 1024  # characters of rubbish before the root that we look through
_SUBSET_END = re.compile(r"\][ \t\r\n]{0,50}>")
_ALLOWED = re.compile("[\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")  # what XML calls a character
_CONTROLS = "".join(char for char in map(chr, range(0x20)) if char not in "\t\n\r")
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x[0-9a-fA-F]{1,12}|\d{1,12});?")
_CHARACTER_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{1,12})|(\d{1,12}));?")
# What feedparser searches for e-mail addresses or dates with expressions that take quadratic time and worse
# (its issue 562): no person's name and no date is this long.
_NAME_TAGS = "author|creator|managingEditor|webMaster|owner|contributor|publisher|name|email"
_DATE_TAGS = "pubDate|date|updated|published|created|issued|modified|lastBuildDate|expirationDate"
_LONG = tuple(
    re.compile(
        rf"(<(?:[\w-]{{1,30}}:)?(?:{tags})(?:\s[^<>]{{0,500}})?>(?:<!\[CDATA\[)?)[^<\]]{{{limit},}}", re.IGNORECASE
    )
    for tags, limit in ((_NAME_TAGS, 300), (_DATE_TAGS, 120))
)
# A tag with a long text behind it, whatever its name, and the names: quicker than trying every tag.
_LONG_PART = re.compile("<[^<]{120,}")
_LIMITED_TAG = re.compile(rf"<(?:[\w-]{{1,30}}:)?(?:{_NAME_TAGS}|{_DATE_TAGS})[\s>]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DecodedFeed:
    """A feed document as text."""

    text: str  # from the root element (or `{`) on, without prolog; empty when there is nothing
    root: str  # local name of the root element in lower case, "{" for JSON, empty for anything else
    codec: str
    warnings: tuple[str, ...] = ()


def decode_feed(body: bytes, content_type: str | None) -> DecodedFeed:
    """Decode a body and take away what only harms a parser.

    Byte order mark > HTTP charset > XML declaration > UTF-8 with less than 1 % bad bytes > windows-1252. The prolog
    (blanks, declaration, DOCTYPE with its internal subset, comments, rubbish) is dropped, control characters and
    character references to no character go.

    Args:
        body: bytes as received, content-decoded.
        content_type: HTTP header, None when absent.
    """
    warnings: list[str] = []
    body = _inflate(body, warnings)
    text, codec = _decode(body, content_type)
    start = text.lstrip("\ufeff \t\r\n\x00\x0b\x0c\u200b\u00a0")
    if start[:1] in {"{", "["}:
        return DecodedFeed(_REFUSED.sub("", start), "{", codec, tuple(warnings))
    found = _find_root(text)
    if found is None:
        return DecodedFeed("" if not start else _REFUSED.sub("", start), "", codec, tuple(warnings))
    prolog = text[: found.start()]
    if _strip_prolog(prolog):
        warnings.append("text before the root element")
    clean = text[found.start() :]
    if not _is_allowed(clean):
        clean = _REFUSED.sub("", clean)
    if not all(map(_is_plain_reference, set(_REFERENCE.findall(clean)))):
        clean = _CHARACTER_REFERENCE.sub(_check_reference, clean)
    if _may_be_long(clean):
        for pattern in _LONG:
            clean = pattern.sub(r"\1", clean)
    return DecodedFeed(clean, found.group(1).rpartition(":")[2].lower(), codec, tuple(warnings))


def encode_feed(text: str) -> bytes:
    """Encode a decoded document for a parser: UTF-8 with a declaration that says so."""
    return b'<?xml version="1.0" encoding="utf-8"?>' + text.encode("utf-8", "replace")


def _decode(body: bytes, content_type: str | None) -> tuple[str, str]:
    http = _HTTP_CHARSET.search(content_type or "")
    if body.startswith(_EBCDIC_XML):
        declared = _XML_DECLARATION.search(body[:400].decode("cp037", "replace"))
        return decode_bytes(body, (declared.group(1) if declared else None, "cp037"))
    declared = _XML_DECLARATION.search(body[:1024].decode("latin-1").replace("\x00", ""))
    return decode_bytes(body, (http.group(1) if http else None, declared.group(1) if declared else None))


def _inflate(body: bytes, warnings: list[str]) -> bytes:
    """Unpack a body that is gzip whatever the headers say, up to the cap."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        out = unpacker.decompress(body, MAX_BYTES)
    except zlib.error:
        warnings.append("gzip bytes that do not unpack")
        return body
    warnings.append("gzip bytes without Content-Encoding")
    if unpacker.unconsumed_tail:
        warnings.append("unpacked only in part: larger than the cap")
    return out


def _find_root(text: str) -> re.Match[str] | None:
    """Find the root element past comments and a DOCTYPE, whose texts may hold what looks like one.

    Linear in the length: what has no end is searched for only once.
    """
    position, end = 0, min(len(text), _ROOT_SEARCH)
    endless: set[str] = set()

    def behind(opener: str, closer: str, start: int) -> int:
        close = text.find(closer, start) if opener not in endless else -1
        if close < 0:
            endless.add(opener)
            return start + len(opener)
        return close + len(closer)

    while (at := text.find("<", position, end)) >= 0:
        if text.startswith("<!--", at):
            position = behind("<!--", "-->", at)
        elif text.startswith("<?", at):
            position = behind("<?", "?>", at)
        elif text[at : at + 9].upper() == "<!DOCTYPE":
            position = behind("<!", ">", at)
            bracket = text.find("[", at, position)
            if bracket >= 0 and "[" not in endless:
                subset_end = _SUBSET_END.search(text, bracket)
                # a subset that never ends is given up: the root is looked for right behind its start
                position = subset_end.end() if subset_end else bracket + 1
                if subset_end is None:
                    endless.add("[")
        elif found := _ROOT.match(text, at):
            return found
        else:
            position = at + 1
    return None


def _strip_prolog(prolog: str) -> str:
    """Return what stands before the root besides blanks, declarations, comments and processing instructions."""
    if "<!DOCTYPE" in prolog[:20_000].upper():
        return ""  # its internal subset is no rubbish, however long
    return re.sub(r"<[!?][^>]{0,2000}>|\][ \t\r\n]{0,50}>|[\s\x00\ufeff-]", "", prolog[:20_000])


def _is_allowed(text: str) -> bool:
    if text.isascii():
        return not any(char in text for char in _CONTROLS)  # a twentieth of the time of an expression
    return _ALLOWED.fullmatch(text) is not None


def _may_be_long(text: str) -> bool:
    """Tell whether one of `_LONG` may be in a text."""
    for found in _LONG_PART.finditer(text):
        at = found.start()
        if text.startswith("<![", at):
            at = text.rfind("<", 0, at)
        if at >= 0 and _LIMITED_TAG.match(text, at):
            return True
    return False


def _is_plain_reference(reference: str) -> bool:
    return _CHARACTER_REFERENCE.sub(_check_reference, reference) == reference


def _check_reference(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else int(found[2])
    if code in {9, 10, 13} or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000:
        return found[0] if found[0].endswith(";") else f"{found[0]};"
    return ""
