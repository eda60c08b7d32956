"""A template and what it shows in, one HTML page out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from wartracker.display import clean_line
from wartracker.prose import render_markdown
from wartracker.timeline.site.entries import code_facet
from wartracker.timeline.site.paths import event_path, facet_path
from wartracker.timeline.site.words import count, join_words, tell, tell_day, upper_first
from wartracker.timeline.words import spell_date

_BLANK_LINES = re.compile(r"\n\s*\n+")
ASSETS = ("site.css", "site.js")
CARD = "assets/card.png"  # what other sites show beside a link: 1200 by 630, drawn by us


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says of itself."""

    path: str  # relative to the debate's folder
    title: str
    description: str
    address: str  # absolute, where it will be published
    image: str  # absolute, of the card
    kind: str = "website"  # og:type

    @property
    def up(self) -> str:
        """Return the way from this page to the debate's folder."""
        return "../" * self.path.count("/")


@cache
def environment() -> Environment:
    """Return the one template environment: everything is escaped, an undefined name is an error."""
    env = Environment(
        loader=PackageLoader("wartracker.timeline.site"),
        autoescape=True,
        auto_reload=False,
        cache_size=-1,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    env.filters |= {"tell": tell, "tell_date": spell_date, "tell_day": tell_day, "line": clean_line}
    env.filters |= {"markdown": render_markdown, "upper_first": upper_first, "join_words": join_words}
    env.globals |= {"event_path": event_path, "facet_path": facet_path, "code_facet": code_facet}
    env.globals |= {"count": count}
    return env


def render_page(template: str, context: Mapping[str, Any]) -> str:
    """Render a page without the blank lines that templates leave."""
    text = _template(template).render(context)
    return _BLANK_LINES.sub("\n", text).lstrip() + ("" if text.endswith("\n") else "\n")


@cache
def _template(name: str) -> Template:
    return environment().get_template(name)


@cache
def _macro(template: str, name: str) -> Any:
    return getattr(_template(template).module, name)


def render_macro(template: str, name: str, *arguments: Any) -> Markup:
    """Render one macro of a template."""
    made: Markup = _macro(template, name)(*arguments)
    return made


@cache
def read_card() -> bytes:
    """Return the picture that other sites show beside a link."""
    return (files("wartracker.timeline.site") / "static" / "card.png").read_bytes()


@cache
def read_asset(name: str) -> str:
    """Return a style sheet or script that ships with the package."""
    return (files("wartracker.timeline.site") / "static" / name).read_text(encoding="utf-8")
