"""Records in, the JSON shapes that other programs rely on out (schemas/*.json describe them).

The shapes are stable: a key is never renamed or dropped, a new one may be added.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from wartracker.records import (
    Analysis,
    ArticleRef,
    Candidate,
    Claim,
    Event,
    EventDate,
    Evidence,
    Fields,
    LicenseRef,
    Mention,
    ModelRef,
    OpennessRecord,
    OrgRef,
)

Shape = dict[str, Any]
MAX_QUOTE = 300  # code points of one quote in any output


def format_moment(moment: datetime | None) -> str | None:
    """Write a time as UTC ISO 8601 with a Z, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def format_json(shape: object) -> str:
    """Write one JSON document on one line: stable key order as built, no escapes of letters."""
    return json.dumps(shape, ensure_ascii=False, separators=(", ", ": "), allow_nan=False)


def format_document(shape: Shape, items: str) -> str:
    """Write a JSON document whose long list stands one item a line: quick to write, and a change is one line.

    Args:
        shape: the document, not empty before the list.
        items: key of the list, which stands last.
    """
    head = format_json({key: value for key, value in shape.items() if key != items})
    lines = ",\n".join(format_json(item) for item in shape[items])
    return f"{head[:-1]}, {json.dumps(items)}: [\n{lines}\n]}}\n"


def shape_date(when: EventDate | None) -> Shape | None:
    """Shape an event date; `value` is always YYYY-MM-DD, the first day of its period."""
    if when is None:
        return None
    return {
        "value": when.value.isoformat(),
        "end": when.end.isoformat() if when.end else None,
        "precision": when.precision.value,
        "basis": when.basis.value,
    }


def shape_organization(org: OrgRef) -> Shape:
    """Shape an organization of an event."""
    return {"key": org.key, "name": org.name, "role": org.role}


def shape_model(model: ModelRef) -> Shape:
    """Shape a model of an event."""
    return {"key": model.key, "name": model.name, "family": model.family, "version": model.version}


def shape_license(license_: LicenseRef | None) -> Shape | None:
    """Shape the flagship's licence."""
    if license_ is None:
        return None
    return {
        "key": license_.key,
        "name": license_.name,
        "class": license_.license_class.value,
        "clauses": list(license_.clauses),
    }


def shape_openness(record: OpennessRecord) -> Shape:
    """Shape openness by component."""
    return {
        "class": record.openness.value,
        "weights": record.weights.value,
        "training_code": record.training_code.value,
        "training_data": record.training_data.value,
        "paper": record.paper.value,
        "evaluation": record.evaluation.value,
        "checkpoints": record.checkpoints.value,
        "api": record.api.value,
    }


def shape_article(article: ArticleRef) -> Shape:
    """Shape a source."""
    return {
        "id": article.id,
        "url": article.url,
        "title": article.title,
        "publisher": article.publisher,
        "tier": article.tier.value,
        "published": format_moment(article.published_at),
    }


def shape_evidence(item: Evidence) -> Shape:
    """Shape a quote with its place."""
    return {
        "supports": list(item.supports),
        "article": item.article,
        "in": item.field,
        "start": item.start,
        "end": item.end,
        "quote": item.quote,
    }


def shape_fields(fields: Fields) -> Shape:
    """Shape the descriptive fields that candidates and events share."""
    return {
        "title": fields.title,
        "kind": fields.kind.value,
        "status": fields.status.value,
        "date": shape_date(fields.date),
        "slots": dict(sorted(fields.slots.items())),
        "significance": fields.significance.value,
        "organizations": [shape_organization(org) for org in fields.organizations],
        "models": [shape_model(model) for model in fields.models],
        "license": shape_license(fields.license),
        "licenses": [{"key": item.key, "models": list(item.models)} for item in fields.licenses],
        "openness": shape_openness(fields.openness),
        "access": fields.access.value,
        "party": str(fields.party),
        "crosses_over": fields.crosses_over,
        "frontlines": list(fields.frontlines),
        "interpretations": list(fields.interpretations),
    }


