"""Text of pipelines/timelines/<debate>.yaml in, the events known when a debate starts out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from datetime import date as Day  # noqa: N812  `date` is a field below, and annotations are read by name

from wartracker.config import find_line, parse_yaml, validate
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

    number: int  # accession number
    day: Day  # accession day: when a curator took it in
    title: str
    kind: Kind
    status: Status
    date: KnownDate
    significance: Significance
    organizations: Mapping[str, str]  # organization key -> role
    models: tuple[str, ...] = ()  # gazetteer keys
    license: str | None = None  # licence key
    openness: Openness = Openness.NOT_APPLICABLE
    party: Party = Party.NONE
    crosses_over: bool = False
    frontlines: tuple[str, ...] = ()
    slots: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[KnownSource, ...] = ()


def parse_known(text: str, file: str, gazetteers: Gazetteers) -> tuple[Event, ...]:
    """Parse a timeline file: a mapping with `curator` and `events`.

    Args:
        text: YAML text.
        file: its name, for messages.
        gazetteers: where organization, model and licence keys must stand.

    Returns:
        Events by accession number.

    Raises:
        ConfigError: with line and key; a number that stands twice, a key that no gazetteer has.
    """
    data = parse_yaml(text, file)
    if not isinstance(data, dict) or set(data) != {"curator", "events"}:
        raise ConfigError("expected exactly the keys `curator` and `events`", file, 1)
    rows = validate(tuple[KnownEvent, ...], data["events"], text, file, ["events"])
    curator = validate(str, data["curator"], text, file, ["curator"])
    tables = _Tables(gazetteers)
    seen: set[int] = set()
    events: list[Event] = []
    for index, row in enumerate(rows):
        place: list[str | int] = ["events", index]
        if row.number in seen:
            line = find_line(text, [*place, "number"])
            raise ConfigError(f"the accession {row.number} stands twice", file, line, f"events.{index}.number")
        seen.add(row.number)
        if unknown := tables.find_unknown(row):
            line = find_line(text, [*place, unknown[0]])
            message = f"{unknown[1]} is in no row of its gazetteer"
            raise ConfigError(message, file, line, f"events.{index}.{unknown[0]}")
        events.append(_build(row, curator, tables))
    return tuple(sorted(events, key=lambda event: event.number))


class _Tables:
    """Gazetteer rows by key."""

    def __init__(self, gazetteers: Gazetteers) -> None:
        self.organizations = {row.key: row for row in gazetteers.organizations}
        self.models = {row.key: row for row in gazetteers.models}
        self.licenses = {row.key: row for row in gazetteers.licenses}

    def find_unknown(self, row: KnownEvent) -> tuple[str, str] | None:
        """Return field and key of the first key that no row has."""
        licenses: Sequence[str] = (row.license,) if row.license else ()
        for name, keys, known in (
            ("organizations", row.organizations, self.organizations),
            ("models", row.models, self.models),
            ("license", licenses, self.licenses),
        ):
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


def _build(row: KnownEvent, curator: str, tables: _Tables) -> Event:
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
    at = datetime(row.day.year, row.day.month, row.day.day, 12, tzinfo=UTC)
    return Event(
        id=f"evt-{row.number}",
        number=row.number,
        day=row.day,
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
        candidate=build_id("cand", "known", str(row.number)),
    )
