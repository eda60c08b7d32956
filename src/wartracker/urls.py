"""Addresses in, one spelling out: canonical URLs to fetch and store, identity URLs to compare, registered domains.

A canonical URL may be requested; an identity URL only says whether two addresses lead to the same article.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from urllib.parse import SplitResult, unquote, urljoin, urlsplit, urlunsplit

import idna

MAX_LENGTH = 4000
"""Longest address we store; anything longer is no address (fault catalogue row 124)."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_BLANKS = re.compile(r"[\t\r\n]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PLAIN_HOST = re.compile(r"https?://([a-z0-9][a-z0-9.-]*)(?::[0-9]+)?(?:[/?#]|$)")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?")
_CANONICAL = re.compile(
    r"https?://(?=.{1,253}(/|$))[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*"
    r"(?P<path>/([A-Za-z0-9._~!$&'()*+,;=:@-][A-Za-z0-9._~!$&'()*+,;=:@/-]*)?)?"
)
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PLAIN = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@/-]*")
_KEEP_IN_PATH = frozenset(b"!$&'()*+,;=:@/%") | _UNRESERVED
_KEEP_IN_QUERY = _KEEP_IN_PATH | frozenset(b"?/[]|")

# Parameters that only say how a reader came, families by their shape, so that a new member needs no new line.
# Safe to leave out of a request. (Compared with the lists of Miniflux, AdGuard and courlan.)
_TRACKING = re.compile(
    r"""(utm|hsa|mtm|pk|piwik|matomo|itm|stm|at|oly|vero|trk|wt|bsft|mkt|ga|gad|_*hs|_ke|cm|ml|sc|nb|fb|guce)_.+
      | ns_.+ | .*clid | .*clsrc | [a-z_]*click_?id | _ga | _gl | _ke | __s
      | gbraid | wbraid | igshid? | mc_[ce]id | __twitter_impression | cmpi?d? | ncid | ocid | smid | smtyp | s_cid
      | spm | scm | trk | trkcampaign | xtor | sref | mkt_?tok | guccounter | soc_(src|trk) | ftag | taid | ito | icid
      | phpsessid | jsessionid | aspsessionid.* | mibextid | sr_share | unlocked_article_code | share_?id
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Mostly tracking, sometimes not: left out when addresses are compared, kept when they are requested.
_NOISE = re.compile(
    r"""ref | ref_?src | ref_?url | referr?er | from | from_?source | src | source | rss | feed | partner | via | share
      | shared | sharing | campaign(_?id)? | session_?id | cache_?bust(er)? | cb | _t | timestamp | si | feature | trc?k
      | tracking(_?id)? | welcome | access_?token | nonce
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Parameters that name the article even below a path that already reads like a headline.
_NAMING = re.compile(r"(id|p|v|n|a|article|story|news|post|item|doc|entry|aid|nid)(_?id|_?no)?", re.IGNORECASE)
_AMP_PARAMETER = re.compile(r"amp|outputtype|output|view|m|mobile|display", re.IGNORECASE)
_AMP_VALUE = re.compile(r"|1|true|amp|mobile|yes", re.IGNORECASE)
_MOBILE_LABEL = re.compile(r"www\d{0,2}|m|mobile|amp|touch|wap")
_INDEX_FILE = re.compile(r"(index|default|home)\.(x?html?|php\d?|aspx?|shtml|jsp|cfm)", re.IGNORECASE)
_AMP_SUFFIX = re.compile(r"(?<=\w)\.amp(\.html?)?$", re.IGNORECASE)
_SLUG_WORDS = re.compile(r"[^\W\d_]{2,}", re.UNICODE)
_REDIRECTOR = re.compile(r"/(url|u|l|l\.php|out|away|away\.php|redirect|redir|link|click|goto|go)/?$", re.IGNORECASE)
_TARGET = re.compile(r"url|u|q|to|target|dest(ination)?|redirect(_?(url|to))?|z|link|goto", re.IGNORECASE)
_AMP_CACHE = re.compile(r"/(?:c|v|i|r|wp)/(s/)?(?P<rest>[^/]+\.[^/]+/.*)$")
_AMP_VIEWER = re.compile(r"/amp/(s/)?(?P<rest>[^/]+\.[^/]+/.*)$")
# A headline in a path: so many words cannot be a category (`/blog/open-source-ai` has three).
_HEADLINE_WORDS = 4


def canonicalize_url(url: str, base: str | None = None) -> str | None:
    """Spell an http(s) address in the one way we store it.

    Lower-case scheme and host (IDNA 2008), no default port, no credentials, no dot segments, no fragment, percent
    escapes only where needed, tracking parameters dropped by the shape of their name (fault catalogue rows 109,
    121, 122, 124).

    Args:
        url: address as written, absolute or relative.
        base: address of the document it stood in; a relative address without a base is none.

    Returns:
        The canonical address, or None when it is not a usable http or https address of at most 4,000 characters.
    """
    if (plain := _CANONICAL.fullmatch(url)) and "/." not in url and len(url) <= MAX_LENGTH:
        return url if plain["path"] else f"{url}/"  # nearly all addresses are written like that already
    parts = _split(url, base)
    if parts is None:
        return None
    netloc = _spell_netloc(parts)
    if netloc is None:
        return None
    path = _escape(_remove_dots(parts.path or "/"), _KEEP_IN_PATH)
    pairs = [pair for pair in parts.query.split("&") if pair and not _TRACKING.fullmatch(_name_of(pair))]
    result = urlunsplit((parts.scheme.lower(), netloc, path, _escape("&".join(pairs), _KEEP_IN_QUERY), ""))
    return result if len(result) <= MAX_LENGTH else None


@lru_cache(maxsize=4096)  # an entry's address is asked for six times on its way into the store
def identity_url(url: str) -> str:
    """Reduce an address to what its variants share; equal results mean the same article.

    Folds http/https, `www.`, mobile and AMP hosts and paths, AMP caches, redirectors that carry their target,
    index files, trailing slashes and the order of parameters. Below a path that reads like a headline only
    parameters that name an article count, so unknown tracking parameters need no list (rows 109, 123).

    Args:
        url: an address; it is made canonical first.

    Returns:
        The identity, always with scheme https; the text unchanged when it is no http(s) address.
    """
    canonical = canonicalize_url(url)
    if canonical is None:
        return url
    netloc, _, path = canonical.partition("://")[2].partition("/")
    if "?" not in path and (plain := _fold_netloc(netloc)) is not None:
        return f"https://{plain}{_fold_path(path)}"  # nearly all addresses: nothing within, nothing behind the path
    for _ in range(3):  # a redirector may point at an AMP cache; three layers are more than ever seen
        parts = urlsplit(canonical)
        inner = _unwrap(parts)
        if inner is None:
            break
        canonical = inner
    else:
        parts = urlsplit(canonical)
    path = _fold_path(parts.path)
    return urlunsplit(("https", _fold_host(parts), path, _fold_query(parts.query, path), ""))


def host_of(url: str) -> str | None:
    """Return the lower-case host of an address without port, None if it has none."""
    if plain := _PLAIN_HOST.match(url):
        return plain[1]  # nearly all addresses; asked for several times a poll
    try:
        return urlsplit(url).hostname or None
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def registered_domain(host: str) -> str:
    """Return the domain somebody registered: what politeness and "same site" go by.

    Uses the public suffix list shipped with `tld` (no private suffixes, never the network); a host below a suffix
    that the list does not know falls back to its last two labels, an address literal to itself.

    Args:
        host: host name or address literal, without port.

    Returns:
        The registered domain in lower case, e.g. "example.co.uk".
    """
    name = host.strip("[]").rstrip(".").lower()
    if _is_address(name) or "." not in name:
        return name
    from tld import get_fld

    known = get_fld(f"https://{name}", fail_silently=True, search_private=False)
    return known or ".".join(name.split(".")[-2:])


# --------------------------------------------------------------------------- canonical
def _split(url: str, base: str | None) -> SplitResult | None:
    """Cut an address into parts after the clean-up browsers do (WHATWG URL: blanks, tabs, backslashes)."""
    text = _BLANKS.sub("", url.strip("".join(map(chr, range(33))) + "\u00a0\u200b\ufeff"))
    if not text or len(text) > 4 * MAX_LENGTH or "\x00" in text:
        return None
    head, mark, tail = text.partition("?")
    if not _SCHEME.match(head) or head.lower().startswith("http"):
        head = head.replace("\\", "/")
    text = head + mark + tail
    try:
        if base is not None and not text.startswith(("https://", "http://")):
            text = urljoin(base, text)
        elif text.startswith("//"):
            text = "https:" + text
        parts = urlsplit(text)
        usable = parts.scheme.lower() in _DEFAULT_PORTS and bool(parts.hostname)
    except ValueError:
        return None
    return parts if usable else None


def _spell_netloc(parts: SplitResult) -> str | None:
    """Return host and port as we write them, without credentials; None when no such host can exist."""
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if ":" in host:
        try:
            name = f"[{IPv6Address(host).compressed}]"
        except ValueError:
            return None
    else:
        ascii_name = _to_ascii(unquote(host))
        if ascii_name is None:
            return None
        name = ascii_name
    if port is None or port == _DEFAULT_PORTS[parts.scheme.lower()]:
        return name
    return f"{name}:{port}" if port else None


def _to_ascii(host: str) -> str | None:
    name = host.rstrip(".").lower()
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return None
    return name if len(name) <= 253 and _HOST.fullmatch(name) else None


def _remove_dots(path: str) -> str:
    """Resolve `.` and `..` segments (RFC 3986, 5.2.4) and empty ones at the start."""
    if "/." not in path and "%2" not in path and not path.startswith("//"):
        return path if path.startswith("/") else f"/{path}"
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        plain = segment.lower().replace("%2e", ".")
        if plain == "..":
            if len(kept) > 1:
                kept.pop()
        elif plain != ".":
            kept.append(segment)
    if segments[-1].lower().replace("%2e", ".") in {".", ".."}:
        kept.append("")
    joined = "/".join(kept)
    return "/" + joined.lstrip("/")


def _escape(text: str, keep: frozenset[int]) -> str:
    """Percent-encode what must be, decode what need not be, and write the escapes in upper case."""
    if _PLAIN.fullmatch(text):
        return text  # nearly all addresses; the loop below costs a hundred times as much
    out: list[str] = []
    raw = text.encode("utf-8", "replace")
    position = 0
    while position < len(raw):
        byte = raw[position]
        escape = _PERCENT.match(raw[position : position + 3].decode("latin-1")) if byte == 0x25 else None
        if escape:
            value = int(escape.group(1), 16)
            out.append(chr(value) if value in _UNRESERVED else f"%{value:02X}")
            position += 3
            continue
        out.append(chr(byte) if byte in keep and byte != 0x25 else f"%{byte:02X}")
        position += 1
    return "".join(out)


def _name_of(pair: str) -> str:
    return unquote(pair.partition("=")[0]).strip()


# --------------------------------------------------------------------------- identity
def _unwrap(parts: SplitResult) -> str | None:
    """Return the address that an AMP cache, an AMP viewer or a redirector carries within itself, if any."""
    host = parts.hostname or ""
    found: re.Match[str] | None = None
    if host.endswith(".cdn.ampproject.org"):
        found = _AMP_CACHE.match(parts.path)
    elif registered_domain(host).startswith("google."):
        found = _AMP_VIEWER.match(parts.path)
    if found:
        query = f"?{parts.query}" if parts.query else ""
        return canonicalize_url(f"https://{found['rest']}{query}")
    if _REDIRECTOR.search(parts.path):
        for pair in parts.query.split("&"):
            name, _, value = pair.partition("=")
            target = unquote(value)
            if _TARGET.fullmatch(name) and target.lower().startswith(("http://", "https://")):
                return canonicalize_url(target)
    return None


@lru_cache(maxsize=4096)
def _fold_netloc(netloc: str) -> str | None:
    """Fold host and port; None where an address may carry another one in its path (AMP caches and viewers)."""
    parts = urlsplit(f"https://{netloc}/")
    host = parts.hostname or ""
    if host.endswith(".cdn.ampproject.org") or registered_domain(host).startswith("google."):
        return None
    return _fold_host(parts)


def _fold_host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if ":" in host:
        host = f"[{host}]"
    elif not _is_address(host):
        own = registered_domain(host)
        labels = host[: -len(own)].rstrip(".").split(".") if host != own else []
        # `en.m.example.org` too: one mobile label anywhere below the registered domain
        kept = [label for label in labels if not _MOBILE_LABEL.fullmatch(label)]
        host = ".".join([*kept, own])
    return f"{host}:{parts.port}" if parts.port else host


def _fold_path(path: str) -> str:
    segments = [segment for segment in path.split("/") if segment]
    while len(segments) > 1 and segments[0].lower() == "amp":
        segments.pop(0)
    while segments:
        last = _AMP_SUFFIX.sub(r"\1", segments[-1])
        if _INDEX_FILE.fullmatch(last) or (len(segments) > 1 and last.lower() in {"amp", "amp.html"}):
            segments.pop()
        elif last != segments[-1]:
            segments[-1] = last
        else:
            break
    return "/" + "/".join(segments)


def _fold_query(query: str, path: str) -> str:
    if not query:
        return ""
    headline = len(_SLUG_WORDS.findall(unquote(path.rsplit("/", 1)[-1]))) >= _HEADLINE_WORDS
    kept = []
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if not name or _NOISE.fullmatch(name) or (_AMP_PARAMETER.fullmatch(name) and _AMP_VALUE.fullmatch(value)):
            continue
        if not headline or _NAMING.fullmatch(name):
            kept.append(pair)
    return "&".join(sorted(kept))


def _is_address(name: str) -> bool:
    if name[-1:].isalpha() and ":" not in name:
        return False  # no literal ends in a letter, except IPv6
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
