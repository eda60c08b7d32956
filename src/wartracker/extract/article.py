"""A page that passed the gate in, its article out: title, text, date, language, and how each was come by."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from wartracker.extract.cut import cut_page
from wartracker.extract.dates import decide_published
from wartracker.extract.metadata import PageFacts, read_facts
from wartracker.extract.render import render_body
from wartracker.extract.titles import MAX_TITLE, decide_title
from wartracker.extract.trim import trim_article
from wartracker.extract.visible import Visible, is_plain
from wartracker.ids import build_id, hash_text
from wartracker.plaintext import clean_text, cut_text, plain_title
from wartracker.records import Article, Fault, PageInput
from wartracker.urls import canonicalize_url, host_of, identity_url, registered_domain

MIN_TEXT = 200
"""Characters below which the cut page is given up for the whole one (architecture, section 3)."""
MIN_LETTERS = 20
"""Characters below which what a page gives is a stray word, not a text."""
TEASER_TEXT = 400
"""Characters below which a text is a teaser at best (fault catalogue row 125)."""
MAX_TEXT = 500_000
"""Longest stored text in characters; a book is no article."""

_LANG_SAMPLE = 2000
_FOREIGN_SHARE = 0.3
_FOREIGN = re.compile("[\u0400-\u04ff\u0590-\u06ff\u0900-\u0fff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Pages that a server shows instead of the article (row 55): told by their titles, and only when hardly any text came.
_WALL = re.compile(
    r"just a moment|attention required|access (to this page has been )?denied|are you (a )?(robot|human)|verify you are"
    r"|security check|checking your browser|before you continue|cookie (consent|settings)|please wait|captcha"
    r"|enable javascript|page not found|not found|40[34]\b|50[0-4]\b|forbidden|too many requests|unsupported browser",
    re.IGNORECASE,
)
_WALL_TEXT = 1200
_PAYWALL = re.compile(
    r"(subscribe|sign in|log in|register|become a (paid )?(member|subscriber)|upgrade)\b.{0,60}\b"
    r"(to (continue|read|keep|unlock|access)|for (full|unlimited) access)"
    r"|this (post|article|story|content) is (only |exclusively )?for (paid |paying )?(subscribers|members)"
    r"|already a (paid )?subscriber\?",
    re.IGNORECASE,
)


def extract_article(page: PageInput, visible: Visible) -> Article | Fault:
    """Extract the article of a page.

    Trafilatura on the cut page; on the whole page when under 200 characters come out; the body the publisher
    embeds for machines; the feed's text when that is more. Offsets of all later stages point into the text.

    Args:
        page: the page with what its feed said of it.
        visible: the same page decoded, as `extract_visible` gave it.

    Returns:
        The article, or a Fault when neither page nor feed holds readable text.
    """
    facts = read_facts(visible.html)
    host = host_of(page.url) or ""
    spoken_for = (page.hub and page.feed_text) or is_plain(visible.html)
    cut = cut_page(visible.html) if visible.html.strip() and not spoken_for else ""
    text, method = _decide_text(page, visible, facts, cut)
    title = decide_title(facts, visible.heading, visible.title, page.feed_title, host)
    if method == "hub":
        title = plain_title(page.feed_title, MAX_TITLE) or title
    elif _is_wall(title, visible.title, text):
        text, method = clean_text(page.feed_text), "feed"
        title = plain_title(page.feed_title, MAX_TITLE)
        if not text:
            return Fault(page.id, "extract", "a challenge, consent or error page stands in place of the article")
    if method in {"trafilatura", "uncut"}:
        text = trim_article(text, title)
    if not text and not (page.hub and title):
        return Fault(page.id, "extract", "no readable text on the page or in the feed")
    flags = _decide_flags(text, visible, facts, method)
    if len(text) > MAX_TEXT:
        text, flags = cut_text(text, MAX_TEXT), (*flags, "cut")
    published = decide_published(
        page.published_at, facts.published, page.url, cut, page.fetched_at, changed=page.changed_at
    )
    return Article(
        id=build_id("art", page.id),
        url=decide_url(page.url, facts.canonical),
        title=title,
        text=text,
        lang=_decide_lang(text, page.lang, visible.lang),
        published_at=published.at,
        method=method,
        text_sha256=hash_text(text),
        publisher=page.publisher,
        tier=page.tier,
        first_party_of=page.first_party_of,
        published_basis=published.basis,
        published_precision=published.precision,
        flags=flags,
        hub=page.hub,
    )


def decide_url(url: str, canonical: str) -> str:
    """Decide the address that an article is cited by: its page's canonical link, if that can be believed.

    Only within the same registered domain, never a home page or a folder above the page: careless sites name those
    for every article (fault catalogue row 123).

    Args:
        url: address the page was fetched from.
        canonical: `rel=canonical` as written, empty if there is none.
    """
    named = canonicalize_url(canonical, url) if canonical else None
    if named is None or registered_domain(host_of(named) or "") != registered_domain(host_of(url) or ""):
        return url
    path, own = urlsplit(identity_url(named)), urlsplit(identity_url(url))
    if path.path == "/" or (path.path != own.path and own.path.startswith(path.path.rstrip("/") + "/")):
        return url
    return named


def _decide_text(page: PageInput, visible: Visible, facts: PageFacts, cut: str) -> tuple[str, str]:
    fed = clean_text(page.feed_text)
    # a hub's record speaks for itself; its page is a model card, full of other models' names and figures
    if page.hub is not None and fed:
        return fed, "hub"
    text, method = "", "trafilatura"
    if is_plain(visible.html):
        text, method = clean_markup(visible.html), "plain"
    elif cut:
        text = _run_trafilatura(cut)
        if len(text) < MIN_TEXT:
            whole = _run_trafilatura(visible.html)
            if len(whole) > len(text):
                text, method = whole, "uncut"
    embedded = clean_text(re.sub(r"<[^>]{1,500}>", " ", facts.body))
    if len(text) < MIN_TEXT and len(embedded) > 2 * len(text):
        text, method = embedded, "embedded"
    if len(text) < MIN_LETTERS:
        text = ""
    # a page drawn by scripts leaves a stub; a feed that carries the full text does not
    if len(fed) > (2 * len(text) if len(text) >= MIN_TEXT else len(text)):
        text, method = fed, "feed"
    return text, method


def _run_trafilatura(html: str) -> str:
    """Return the text trafilatura finds, empty when it finds none or gives up on the markup."""
    from trafilatura import bare_extraction

    if not html.strip():
        return ""
    try:
        document = bare_extraction(
            html, include_comments=False, include_formatting=True, with_metadata=False, include_tables=True
        )
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError):
        return ""  # its parsers on hostile markup (row 147); the other ways to a text remain
    body = getattr(document, "body", None)
    return clean_markup(render_body(body)) if body is not None else ""


def clean_markup(text: str) -> str:
    """Clean a rendered text and keep the indentation of nested list items."""
    lines = []
    for line in text.split("\n"):
        indent = len(line) - len(line.lstrip(" "))
        lines.append(" " * indent + clean_text(line) if line.lstrip(" ").startswith("- ") else clean_text(line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _is_wall(title: str, page_title: str, text: str) -> bool:
    return len(text) < _WALL_TEXT and bool(_WALL.match(page_title) or _WALL.match(title))


def _decide_flags(text: str, visible: Visible, facts: PageFacts, method: str) -> tuple[str, ...]:
    """Return `teaser` for a text that is short, fenced off, or followed by an offer to subscribe (row 125)."""
    if method in {"hub", "given"}:
        return ()
    short = len(text) < TEASER_TEXT
    fenced = facts.free is False and len(text) < 3 * TEASER_TEXT
    offered = len(text) < 5 * TEASER_TEXT and bool(
        _PAYWALL.search(text[-600:]) or _PAYWALL.search(visible.text[:200_000])
    )
    return ("teaser",) if short or fenced or offered else ()


def _decide_lang(text: str, fed: str | None, declared: str | None) -> str | None:
    """Decide the language: what the feed or page says, unless the letters say otherwise; else by its words."""
    sample = text[:_LANG_SAMPLE]
    said = declared or fed
    if said and said.lower().startswith(("en", "de", "fr", "es", "it", "pt", "nl")):
        foreign = len(_FOREIGN.findall(sample))
        if foreign <= _FOREIGN_SHARE * max(1, len(sample)):
            return said
    elif said:
        return said
    if len(sample) < 20:
        return said
    import py3langid

    return str(py3langid.classify(sample)[0])  # type: ignore[attr-defined,no-untyped-call]
