"""A short notation for marked sentences: "{O:quillon Quillon Labs} released {M:ember-2 Ember 2}"."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from wartracker.debate import Debate, Gate, Interpretation, Membership, OpenQuestion, PartySide, SignificanceLevels
from wartracker.gazetteer import Gazetteers, License, Model, Organization
from wartracker.records import Article, Claim, Mention
from wartracker.relate.claims import Relater, build_relater, relate_claims
from wartracker.vocabulary import Kind, Label, LicenseClass, Lifecycle, Openness, Party, Standing, Status, Tier

LABELS = {
    "M": Label.MODEL,
    "O": Label.ORG,
    "L": Label.LICENSE,
    "A": Label.ASSISTANT,
    "T": Label.LIBRARY,
    "D": Label.DATASET,
    "C": Label.BENCHMARK,
    "H": Label.HARDWARE,
    "P": Label.PERSON,
    "B": Label.BODY,
    "I": Label.INSTRUMENT,
}
_MARK = re.compile(r"\{([A-Z])(?::([\w.+-]+))? ([^}]+)\}")
PUBLISHED = datetime(2026, 3, 12, 9, tzinfo=UTC)  # a Thursday
SOURCE = "written for the tests"


def unmark(noted: str, field: str) -> tuple[str, list[Mention]]:
    """Return the plain text and its mentions."""
    text, mentions, at = "", [], 0
    for match in _MARK.finditer(noted):
        text += noted[at : match.start()]
        surface = match.group(3)
        key = match.group(2) or re.sub(r"[^a-z0-9.+]+", "-", surface.lower()).strip("-")
        label = LABELS[match.group(1)]
        mentions.append(
            Mention(field, len(text), len(text) + len(surface), label, surface, key, surface, 0.9, ("note",))
        )
        text += surface
        at = match.end()
    return text + noted[at:], mentions


def gazetteers() -> Gazetteers:
    """Return short lists of invented makers and models, and a few real licences."""
    organizations = (
        Organization(
            "quillon",
            "Quillon Labs",
            SOURCE,
            kind="lab",
            party=Party.OPEN,
            hub=("quillon-labs",),
            domains=("quillon.example",),
        ),
        Organization("vastmind", "Vastmind", SOURCE, kind="lab", party=Party.CLOSED, domains=("vastmind.example",)),
        Organization("nimbora", "Nimbora Cloud", SOURCE, kind="cloud", domains=("nimbora.example",)),
        Organization("packhub", "Packhub", SOURCE, kind="hub"),
        Organization("the-courier", "The Courier", SOURCE, kind="publisher", domains=("courier.example",)),
    )
    models = (
        Model("ember", "Ember", "ember", "quillon", SOURCE, openness=Openness.OPEN_WEIGHTS),
        Model(
            "ember-1",
            "Ember 1",
            "ember",
            "quillon",
            SOURCE,
            "1",
            openness=Openness.OPEN_WEIGHTS,
            released=date(2025, 1, 9),
        ),
        Model(
            "lumen-3",
            "Lumen 3",
            "lumen",
            "vastmind",
            SOURCE,
            "3",
            openness=Openness.FULLY_CLOSED,
            released=date(2025, 2, 3),
        ),
        Model("lumen-4", "Lumen 4", "lumen", "vastmind", SOURCE, "4", openness=Openness.FULLY_CLOSED),
    )
    licenses = (
        License("Apache-2.0", "Apache License 2.0", LicenseClass.OPEN_SOURCE, SOURCE),
        License("MIT", "MIT License", LicenseClass.OPEN_SOURCE, SOURCE),
        License("CC-BY-4.0", "CC BY 4.0", LicenseClass.OPEN_SOURCE, SOURCE),
        License(
            "LicenseRef-ember",
            "Ember Community License",
            LicenseClass.COMMUNITY_RESTRICTED,
            SOURCE,
            clauses=("user-threshold",),
        ),
    )
    return Gazetteers(organizations, models, licenses)


def debate() -> Debate:
    """Return a debate with all kinds and two parties."""
    return Debate(
        name="open-weights",
        title="Open or closed",
        question="Who may hold the weights?",
        tagline="",
        kernel="",
        since=date(2023, 2, 24),
        curator="tests",
        lifecycle=Lifecycle.ACTIVE,
        standing=Standing.CONTESTED,
        parties=(
            PartySide("open", "Open", "", (Membership("quillon"),)),
            PartySide("closed", "Closed", "", (Membership("vastmind"),)),
        ),
        frontlines=(),
        stakes=(),
        outlook=(),
        interpretations=(Interpretation("commodity", "Commodity", "", (), (r"commodity", r"cheap(?:er)? models?")),),
        open_questions=(OpenQuestion("who-pays", "Who pays for training?", (r"who pays",)),),
        kinds=tuple(Kind),
        gate=Gate(0.5, ()),
        significance=SignificanceLevels((), 6, 4, 2),
        outputs=("json",),
    )


@lru_cache(maxsize=1)
def relater() -> Relater:
    return build_relater(debate(), gazetteers())


def article(title: str, text: str, **changes: Any) -> tuple[Article, list[Mention]]:
    """Return an article and its mentions from marked title and text."""
    plain_title, in_title = unmark(title, "title")
    plain_text, in_text = unmark(text, "text")
    given: dict[str, Any] = {
        "id": "art-1",
        "url": "https://courier.example/a",
        "title": plain_title,
        "text": plain_text,
        "lang": "en",
        "published_at": PUBLISHED,
        "method": "given",
        "text_sha256": "",
        "publisher": "The Courier",
        "tier": Tier.PRESS,
    }
    return Article(**{**given, **changes}), in_title + in_text


def relate(text: str, title: str = "", **changes: Any) -> list[Claim]:
    """Return the claims of a marked text."""
    made, mentions = article(title, text, **changes)
    return list(relate_claims(made, mentions, [relater()])[0])


def only(text: str, title: str = "", **changes: Any) -> Claim:
    """Return the one claim of a marked text."""
    claims = relate(text, title, **changes)
    assert len(claims) == 1, [(c.kind.value, c.status.value, [m.name for m in c.models]) for c in claims]
    return claims[0]


def told(claims: list[Claim]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return kind, status and models of claims, background left out."""
    return [
        (c.kind.value, c.status.value, tuple(m.key for m in c.models))
        for c in claims
        if c.status is not Status.BACKGROUND
    ]
