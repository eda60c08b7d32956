"""Text of pipelines/timelines/<debate>.yaml in, the events known when a debate starts out."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from datetime import date as Day  # noqa: N812  `date` is a field below, and annotations are read by name

from wartracker.config import find_line, parse_yaml, validate
from wartracker.debate import Debate
from wartracker.display import safe_link
from wartracker.errors import ConfigError
from wartracker.facts import EventDate, LicenseRef, ModelRef, OpennessRecord, OrgRef
from wartracker.gazetteer import Gazetteers
from wartracker.ids import build_id
from wartracker.records import ArticleRef, Event, Fields
from wartracker.strict import Strict
from wartracker.vocabulary import Access, Basis, Kind, Openness, Party, Precision, Significance, Status, Tier, Weights


@dataclass(frozen=True, slots=True)
class KnownDate(Strict):
    """When it happened."""

    value: Day  # first day of the period
    end: Day | None = None  # last day of a span
    precision: Precision = Precision.DAY
    basis: Basis = Basis.STATED


@dataclass(frozen=True, slots=True)
class KnownSource(Strict):
    """Where it can be read."""

    url: str
    publisher: str
    title: str = ""
    tier: Tier = Tier.UNKNOWN


@dataclass(frozen=True, slots=True)
class KnownEvent(Strict):
    """One event of a timeline file."""

    title: str
    kind: Kind
    status: Status
    date: KnownDate
    significance: Significance
    organizations: Mapping[str, str]  # organization key -> role
    number: int | None = None  # accession number; None: the program gives it
    day: Day | None = None  # accession day: when a curator took it in
    models: tuple[str, ...] = ()  # gazetteer keys
    license: str | None = None  # licence key
    openness: Openness = Openness.NOT_APPLICABLE
    party: str = Party.NONE  # key of one of the debate's parties
    crosses_over: bool = False
    frontlines: tuple[str, ...] = ()
    slots: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[KnownSource, ...] = ()


def parse_known(text: str, file: str, gazetteers: Gazetteers, debate: Debate) -> tuple[Event, ...]:
    """Parse a timeline file: a mapping with `curator` and `events`, each with its accession number and day.

    Args:
        text: YAML text.
        file: its name, for messages.
        gazetteers: where organization, model and licence keys must stand.
        debate: whose parties and frontlines the events name.

    Returns:
        Events by accession number.

    Raises:
        ConfigError: with line and key; a number that stands twice or is missing, a key that no gazetteer has.
    """
    rows, curator = read_rows(text, file)
    tables = _Tables(gazetteers, debate)
    seen: set[int] = set()
    events: list[Event] = []
    for index, row in enumerate(rows):
        place: list[str | int] = ["events", index]
        if row.number is None or row.day is None:
            message = "an event known at the start needs its accession `number` and `day`, which never change"
            raise ConfigError(message, file, find_line(text, place), f"events.{index}")
        if row.number in seen:
            line = find_line(text, [*place, "number"])
            raise ConfigError(f"the accession {row.number} stands twice", file, line, f"events.{index}.number")
        seen.add(row.number)
        tables.check(row, text, file, index)
        events.append(_build(row, row.number, row.day, curator, tables))
    return tuple(sorted(events, key=lambda event: event.number))


def parse_new(text: str, file: str, gazetteers: Gazetteers, debate: Debate, day: Day) -> tuple[Event, ...]:
    """Parse a file of events that get their numbers when they are taken in; those of the file count from 1.

    Args:
        text: YAML text of the same shape; `number` and `day` are left out.
        file: its name, for messages.
        gazetteers: where keys must stand.
        debate: whose parties and frontlines the events name.
        day: today.

    Raises:
        ConfigError: with line and key; a number or day is given.
    """
    rows, curator = read_rows(text, file)
    tables = _Tables(gazetteers, debate)
    for index, row in enumerate(rows):
        if row.number is not None or row.day is not None:
            line = find_line(text, ["events", index, "day" if row.number is None else "number"])
            raise ConfigError("`number` and `day` are given by the program; leave them out", file, line)
        tables.check(row, text, file, index)
    return tuple(_build(row, number, day, curator, tables) for number, row in enumerate(rows, 1))


def read_rows(text: str, file: str) -> tuple[tuple[KnownEvent, ...], str]:
    """Read the rows of a timeline file and its curator; keys are not looked up.

    Raises:
        ConfigError: with line and key.
    """
    data = parse_yaml(text, file)
    if not isinstance(data, dict) or set(data) != {"curator", "events"}:
        raise ConfigError("expected exactly the keys `curator` and `events`", file, 1)
    rows = validate(tuple[KnownEvent, ...], data["events"], text, file, ["events"])
    return rows, validate(str, data["curator"], text, file, ["curator"])


class _Tables:
    """Gazetteer rows and the debate's own keys."""

    def __init__(self, gazetteers: Gazetteers, debate: Debate) -> None:
        self.debate = debate.name
        self.parties = {Party.NONE, *(side.key for side in debate.parties)}
        self.frontlines = {front.key for front in debate.frontlines}
        self.organizations = {row.key: row for row in gazetteers.organizations}
        self.models = {row.key: row for row in gazetteers.models}
        self.licenses = {row.key: row for row in gazetteers.licenses}

    def check(self, row: KnownEvent, text: str, file: str, index: int) -> None:
        """Refuse a row that names what no row has, or a source that no reader can open.

        Raises:
            ConfigError: with line and key.
        """
        if unknown := self.find_unknown(row):
            name, key = unknown
            line = find_line(text, ["events", index, name])
            where = "the debate's file" if name in {"party", "frontlines"} else "its gazetteer"
            raise ConfigError(f"{key} is in no row of {where}", file, line, f"events.{index}.{name}")
        for place, source in enumerate(row.sources):
            if safe_link(source.url) is None:
                line = find_line(text, ["events", index, "sources", place, "url"])
                raise ConfigError("a source is an http or https address", file, line, f"events.{index}.sources")

    def find_unknown(self, row: KnownEvent) -> tuple[str, str] | None:
        """Return field and key of the first key that no row has."""
        licenses: Sequence[str] = (row.license,) if row.license else ()
        checks: tuple[tuple[str, Iterable[str], Container[str]], ...] = (
            ("organizations", row.organizations, self.organizations),
            ("models", row.models, self.models),
            ("license", licenses, self.licenses),
            ("party", (row.party,), self.parties),
            ("frontlines", row.frontlines, self.frontlines),
        )
        for name, keys, known in checks:
            if missing := next((key for key in keys if key not in known), None):
                return name, missing
        return None


