"""An address or a page of a site in, the sources that site offers out: what `feeds add` proves. Pure.

Order of trust: what the page links as its feeds, then places where feeds usually lie, then the sitemaps that robots.txt
names, then the page itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from resiliparse.parse.html import HTMLTree

from wartracker.charsets import decode_bytes
from wartracker.collect.decode import decode_feed
from wartracker.collect.robots import origin_of
from wartracker.plaintext import clean_line
from wartracker.urls import canonicalize_url, host_of, identity_url, registered_domain
from wartracker.vocabulary import SourceKind

MAX_FOUND = 20
"""Sources kept of one page; a page that links more is a directory, not a site."""
MIN_SHARED = 3
"""Links below one folder that make it look like the place of articles."""

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\"'\s;,]{2,40})", re.IGNORECASE)
_FEED_TYPES = re.compile(r"application/(rss|atom|feed|rdf)\+(xml|json)|text/xml|application/(xml|json)$", re.IGNORECASE)
_LOOKS_LIKE_FEED = re.compile(
    r"/(rss|feed|feeds|atom|index)(\.xml|\.rdf|\.json)?/?$|\.(rss|atom|rdf)$|[?&]format=(rss|feed|atom)|/rss[./]|feed\.xml$",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"/comments?(/|$)|comments?[-_ ]feed|comments for", re.IGNORECASE)
_FEED_PLACES = ("feed", "rss.xml", "feed.xml", "atom.xml", "index.xml", "rss")
_HUBS = ("huggingface.co", "hf.co")
_HUB_PAGES = frozenset(
    {"models", "datasets", "spaces", "docs", "blog", "papers", "posts", "pricing", "tasks", "learn", "join", "login"}
    | {"collections", "api", "settings", "new", "search", "enterprise", "chat", "welcome", "about"}
)


@dataclass(frozen=True, slots=True)
class Found:
    """One source that a site may offer."""

    url: str
    kind: SourceKind
    how: str  # how it was found, for people
    title: str = ""
    link_pattern: str | None = None


@dataclass(frozen=True, slots=True)
class SitePage:
    """What an HTML page says of its site's sources."""

    title: str = ""
    feeds: tuple[Found, ...] = ()
    page: Found | None = None  # the page itself as a source; None when its links show no articles


def read_site_page(body: bytes, url: str, content_type: str | None) -> SitePage:
    """Read the sources that a page links, and whether it could serve as one itself.

    Args:
        body: HTML as received; hostile: run it where it can be stopped.
        url: its final address.
        content_type: HTTP header.
    """
    http = _CHARSET.search(content_type or "")
    tree = HTMLTree.parse(decode_bytes(body, (http[1] if http else None, None))[0].replace("\x00", ""))
    if tree.document is None or tree.body is None:
        return SitePage()
    links = tree.document.query_selector_all("link[rel][href], a[href]")
    found: dict[str, Found] = {}
    addresses: list[str] = []
    for at in range(min(len(links), 5000)):
        node = links[at]
        address = canonicalize_url(node.getattr("href") or "", url)
        if address is None:
            continue
        feed = _read_link(node, address)
        if feed is not None:
            found.setdefault(identity_url(address), feed)
        elif node.tag == "a":
            addresses.append(address)
    pattern = propose_pattern(url, addresses)
    page = Found(url, SourceKind.PAGE, "the page itself", link_pattern=pattern) if pattern else None
    ordered = sorted(found.values(), key=lambda one: (one.how != "linked by the page", _depth(one.url, url)))
    return SitePage(clean_line(tree.title or "")[:200], tuple(ordered[:MAX_FOUND]), page)


def _read_link(node: object, address: str) -> Found | None:
    """Read one element: a declared alternate, or an anchor whose address looks like a feed's."""
    get = node.getattr  # type: ignore[attr-defined]
    title = clean_line(get("title") or "")[:200]
    if node.tag == "link":  # type: ignore[attr-defined]
        relations = (get("rel") or "").lower().split()
        feedlike = "feed" in relations or ("alternate" in relations and _FEED_TYPES.match(get("type") or ""))
        if not feedlike or _COMMENTS.search(address) or _COMMENTS.search(title) or "oembed" in address:
            return None
        return Found(address, SourceKind.FEED, "linked by the page", title)
    if _LOOKS_LIKE_FEED.search(address) and not _COMMENTS.search(address):
        return Found(address, SourceKind.FEED, "linked in the text", title)
    return None


def _depth(found: str, url: str) -> int:
    """Return how far a feed lies from the page that was asked for: a section's own feed comes first."""
    path, own = urlsplit(found).path, urlsplit(url).path.rstrip("/")
    return 0 if own and path.startswith(own) else 1 + path.count("/")


