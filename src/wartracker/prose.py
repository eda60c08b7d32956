"""A curator's Markdown in, clean HTML out: raw HTML, images and odd addresses do not get through."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from wartracker.display import clean_text

_TAGS = {"p", "em", "strong", "a", "ul", "ol", "li", "blockquote", "h1", "h2", "h3", "h4", "code", "pre", "br", "hr"}


def render_markdown(text: str) -> Markup:
    """Render a curator's Markdown.

    Args:
        text: CommonMark.

    Returns:
        HTML of headings, paragraphs, lists, quotes, code and http(s) links; everything else is text or gone.
    """
    rendered = MarkdownIt("commonmark", {"html": False}).disable("image").render(clean_text(text))
    clean = nh3.clean(
        rendered,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(clean)  # noqa: S704 - the line above let only these tags through
