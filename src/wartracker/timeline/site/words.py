"""Words of the closed vocabularies and dates in, what people read out."""

from __future__ import annotations

import re
from datetime import date

from wartracker.display import tell_word
from wartracker.facts import EventDate
from wartracker.vocabulary import Basis, Precision

# Data exports as readers know them; one that is not here goes by its own name.
FORMATS = {
    "json": "JSON",
    "csv": "CSV",
    "markdown": "Markdown",
    "atom": "Atom feed",
    "jsonfeed": "JSON Feed",
    "timelinejs": "TimelineJS",
    "icalendar": "Calendar of promises",
    "ics": "Calendar of promises",
    "sitemap": "Sitemap",
}
# A word that is not here is shown with blanks for its underscores: another debate may bring its own.
_TOLD = {
    "weights_release": "weights released",
    "model_release": "model released",
    "license_change": "licence changed",
    "policy_statement": "statement of policy",
    "record": "for the record",
    "n.a.": "no model concerned",
    "in_force": "in force",
    "first_party": "first party",
    "none": "none",
    "open-source": "open source",
    "use-restricted": "open with limits on use",
    "community-restricted": "community terms",
    "research-only": "research only",
}
_NEWS = frozenset({"released", "completed"})  # what an event says anyway
BASES = {
    Basis.STATED: "the day a source states",
    Basis.FIRST_REPORT: "the day of the first report",
    Basis.PUBLISHED: "the day of publication",
}
LINKS = {
    "answers": ("Answers", "Answered by"),
    "keeps": ("Keeps the promise of", "Promise kept by"),
    "follows": ("Follows", "Followed by"),
    "related": ("Related to", "Related to"),
}
_LICENSE_WORDS = re.compile(r"[ ,]*\b(?:licen[cs]e|agreement|version)\b", re.IGNORECASE)


def tell(word: str) -> str:
    """Write a word of a vocabulary for people."""
    return _TOLD.get(word) or tell_word(word)


def tell_status(word: str) -> str | None:
    """Write a status, None where the event says it anyway."""
    return None if word in _NEWS else tell(word)


def upper_first(text: str) -> str:
    """Begin with a capital and leave the rest."""
    return text[:1].upper() + text[1:]


def tell_day(day: date) -> str:
    """Write a day: 8 March 2026."""
    return f"{day.day} {day:%B %Y}"


def tell_short(when: EventDate) -> str:
    """Write a date below the heading of its year: 20 Jan, Jan, Q1; a dash where only the year is known."""
    texts = {
        Precision.DAY: f"{when.value.day} {when.value:%b}",
        Precision.MONTH: f"{when.value:%b}",
        Precision.QUARTER: f"Q{(when.value.month + 2) // 3}",
        Precision.YEAR: "—",
    }
    text = texts[when.precision]
    if when.end is None:
        return text
    end = f"{when.end:%b}" if when.precision is not Precision.DAY else f"{when.end.day} {when.end:%b}"
    return f"{text} – {end}" if when.end.year == when.value.year else f"{text} – {end} {when.end.year}"


def tell_machine(when: EventDate) -> str | None:
    """Write a date for `<time datetime>` (HTML 4.5.14); None for a quarter, which it cannot say."""
    texts = {Precision.DAY: when.value.isoformat(), Precision.MONTH: f"{when.value:%Y-%m}"}
    if when.precision is Precision.YEAR:
        return f"{when.value.year:04d}"
    return texts.get(when.precision)


def shorten_license(name: str) -> str:
    """Name a licence without the words that every licence carries."""
    return " ".join(_LICENSE_WORDS.sub("", name).split()) or name


def count(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def join_words(words: list[str]) -> str:
    """Join words as a sentence does: a, b and c."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""