def propose_pattern(url: str, addresses: Iterable[str]) -> str | None:
    """Propose a `link_pattern` for an index page: its own folder, else the folder that most of its links share.

    Args:
        url: the index page.
        addresses: canonical addresses of its links.

    Returns:
        A regular expression, None when no folder holds at least three links.
    """
    site = registered_domain(host_of(url) or "")
    own = [one for one in dict.fromkeys(addresses) if registered_domain(host_of(one) or "") == site]
    base = url.partition("?")[0].rstrip("/")
    below = [one for one in own if one.startswith(f"{base}/") and one.rstrip("/") != base]
    if urlsplit(base).path and len(below) >= MIN_SHARED:
        return f"^{re.escape(base)}/[^?#]+"
    folder = common_folder(own)
    return f"^{re.escape(folder)}[^?#]+" if folder else None


def common_folder(addresses: Sequence[str]) -> str | None:
    """Find the folder that holds most of these addresses: the place of a site's articles.

    Returns:
        Scheme, host and folder with a slash at the end; None when none holds three of them and a third of all.
    """
    folders = Counter(one.rstrip("/").rpartition("/")[0] + "/" for one in addresses)
    deep = {folder: count for folder, count in folders.items() if urlsplit(folder).path != "/"}
    if not deep:
        return None
    best = max(deep, key=lambda folder: (deep[folder], folder))
    return best if deep[best] >= MIN_SHARED and 3 * deep[best] >= len(addresses) else None


def sniff_kinds(body: bytes, content_type: str | None) -> tuple[SourceKind, ...]:
    """Guess by its bytes how a document is read; several guesses are tried in order, none for what nobody reads."""
    root = decode_feed(body[:200_000], content_type).root
    if root == "{":
        return (SourceKind.FEED, SourceKind.HUB)
    if root in {"rss", "feed", "rdf", "channel"}:
        return (SourceKind.FEED,)
    if root in {"urlset", "sitemapindex"}:
        return (SourceKind.SITEMAP,)
    return (SourceKind.PAGE,) if root == "html" or b"<a " in body[:200_000].lower() else ()


def find_hub_listing(url: str) -> str | None:
    """Return the listing of the account whose hub page this is, None for any other address."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower().removeprefix("www.")
    if host not in _HUBS:
        return None
    steps = [step for step in parts.path.split("/") if step]
    if steps[:2] == ["api", "models"]:
        account = next(iter(parse_qs(parts.query).get("author", [])), None)
    else:
        account = steps[0] if steps and steps[0].lower() not in _HUB_PAGES else None
        account = steps[1] if steps[:1] == ["organizations"] and len(steps) > 1 else account
    if not account or not re.fullmatch(r"[A-Za-z0-9][\w.-]{0,95}", account):
        return None
    return f"https://huggingface.co/api/models?author={account}&sort=createdAt&direction=-1&limit=100&full=true"


def guess_places(url: str) -> tuple[Found, ...]:
    """List where a site's feed usually lies: below the page asked for, then at the root."""
    origin, base = origin_of(url), url.partition("?")[0].rstrip("/")
    roots = [base, origin] if base != origin else [origin]
    places = [f"{base}/{_FEED_PLACES[0]}"] if len(roots) > 1 else []
    places += [f"{base}/rss.xml"] if len(roots) > 1 else []
    places += [f"{origin}/{place}" for place in _FEED_PLACES]
    return tuple(Found(place, SourceKind.FEED, "a usual place") for place in dict.fromkeys(places))


def read_sitemaps(robots: str, url: str) -> tuple[Found, ...]:
    """Read the sitemaps of the same site that robots.txt names (RFC 9309 section 2.2.4), else name the usual place.

    News sitemaps come first: they give titles and days of publication.
    """
    site = registered_domain(host_of(url) or "")
    named = re.findall(r"(?im)^\s*sitemap\s*:\s*(\S{1,2000})", robots[:500_000])
    spelled = [one for raw in named if (one := canonicalize_url(raw, url))]
    good = [one for one in dict.fromkeys(spelled) if registered_domain(host_of(one) or "") == site]
    ordered = sorted(good, key=lambda one: ("news" not in one.lower(), len(one)))
    if not ordered:
        return (Found(f"{origin_of(url)}/sitemap.xml", SourceKind.SITEMAP, "a usual place"),)
    return tuple(Found(one, SourceKind.SITEMAP, "named by robots.txt") for one in ordered[:MAX_FOUND])


def propose_name(publisher: str, url: str, kind: SourceKind, taken: Iterable[str]) -> str:
    """Propose a name for a source: its publisher and what it is; a number where that is taken."""
    words = re.findall(r"[a-z0-9]+", publisher.lower())
    host = registered_domain(host_of(url) or "").partition(".")[0]
    slug = "-".join(words)[:40].strip("-") or re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-") or "source"
    section = next((word for word in ("news", "blog", "press", "research") if word in urlsplit(url).path.lower()), "")
    ending = {SourceKind.HUB: "hub", SourceKind.SITEMAP: "sitemap", SourceKind.PAGE: "index"}.get(kind, section)
    base = slug if not ending or slug.endswith(f"-{ending}") else f"{slug}-{ending}"
    if kind is SourceKind.HUB:
        base = f"hub-{slug.removesuffix('-on-hugging-face')}"
    known, number, name = set(taken), 2, base
    while name in known:
        name, number = f"{base}-{number}", number + 1
    return name
