"""A sentence and the day of publication in, date phrases with day and precision out.

Phrases are found by our own patterns and resolved by arithmetic: a search for dates in running text takes "may launch"
for a month and benchmark years for days, and a general parser invents a day for "in July 2023".
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from wartracker.cues import Cued, spell_text
from wartracker.records import EventDate
from wartracker.vocabulary import Basis, Precision

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_DAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
_NUMBERS |= {"several": 3, "few": 3, "couple": 2, "eleven": 11, "twelve": 12}
# First month of a season on the northern half, where the debate's calendars are written.
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}

_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>20[0-4]\d)"
_WEEKDAY = r"(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_PART = r"(?: (?:morning|afternoon|evening|night))?"
# Words that make a bare month or year a date; looked behind one by one since a look-behind needs a fixed width.
_AFTER = "|".join(
    rf"(?<=\b{word})"
    for word in (
        "in",
        "of",
        "by",
        "for",
        "due",
        "since",
        "until",
        "last",
        "next",
        "before",
        "around",
        "In",
        "By",
        "Since",
        "Until",
        "Last",
    )
)
_COUNT = (
    r"(?P<count>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|"
    r"a few|a couple of)"
)


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """A date phrase; offsets count from the start of the text it was found in."""

    start: int
    end: int
    phrase: str
    value: date | None  # first day of the period; None: relative, and the day of publication is unknown
    precision: Precision
    past: date | None = None  # last day of the period, to tell what lies behind
    open_year: bool = False  # the year was not said


_Resolver = Callable[[re.Match[str], date | None, bool], "tuple[date | None, Precision, bool]"]


def _day(value: date | None) -> tuple[date | None, Precision, bool]:
    return value, Precision.DAY, False


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full(match: re.Match[str], base: date | None, future: bool) -> tuple[date | None, Precision, bool]:
    return _day(_safe(int(match["year"]), _MONTHS[match["month"].lower()], int(match["day"])))


def _iso(match: re.Match[str], base: date | None, future: bool) -> tuple[date | None, Precision, bool]:
    return _day(_safe(int(match["year"]), int(match["m"]), int(match["day"])))


def _month_day(match: re.Match[str], base: date | None, future: bool) -> tuple[date | None, Precision, bool]:
    if base is None:
        return None, Precision.DAY, True
    month, day = _MONTHS[match["month"].lower()], int(match["day"])
    return _nearest([_safe(base.year + shift, month, day) for shift in (-1, 0, 1)], base, future), Precision.DAY, True


def _nearest(options: list[date | None], base: date, future: bool) -> date | None:
    """Return the last option not after the base (two days of grace), or the first one not before it."""
    known = [option for option in options if option is not None]
    if future:
        return next((option for option in known if option >= base), known[-1] if known else None)
    return next(
        (option for option in reversed(known) if option <= base + timedelta(days=2)), known[0] if known else None
    )


def _month_year(match: re.Match[str], base: date | None, future: bool) -> tuple[date | None, Precision, bool]:
    return _safe(int(match["year"]), _MONTHS[match["month"].lower()], 1), Precision.MONTH, False


def _bare_month(match: re.Match[str], base: date | None, future: bool) -> tuple[date | None, Precision, bool]:
    if base is None:
        return None, Precision.MONTH, True
    month = _MONTHS[match["month"].lower()]
    said = match.string[: match.start()].lower().endswith("last ")  # "last May" says the year, "in May" leaves it open
    first = base.replace(day=1)
    options = [_safe(base.year + shift, month, 1) for shift in (-1, 0, 1)]
    known = [option for option in options if option is not None]
    if future:
        return next(option for option in known if option >= first), Precision.MONTH, True
    return next(option for option in reversed(known) if option <= base), Precision.MONTH, not said


def _quarter(match: re.Match[str], base: date | None, future: bool) -> tuple[date | None, Precision, bool]:
    word = match["quarter"].lower()
    number = {"first": 1, "second": 2, "third": 3, "fourth": 4}.get(word) or int(word)
    year = int(match["year"]) if match["year"] else base.year if base else None
    return (date(year, 3 * number - 2, 1) if year else None), Precision.QUARTER, not match["year"]


def _bare_year(match: re.Match[str], base: date | None, future: bool) -> tuple[date | None, Precision, bool]:
    return date(int(match["year"]), 1, 1), Precision.YEAR, False


def _weekday(match: re.Match[str], base: date | None, future: bool) -> tuple[date | None, Precision, bool]:
    if base is None:
        return _day(None)
    wanted = _DAYS[match["weekday"].lower()]
    which = (match["which"] or "").lower()
    if future or which in {"next", "coming"}:
        return _day(base + timedelta(days=(wanted - base.weekday() - 1) % 7 + 1))
    return _day(base - timedelta(days=(base.weekday() - wanted) % 7))


def _offset(days: int) -> _Resolver:
    def resolve(match: re.Match[str], base: date | None, future: bool) -> tuple[date | None, Precision, bool]:
        return _day(base + timedelta(days=days) if base else None)

    return resolve


def _ago(match: re.Match[str], base: date | None, future: bool) -> tuple[date | None, Precision, bool]:
    word = match["count"].lower().removeprefix("a ").removesuffix(" of")
    count = int(word) if word.isdigit() else _NUMBERS[word]
    unit = match["unit"].lower()
    if base is None:
        return None, Precision.DAY, False
    if unit in {"day", "week"}:
        exact = word.isdigit() or word not in {"several", "few", "couple"}
        return _day(base - timedelta(days=count * (7 if unit == "week" else 1)) if exact else None)
    if unit == "month":
        return _shift_months(base, -count), Precision.MONTH, False
    return date(base.year - count, 1, 1), Precision.YEAR, False


def _shift_months(base: date, months: int) -> date:
    index = base.year * 12 + base.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _period(match: re.Match[str], base: date | None, future: bool) -> tuple[date | None, Precision, bool]:
    which, unit = match["which"].lower(), match["unit"].lower()
    if base is None:
        return None, Precision.MONTH, False
    step = {"last": -1, "past": -1, "previous": -1, "this": 0, "next": 1, "coming": 1}[which]
    if unit == "week":  # no day can be told, and no precision is a week
        return _day(None)
    if unit == "month":
        return _shift_months(base, step), Precision.MONTH, False
    if unit == "quarter":
        first = date(base.year, (base.month - 1) // 3 * 3 + 1, 1)
        return _shift_months(first, 3 * step), Precision.QUARTER, False
    if unit == "year":
        return date(base.year + step, 1, 1), Precision.YEAR, False
    year = base.year + (step if step else 0)
    return date(year, _SEASONS[unit], 1), Precision.QUARTER, False


def _season(match: re.Match[str], base: date | None, future: bool) -> tuple[date | None, Precision, bool]:
    if base is None:
        return None, Precision.QUARTER, True
    month = _SEASONS[match["season"].lower()]
    year = int(match["year"]) if match["year"] else base.year + (1 if future and month < base.month else 0)
    return date(year, month, 1), Precision.QUARTER, not match["year"]


def _new_year(match: re.Match[str], base: date | None, future: bool) -> tuple[date | None, Precision, bool]:
    if base is None:
        return _day(None)
    return date(base.year + (1 if future and base > date(base.year, 1, 1) else 0), 1, 1), Precision.DAY, True


# Order matters: the first pattern that covers a stretch wins it.
_PATTERNS: tuple[tuple[Cued, _Resolver], ...] = tuple(
    (Cued(pattern, flags), resolver)
    for pattern, flags, resolver in (
        (r"(?<![\d-])(?P<year>20[0-4]\d)[-/](?P<m>[01]?\d)[-/](?P<day>[0-3]?\d)(?!\d)", 0, _iso),
        (rf"\b{_MONTH} {_DAY},? {_YEAR}\b", re.I, _full),
        (rf"\b{_DAY}(?: of)? {_MONTH},? {_YEAR}\b", re.I, _full),
        (rf"\b{_MONTH} {_DAY}\b(?!\d|[.,]\d|\s?%)", 0, _month_day),
        (rf"\b(?<![\d.$-]){_DAY}(?: of)? {_MONTH}(?=\W|$)", 0, _month_day),
        (rf"\b(?:early |mid-|mid |late )?{_MONTH},?(?: of)? {_YEAR}\b", 0, _month_year),
        (
            r"\b(?:Q|the )?(?P<quarter>(?<=Q)[1-4]|first|second|third|"
            rf"fourth)(?: quarter)?(?:(?:,? of)?,? {_YEAR}|(?<=quarter))\b",
            re.I,
            _quarter,
        ),
        (
            r"\b(?:the (?:morning|evening|night) of )?(?:(?P<which>last|this|next|coming|"
            rf"past) )?{_WEEKDAY}{_PART}\b",
            re.I,
            _weekday,
        ),
        (
            r"\b(?:earlier |later )?today\b|\bthis (?:morning|afternoon|evening)\b|\btonight\b|"
            r"\bat midnight\b|\bjust now\b",
            re.I,
            _offset(0),
        ),
        (r"\byesterday(?: (?:morning|afternoon|evening|night))?\b|\blast night\b", re.I, _offset(-1)),
        (r"\btomorrow\b", re.I, _offset(1)),
        (rf"\b{_COUNT} (?P<unit>day|week|month|year)s? (?:ago|earlier)\b", re.I, _ago),
        (
            r"\b(?:earlier |later |early |late )?(?P<which>last|past|previous|this|next|"
            r"coming) (?P<unit>week|month|quarter|year|spring|summer|autumn|fall|winter)\b",
            re.I,
            _period,
        ),
        (
            r"\b(?:(?:early|late|mid) |mid-|the |in )(?P<season>spring|summer|autumn|"
            rf"winter)(?: of)?(?: {_YEAR})?\b",
            re.I,
            _season,
        ),
        (r"\bNew Year's Day\b", 0, _new_year),
        (rf"(?:{_AFTER}) (?:early |mid-|late )?{_MONTH}(?=\W|$)(?! \d)", 0, _bare_month),
        (rf"(?:{_AFTER}) (?:early |late |mid-)?{_YEAR}\b(?!-)", 0, _bare_year),
    )
)


@lru_cache(maxsize=8)  # status, date and slots of an act ask of the same sentence
def find_dates(text: str, published: date | None, *, future: bool = False) -> tuple[DatePhrase, ...]:
    """Find date phrases in one sentence and resolve them against the day of publication.

    Args:
        text: one sentence, typographic variants already plain.
        published: day the article appeared, None when unknown.
        future: resolve "Friday" or "October" forward (plans), not backward (reports).

    Returns:
        Phrases in text order, not overlapping.
    """
    found: list[DatePhrase] = []
    spelled = spell_text(text)
    for pattern, resolver in _PATTERNS:
        for match in pattern.finditer(spelled):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            value, precision, open_year = resolver(match, published, future)
            past = _last_day(value, precision) if value else None
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            found.append(DatePhrase(start, match.end(), match.group().strip(), value, precision, past, open_year))
    return tuple(sorted(found, key=lambda phrase: phrase.start))


def stated_date(phrase: DatePhrase | None) -> EventDate | None:
    """Return a resolved phrase as an event date, None without a phrase or a day."""
    return EventDate(phrase.value, phrase.precision, Basis.STATED) if phrase and phrase.value else None


def _last_day(value: date, precision: Precision) -> date:
    months = {Precision.MONTH: 1, Precision.QUARTER: 3, Precision.YEAR: 12}.get(precision)
    return _shift_months(value.replace(day=1), months) - timedelta(days=1) if months else value