# What the class says of the weights where a file gives the class alone.
_WEIGHTS = {
    Openness.FULLY_OPEN: Weights.DOWNLOADABLE,
    Openness.OPEN_WEIGHTS: Weights.DOWNLOADABLE,
    Openness.PARTIALLY_OPEN: Weights.NONE,
    Openness.FULLY_CLOSED: Weights.NONE,
}


def _build(row: KnownEvent, number: int, accepted: Day, curator: str, tables: _Tables) -> Event:
    models = tuple(
        ModelRef(model.key, model.name, model.family, model.version, owner=model.owner)
        for model in (tables.models[key] for key in row.models)
    )
    licenses: tuple[LicenseRef, ...] = ()
    if row.license:
        found = tables.licenses[row.license]
        licenses = (LicenseRef(found.key, found.name, found.license_class, found.clauses, row.models),)
    fields = Fields(
        title=row.title,
        kind=row.kind,
        status=row.status,
        date=EventDate(row.date.value, row.date.precision, row.date.basis, row.date.end),
        significance=row.significance,
        organizations=tuple(
            OrgRef(key, tables.organizations[key].name, role) for key, role in row.organizations.items()
        ),
        models=models,
        license=licenses[0] if licenses else None,
        licenses=licenses,
        openness=OpennessRecord(row.openness, _WEIGHTS.get(row.openness, Weights.UNKNOWN)),
        access=Access.PUBLIC if models else Access.UNKNOWN,
        party=row.party,
        crosses_over=row.crosses_over,
        frontlines=row.frontlines,
        slots=dict(row.slots),
    )
    at = datetime(accepted.year, accepted.month, accepted.day, 12, tzinfo=UTC)
    return Event(
        id=f"evt-{number}",
        number=number,
        day=accepted,
        curator=curator,
        fields=fields,
        sources=tuple(
            ArticleRef(build_id("src", source.url), source.url, source.title, source.publisher, source.tier, None)
            for source in row.sources
        ),
        evidence=(),
        revisions=(),
        published=at,
        updated=at,
        candidate=build_id("cand", tables.debate, "known", str(number)),
    )
