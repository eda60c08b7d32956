"""What a curator typed in, fields of an event out, or a sentence for everything that cannot be meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from enum import StrEnum

from wartracker.debate import Debate
from wartracker.display import clean_line
from wartracker.facts import EventDate, LicenseRef, ModelRef, OpennessRecord, OrgRef
from wartracker.gazetteer import Gazetteers
from wartracker.records import Fields, SlotValue
from wartracker.review.values import write_date, write_slot
from wartracker.vocabulary import (
    Access,
    Basis,
    Kind,
    LicenseClass,
    Openness,
    Part,
    Precision,
    Significance,
    Status,
    Weights,
    YesNo,
)

ROLES = ("actor", "investor", "investee", "reseller", "jurisdiction", "partner", "target", "about")
COMPONENTS: Mapping[str, type[StrEnum]] = {
    "weights": Weights,
    "training_code": Part,
    "training_data": Part,
    "paper": YesNo,
    "evaluation": YesNo,
    "checkpoints": YesNo,
    "api": YesNo,
}
WORDS: Mapping[str, type[StrEnum]] = {
    "kind": Kind,
    "status": Status,
    "significance": Significance,
    "openness": Openness,
    "access": Access,
    **COMPONENTS,
}
_TITLE = (8, 140)  # code points
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?|-?Q([1-4]))?", re.IGNORECASE)
_ROLE = re.compile(r"(.+?)\s*\(([a-z]+)\)")
_SLUG = re.compile(r"[^a-z0-9]+")
_SLOT = re.compile(r"[a-z][a-z0-9_ ]{0,40}")


@dataclass(slots=True)
class Faults:
    """Sentences by field."""

    by_field: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, sentence: str) -> None:
        """Note what is wrong with a field; the first word counts."""
        self.by_field.setdefault(name, sentence)


def list_parties(debate: Debate) -> list[str]:
    """List whose move an event may be."""
    return [*(side.key for side in debate.parties), "none"]


def write_form(fields: Fields) -> dict[str, str]:
    """Write fields as the form shows them; reading it back gives the same fields."""
    opened = fields.openness
    slots = [(name, write_slot(value)) for name, value in sorted(fields.slots.items())]
    form = {
        "title": fields.title,
        "kind": fields.kind.value,
        "status": fields.status.value,
        "date": write_date(EventDate(fields.date.value, fields.date.precision, fields.date.basis)),
        "end": fields.date.end.isoformat() if fields.date.end else "",
        "significance": fields.significance.value,
        "organizations": "\n".join(f"{org.name} ({org.role})" for org in fields.organizations),
        "models": "\n".join(model.name for model in fields.models),
        "license": fields.license.key if fields.license else "",
        "openness": opened.openness.value,
        "access": fields.access.value,
        "party": str(fields.party),
        "crosses_over": "yes" if fields.crosses_over else "",
        "slots": "\n".join(f"{name}: {text}" for name, text in slots if text),
    }
    return form | {name: str(getattr(opened, name)) for name in COMPONENTS}


def read_form(
    form: Mapping[str, str],
    lists: Mapping[str, Sequence[str]],
    before: Fields | None,
    debate: Debate,
    gazetteers: Gazetteers,
) -> tuple[Fields | None, dict[str, str]]:
    """Read what was typed.

    Args:
        form: one value a field.
        lists: values of the fields that hold several.
        before: the fields as shown; names, keys and slots that were not touched keep what the form cannot show.
        debate: which frontlines and readings there are.
        gazetteers: names known.

    Returns:
        The fields, or None and a sentence for every field at fault.
    """
    faults = Faults()
    title = clean_line(form.get("title", ""), 400)
    if not _TITLE[0] <= len(title) <= _TITLE[1]:
        faults.add("title", f"a title has {_TITLE[0]} to {_TITLE[1]} characters, this one {len(title)}")
    words = {name: _read_word(name, kind, form, faults) for name, kind in WORDS.items()}
    party = form.get("party", "")
    if party not in (sides := list_parties(debate)):
        faults.add("party", f"one of: {', '.join(sides)}")
    when = _read_date(form, before.date if before else None, faults)
    license_ = _read_license(form.get("license", ""), before, gazetteers, faults)
    fronts = _read_keys("frontlines", lists, [front.key for front in debate.frontlines], before, faults)
    readings = [item.key for item in debate.interpretations] + [item.key for item in debate.open_questions]
    touched = _read_keys("interpretations", lists, readings, before, faults)
    organizations = _read_organizations(form.get("organizations", ""), before, gazetteers, faults)
    slots = _read_slots(form.get("slots", ""), before, faults)
    if faults.by_field or when is None or any(word is None for word in words.values()):
        return None, faults.by_field
    opened = {name: words[name] for name in COMPONENTS}
    same_license = before is not None and license_ == before.license
    return Fields(
        title=title,
        kind=Kind(str(words["kind"])),
        status=Status(str(words["status"])),
        date=when,
        significance=Significance(str(words["significance"])),
        organizations=organizations,
        models=_read_models(form.get("models", ""), before, gazetteers),
        license=license_,
        licenses=before.licenses if before is not None and same_license else (license_,) if license_ else (),
        openness=OpennessRecord(openness=Openness(str(words["openness"])), **opened),  # type: ignore[arg-type]
        access=Access(str(words["access"])),
        party=party,
        crosses_over=form.get("crosses_over") == "yes",
        frontlines=fronts,
        interpretations=touched,
        slots=slots,
    ), {}


def _read_word(name: str, kind: type[StrEnum], form: Mapping[str, str], faults: Faults) -> StrEnum | None:
    value = form.get(name, "")
    if value in {word.value for word in kind}:
        return kind(value)
    faults.add(name, f"one of: {', '.join(kind)}")
    return None


def read_day(text: str) -> tuple[date, Precision] | None:
    """Read a date as precisely as it was written: 2026-11-20, 2026-11, 2026-Q4 or 2026."""
    found = _DAY.fullmatch(text.strip())
    if not found:
        return None
    year, month, day, quarter = found.groups()
    try:
        if quarter:
            return date(int(year), int(quarter) * 3 - 2, 1), Precision.QUARTER
        value = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return value, Precision.DAY if day else Precision.MONTH if month else Precision.YEAR


def _read_date(form: Mapping[str, str], before: EventDate | None, faults: Faults) -> EventDate | None:
    found = read_day(form.get("date", ""))
    if found is None or not 1950 <= found[0].year <= 2100:
        faults.add("date", "write a date as 2026-11-20, 2026-11, 2026-Q4 or 2026")
        return None
    value, precision = found
    end = None
    if form.get("end", "").strip():
        ending = read_day(form["end"])
        if ending is None or ending[1] is not Precision.DAY or ending[0] < value:
            faults.add("end", "the last day of a span, as 2026-11-22, not before its first")
            return None
        end = ending[0]
    untouched = before is not None and (before.value, before.precision) == (value, precision)
    return EventDate(value, precision, before.basis if before and untouched else Basis.STATED, end)


def _read_organizations(text: str, before: Fields | None, gazetteers: Gazetteers, faults: Faults) -> tuple[OrgRef, ...]:
    known = {(org.name.casefold(), org.role): org for org in before.organizations} if before else {}
    names = {name.casefold(): row for row in gazetteers.organizations for name in (*row.aliases, row.name, row.key)}
    found: list[OrgRef] = []
    for line in _lines(text):
        match = _ROLE.fullmatch(line)
        name, role = (match[1], match[2]) if match else (line, "actor")
        if role not in ROLES:
            faults.add("organizations", f"{role!r} is no role; known: {', '.join(ROLES)}")
            continue
        row = names.get(name.casefold())
        given = OrgRef(row.key, row.name, role) if row else OrgRef(slugify(name), name, role)
        found.append(known.get((name.casefold(), role), given))
    return tuple(dict.fromkeys(found))


def _read_models(text: str, before: Fields | None, gazetteers: Gazetteers) -> tuple[ModelRef, ...]:
    known = {model.name.casefold(): model for model in before.models} if before else {}
    names = {name.casefold(): row for row in gazetteers.models for name in (*row.aliases, row.name, row.key)}
    found: list[ModelRef] = []
    for line in _lines(text):
        row = names.get(line.casefold())
        given = (
            ModelRef(row.key, row.name, row.family, row.version, owner=row.owner)
            if row
            else ModelRef(slugify(line), line, None, None)
        )
        found.append(known.get(line.casefold(), given))
    return tuple(dict.fromkeys(found))


def _read_license(text: str, before: Fields | None, gazetteers: Gazetteers, faults: Faults) -> LicenseRef | None:
    wanted = clean_line(text, 160)
    if not wanted:
        return None
    if before and before.license and wanted == before.license.key:
        return before.license
    names = {
        name.casefold(): row
        for row in gazetteers.licenses
        for name in (*row.aliases, row.hub or row.key, row.name, row.key)
    }
    row = names.get(wanted.casefold())
    if row is not None:
        return LicenseRef(row.key, row.name, row.license_class, row.clauses)
    if wanted.startswith("LicenseRef-"):
        return LicenseRef(wanted, wanted, LicenseClass.UNKNOWN)
    near = get_close_matches(wanted.casefold(), names, n=3, cutoff=0.5)
    hint = f"; near: {', '.join(dict.fromkeys(names[name].key for name in near))}" if near else ""
    faults.add("license", f"no licence {wanted!r} is known; an own one is written LicenseRef-name{hint}")
    return None


def _read_keys(
    name: str, lists: Mapping[str, Sequence[str]], known: Sequence[str], before: Fields | None, faults: Faults
) -> tuple[str, ...]:
    given = [value for value in lists.get(name, ()) if value]
    kept = getattr(before, name) if before else ()
    strange = [value for value in given if value not in known and value not in kept]
    if strange:
        faults.add(name, f"{strange[0][:40]!r} is none of: {', '.join(known)}")
    order = {key: place for place, key in enumerate(dict.fromkeys((*kept, *known)))}
    return tuple(sorted(dict.fromkeys(given), key=lambda value: order.get(value, 0)))


def _read_slots(text: str, before: Fields | None, faults: Faults) -> dict[str, SlotValue]:
    kept = dict(before.slots) if before else {}
    found: dict[str, SlotValue] = {name: value for name, value in kept.items() if not write_slot(value)}
    for line in _lines(text):
        name, colon, value = (part.strip() for part in line.partition(":"))
        if not colon or not value or not _SLOT.fullmatch(name):
            faults.add("slots", f"write one `name: value` a line; {clean_line(line, 40)!r} is none")
            continue
        key = name.replace(" ", "_")
        old = kept.get(key)
        if old is not None and write_slot(old) == value:
            found[key] = old
        elif isinstance(old, list):
            found[key] = [part.strip() for part in value.split(",") if part.strip()]
        elif isinstance(old, float):
            found[key] = _read_number(name, value, faults)
        else:
            found[key] = value
    return found


def _read_number(name: str, text: str, faults: Faults) -> float | None:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        faults.add("slots", f"{name} is a number")
        return None


def _lines(text: str) -> list[str]:
    return [line for raw in text[:20_000].splitlines() if (line := clean_line(raw, 200))]


def slugify(name: str) -> str:
    """Make the key of a name that no gazetteer knows."""
    return _SLUG.sub("-", name.casefold()).strip("-") or "unnamed"
