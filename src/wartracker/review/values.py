"""Fields of a candidate in, the words in which a curator reads them out."""

from __future__ import annotations

from wartracker.display import clean_line, tell_word
from wartracker.facts import EventDate, LicenseRef, ModelRef, OpennessRecord, OrgRef
from wartracker.records import Fields, SlotValue
from wartracker.vocabulary import Part, Precision, Weights, YesNo


def write_date(when: EventDate) -> str:
    """Write a date as precisely as it is known, never more."""
    value = when.value
    texts = {
        Precision.DAY: value.isoformat(),
        Precision.MONTH: value.strftime("%Y-%m"),
        Precision.QUARTER: f"{value.year}-Q{(value.month + 2) // 3}",
        Precision.YEAR: str(value.year),
    }
    text = texts[when.precision]
    return f"{text} to {when.end.isoformat()}" if when.end else text


def write_organization(org: OrgRef) -> str:
    """Write an organization with its role."""
    return f"{clean_line(org.name, 120)} ({org.role})"


def write_model(model: ModelRef) -> str:
    """Write a model's name."""
    return clean_line(model.name, 120)


def write_license(license_: LicenseRef | None) -> str:
    """Write a licence: id and class; empty when none is known."""
    if license_ is None:
        return ""
    return f"{clean_line(license_.key, 120)} ({license_.license_class.value})"


def write_openness(record: OpennessRecord) -> str:
    """Write openness: the class, then every component that is known."""
    parts = [
        f"{tell_word(name)} {tell_word(str(value))}"
        for name, value in (
            ("weights", record.weights),
            ("training_code", record.training_code),
            ("training_data", record.training_data),
            ("paper", record.paper),
            ("evaluation", record.evaluation),
            ("checkpoints", record.checkpoints),
            ("api", record.api),
        )
        if value not in {Weights.UNKNOWN, Part.UNKNOWN, YesNo.UNKNOWN}
    ]
    text = tell_word(record.openness.value)
    return f"{text} ({', '.join(parts)})" if parts else text


def write_slot(value: SlotValue) -> str:
    """Write a slot's value; empty when the text does not say."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(clean_line(item, 120) for item in value)
    return clean_line(str(int(value)) if isinstance(value, float) and value.is_integer() else str(value), 200)


def tell_fields(fields: Fields) -> dict[str, str]:
    """Write every field in words; the empty string where nothing is known."""
    told = {
        "title": clean_line(fields.title),
        "kind": tell_word(fields.kind.value),
        "status": tell_word(fields.status.value),
        "date": write_date(fields.date),
        "significance": fields.significance.value,
        "organizations": "; ".join(write_organization(org) for org in fields.organizations),
        "models": "; ".join(write_model(model) for model in fields.models),
        "license": write_license(fields.license),
        "openness": write_openness(fields.openness),
        "access": fields.access.value,
        "party": str(fields.party) + (", crosses over" if fields.crosses_over else ""),
        "frontlines": ", ".join(fields.frontlines),
        "interpretations": ", ".join(fields.interpretations),
    }
    return told | {tell_word(name): write_slot(value) for name, value in sorted(fields.slots.items())}
