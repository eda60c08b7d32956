"""The pages of one debate in, sitemap.xml out (sitemaps.org 0.9): what stands, with the day of its last change."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from lxml import etree

from wartracker.timeline.export import Export

FILE = "sitemap.xml"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST_PAGES = 50_000  # of one file, by the protocol


def render_sitemap(export: Export, paths: Iterable[str]) -> str:
    """Render the map of a debate's pages.

    Args:
        export: the debate and its events.
        paths: files below the debate's folder; pages are taken, but no page of an event that was merged or withdrawn.

    Returns:
        XML text; addresses in order, an event's page with the day of its last revision.
    """
    days = {f"events/{event.id}.html": event.updated.date() for event in export.standing}
    root = etree.Element(f"{{{NAMESPACE}}}urlset", nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    pages = [path for path in sorted(paths) if path.endswith(".html") and path != "embed.html"]
    for path in [path for path in pages if path in days or not path.startswith("events/evt-")][:MOST_PAGES]:
        page = etree.SubElement(root, f"{{{NAMESPACE}}}url")
        tail = quote(path.removesuffix("index.html"))
        etree.SubElement(page, f"{{{NAMESPACE}}}loc").text = f"{export.base}/{tail}"
        if day := days.get(path):
            etree.SubElement(page, f"{{{NAMESPACE}}}lastmod").text = day.isoformat()
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return text.decode()
