"""Hostile texts through a feed into the review page, every output and the site, read again as a browser would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from tests.reliability.fuzz_feeds import ADDRESS, FEED, NOW
from tests.review.hostile import PAYLOADS
from tests.review.page import serve
from tests.review.test_security import check_markup, poison
from tests.timeline.site.build import render
from tests.timeline.site.test_hostile import poisoned, test_no_text_becomes_markup_or_script
from tests.timeline.test_formats import test_nothing_hostile_gets_through_any_format
from wartracker.collect.decode import encode_feed
from wartracker.collect.sources.feed import parse
from wartracker.collect.sources.shape import SourceRequest

NOT_XML = dict.fromkeys([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF])


@dataclass
class Shown:
    """What was shown, and what of it a browser would act on."""

    payloads: int = 0
    documents: int = 0
    live: list[str] = field(default_factory=list)

    def check(self, look: Callable[[], None], place: str) -> None:
        self.documents += 1
        try:
            look()
        except AssertionError as found:
            self.live.append(f"{place}: {str(found)[:200]}")


def show(folder: Path) -> Shown:
    """Show every payload, as a feed brings it and as it is."""
    texts = [text[:3000] for text in (*PAYLOADS, *through_feed())]
    told = Shown(len(texts))
    found = [poison(number, text) for number, text in enumerate(texts, 1)]
    with serve(folder, found, articles=False) as page:
        client = page.client()
        for number in range(1, len(texts) + 1):
            for part in ("", "/edit", "/merge", "/split"):
                path = f"/c/cand-{number:04d}{part}"
                text = client.get(path).text
                told.check(lambda text=text, path=path: check_markup(text, path), path)
    for text in texts:
        told.check(lambda text=text: test_nothing_hostile_gets_through_any_format(text[:2000]), ascii(text)[:40])
    site = render(poisoned())
    told.documents += len(site) - 1
    told.check(lambda: test_no_text_becomes_markup_or_script(site), "site")
    return told


def through_feed() -> list[str]:
    """Let a feed carry the payloads as titles, descriptions and links; return what its entries hold."""
    items = "".join(
        f"<item><guid>{n}</guid><title>{escape(text.translate(NOT_XML))}</title>"
        f"<link>{escape(text.translate(NOT_XML)[:300])}</link>"
        f"<description>{escape(text.translate(NOT_XML))}</description></item>"
        for n, text in enumerate(PAYLOADS)
    )
    document = encode_feed(f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>")
    parsed = parse(document, SourceRequest(FEED, ADDRESS, NOW))
    assert len(parsed.entries) == len(PAYLOADS)
    assert all(not entry.url or entry.url.startswith(("http://", "https://")) for entry in parsed.entries)
    shown = (entry.title or entry.summary for entry in parsed.entries)
    return [text for text in dict.fromkeys(shown) if text.strip()]