def shape_candidate(candidate: Candidate) -> Shape:
    """Shape one line of candidates.jsonl."""
    fields = shape_fields(candidate.fields)
    return {
        "id": candidate.id,
        "version": candidate.version,
        "state": candidate.state.value,
        "held_because": candidate.held_because.value if candidate.held_because else None,
        **fields,
        "significance_why": list(candidate.significance_why),
        "score": round(candidate.score, 4),
        "confidence": {name: round(value, 3) for name, value in sorted(candidate.confidence.items())},
        "articles": [shape_article(article) for article in candidate.articles],
        "evidence": [shape_evidence(item) for item in candidate.evidence],
        "conflicts": [
            {"field": item.field, "values": list(item.values), "articles": list(item.articles)}
            for item in candidate.conflicts
        ],
        "matches": [{"id": item.id, "why": item.why} for item in candidate.matches],
        "why": list(candidate.why),
        "updates": candidate.updates,
    }


def cut_quote(item: Evidence) -> Evidence:
    """Cut a quote to what outputs may repeat of a publisher's text; what is left stays verbatim, at its place."""
    if len(item.quote) <= MAX_QUOTE:
        return item
    return replace(item, quote=item.quote[:MAX_QUOTE], end=item.start + MAX_QUOTE)


def shape_event(event: Event) -> Shape:
    """Shape one event of timeline.json."""
    return {
        "id": event.id,
        "accession": {"number": event.number, "day": event.day.isoformat(), "curator": event.curator},
        **shape_fields(event.fields),
        "sources": [shape_article(source) for source in event.sources],
        "evidence": [shape_evidence(cut_quote(item)) for item in event.evidence],
        "revisions": [{"at": format_moment(item.at), "by": item.by, "note": item.note} for item in event.revisions],
        "published": format_moment(event.published),
        "updated": format_moment(event.updated),
        "supersedes": list(event.supersedes),
        "also": list(event.also),
        "state": event.state.value,
        "merged_into": event.merged_into,
        "retracted": event.retracted,
        "links": [{"event": link.event, "as": link.link.value} for link in event.links],
        "linked_from": [{"event": link.event, "as": link.link.value} for link in event.linked_from],
    }


def shape_mention(mention: Mention) -> Shape:
    """Shape a mention of tags.jsonl."""
    return {
        "field": mention.field,
        "start": mention.start,
        "end": mention.end,
        "label": mention.label.value,
        "surface": mention.surface,
        "key": mention.key,
        "name": mention.name,
        "confidence": round(mention.confidence, 3),
        "rules": list(mention.rules),
    }


def shape_claim(claim: Claim) -> Shape:
    """Shape a claim of tags.jsonl."""
    return {
        "kind": claim.kind.value,
        "status": claim.status.value,
        "organizations": [org.key for org in claim.organizations],
        "models": [model.key for model in claim.models],
        "license": claim.licenses[0].key if claim.licenses else None,
        "date": shape_date(claim.date),
        "slots": dict(sorted(claim.slots.items())),
        "main": claim.main,
        "evidence": [shape_evidence(item) for item in claim.evidence],
    }


def shape_tags(
    identifier: str, mentions: Sequence[Mention], claims: Sequence[Claim], analysis: Analysis | None
) -> Shape:
    """Shape one line of tags.jsonl."""
    relevance = {
        item.relevance.debate: {
            "score": round(item.relevance.score, 3),
            "keep": item.relevance.keep,
            "reasons": list(item.relevance.reasons),
        }
        for item in (analysis.debates if analysis else ())
    }
    return {
        "id": identifier,
        "mentions": [shape_mention(mention) for mention in mentions],
        "claims": [shape_claim(claim) for claim in claims],
        "relevance": relevance,
    }


def shape_timeline(debate: str, events: Sequence[Event]) -> Shape:
    """Shape timeline.json: events by event date, then accession; `generated` is the greatest `updated`."""
    ordered = sorted(events, key=lambda event: (event.fields.date.value, event.number))
    latest = max((event.updated for event in events), default=None)
    return {
        "schema": "wartracker.timeline/1",
        "debate": debate,
        "generated": format_moment(latest),
        "events": [shape_event(event) for event in ordered],
    }


def parse_moment(value: object) -> tuple[datetime | None, bool]:
    """Read a published time of "Article in".

    Args:
        value: ISO 8601 day or time, or None.

    Returns:
        The aware UTC time (a day becomes its noon, so that no time zone moves it), and whether only a day was given.

    Raises:
        ValueError: neither a day nor a time.
    """
    if value is None or value == "":
        return None, False
    if not isinstance(value, str):
        raise ValueError("`published` must be an ISO 8601 day or time")
    if len(value) == 10:
        day = date.fromisoformat(value)
        return datetime(day.year, day.month, day.day, 12, tzinfo=UTC), True
    moment = datetime.fromisoformat(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC), False
