"""Claims made by hand: the few facts a case is about, defaults for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from wartracker.debate import Debate, Frontline, Gate, Interpretation, Membership, Move, PartySide, SignificanceLevels
from wartracker.debate import SignificanceRule as Rule
from wartracker.gazetteer import Gazetteers, License, Organization
from wartracker.records import (
    ArticleRef,
    Claim,
    EventDate,
    Evidence,
    LicenseRef,
    ModelRef,
    OpennessRecord,
    OrgRef,
    SlotValue,
)
from wartracker.vocabulary import (
    Access,
    Basis,
    Kind,
    LicenseClass,
    Lifecycle,
    Openness,
    Party,
    Precision,
    Standing,
    Status,
    Tier,
    Weights,
)

APACHE = LicenseRef("Apache-2.0", "Apache License 2.0", LicenseClass.OPEN_SOURCE)
MIT = LicenseRef("MIT", "MIT License", LicenseClass.OPEN_SOURCE)
OPEN = OpennessRecord(Openness.OPEN_WEIGHTS, Weights.DOWNLOADABLE)
CLOSED = OpennessRecord(Openness.FULLY_CLOSED, Weights.NONE)


def model(name: str, family: str, version: str | None = None, **more: Any) -> ModelRef:
    """Make a model reference; the key is the slug of the name."""
    key = name.lower().replace(" ", "-")
    return ModelRef(key=key, name=name, family=family, version=version, **more)


def org(name: str, role: str = "actor") -> OrgRef:
    """Make an organization reference; the key is the slug of the name."""
    return OrgRef(key=name.lower().replace(" ", "-"), name=name, role=role)


def on(day: str, precision: Precision = Precision.DAY) -> EventDate:
    """Make a stated date."""
    return EventDate(date.fromisoformat(day), precision, Basis.STATED)


def article(id: str, day: str | None, title: str = "", **more: Any) -> ArticleRef:
    """Make an article of a publisher of its own."""
    published = datetime.combine(date.fromisoformat(day), time(9), UTC) if day else None
    return ArticleRef(
        id=id,
        url=f"https://{id}.example/",
        title=title or f"Title of {id}",
        publisher=more.pop("publisher", f"{id}.example"),
        tier=more.pop("tier", Tier.PRESS),
        published_at=published,
        **more,
    )


def claim(
    id: str,
    of: str,
    kind: Kind = Kind.WEIGHTS_RELEASE,
    status: Status = Status.RELEASED,
    models: Sequence[ModelRef] = (),
    orgs: Sequence[OrgRef] = (),
    slots: dict[str, SlotValue] | None = None,
    **more: Any,
) -> Claim:
    """Make a claim of article `of` with one quote."""
    quote = f"Quote of {id}."
    return Claim(
        id=id,
        debate="weights",
        article=of,
        kind=kind,
        status=status,
        organizations=tuple(orgs),
        models=tuple(models),
        licenses=tuple(more.pop("licenses", ())),
        openness=more.pop("openness", OpennessRecord()),
        access=more.pop("access", Access.UNKNOWN),
        date=more.pop("date", None),
        slots=slots or {},
        evidence=more.pop("evidence", (Evidence(of, "text", 0, len(quote), quote, ("kind",)),)),
        confidence=more.pop("confidence", {"claim": 0.8}),
        rules=more.pop("rules", ("rule",)),
        **more,
    )


GAZETTEERS = Gazetteers(
    organizations=(
        Organization("tern-labs", "Tern Labs", "test", party=Party.OPEN),
        Organization("tern-brain", "Tern Brain", "test", parent="tern-labs"),
        Organization("vault-ai", "Vault AI", "test", party=Party.CLOSED),
        Organization("assembly-of-norland", "Assembly of Norland", "test", kind="legislature"),
    ),
    licenses=(
        License("Apache-2.0", "Apache License 2.0", LicenseClass.OPEN_SOURCE, "test"),
        License("LicenseRef-tern", "Tern Research License", LicenseClass.RESEARCH_ONLY, "test"),
    ),
)

DEBATE = Debate(
    name="weights",
    title="Weights",
    question="?",
    tagline="",
    kernel="",
    since=date(2023, 1, 1),
    curator="ana",
    lifecycle=Lifecycle.ACTIVE,
    standing=Standing.CONTESTED,
    parties=(
        PartySide("open", "Open", "", (Membership("tern-labs", since=date(2024, 1, 1)),), (Move.OPENS,)),
        PartySide(
            "closed",
            "Closed",
            "",
            (Membership("tern-labs", until=date(2024, 1, 1)), Membership("vault-ai")),
            (Move.CLOSES,),
        ),
        PartySide("state", "States", "", (), (Move.GOVERNS,), neutral=True),
    ),
    frontlines=(
        Frontline("capability", "Capability", "", terms=("state of the art", "beats")),
        Frontline("regulatory", "Regulatory", "", kinds=(Kind.REGULATION,)),
    ),
    stakes=(),
    outlook=(),
    interpretations=(Interpretation("risk", "Risk", "", terms=("proliferation",)),),
    open_questions=(),
    kinds=tuple(Kind),
    gate=Gate(0.5, ()),
    significance=SignificanceLevels(
        rules=(
            Rule("new_generation", 2.0, "a new generation"),
            Rule("sources_3", 2.0, "three sources within three days"),
            Rule("first_party_source", 1.0, "its maker says so"),
            Rule("small_variant", -2.0, "a small variant"),
        ),
        landmark=5.0,
        major=2.0,
        notable=0.0,
    ),
    outputs=("json",),
)
