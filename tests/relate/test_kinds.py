"""The kinds that are no releases: one table each, with what they are not."""

from __future__ import annotations

import pytest

from tests.relate.notes import only, relate
from wartracker.records import Claim
from wartracker.vocabulary import Kind, Status


def of(kind: Kind, text: str, title: str = "") -> list[Claim]:
    return [claim for claim in relate(text, title) if claim.kind is kind and claim.status is not Status.BACKGROUND]


FUNDING = [
    (
        "{O:quillon Quillon Labs} has raised $300 million in a Series B led by {O:elder Elder Capital}.",
        Status.COMPLETED,
        3e8,
    ),
    ("{O:elder Elder Capital} will invest 2 billion euros in {O:quillon Quillon Labs}.", Status.PLANNED, 2e9),
    ("{O:quillon Quillon Labs} is in talks to raise $40 million, bankers say.", Status.RUMOURED, 4e7),
    ("{O:tidewell Tidewell}, a start-up for large language models, secured $12 million.", None, None),
    (
        "The AI lab {O:tidewell Tidewell} has secured $12 million, with {O:elder Elder} among the backers.",
        Status.COMPLETED,
        1.2e7,
    ),
]


@pytest.mark.parametrize(("text", "status", "amount"), FUNDING)
def test_funding(text: str, status: Status | None, amount: float | None) -> None:
    (claim,) = of(Kind.FUNDING, text)
    if status is not None:
        assert (claim.status, claim.slots["amount"]) == (status, amount)


@pytest.mark.parametrize(
    "text",
    [
        "{O:quillon Quillon Labs} had revenue of $300 million.",
        "{O:barley Barley Bio} raised $50 million to grow rice.",
        "{O:quillon Quillon Labs} pays $2 billion for a data center in Iowa.",
        "{O:elder Elder Capital}, which has already invested $2 billion in {O:quillon Quillon Labs}, is worried.",
    ],
)
def test_no_funding(text: str) -> None:
    assert of(Kind.FUNDING, text) == []


def test_funding_slots_and_signals() -> None:
    claim = only("{O:quillon Quillon Labs} raised $1.2 billion in a Series C at a $9 billion valuation.")
    assert (claim.slots["amount"], claim.slots["valuation"], claim.slots["round"]) == (1.2e9, 9e9, "Series C")
    assert {"amount_100m", "amount_1b"} <= set(claim.signals) and "amount_10b" not in claim.signals


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("{O:quillon Quillon Labs} converts into a public benefit corporation.", "restructuring"),
        ("{P Ada Quill} steps down as CEO of {O:quillon Quillon Labs}.", "leadership"),
        ("{O:quillon Quillon Labs} laid off 40 people in Lyon.", "job_cuts"),
        ("{O:quillon Quillon Labs} bought {O:fernworks Fernworks}, a maker of editors.", "takeover"),
    ],
)
def test_company(text: str, change: str) -> None:
    (claim,) = of(Kind.COMPANY, text)
    assert (claim.slots["change"], claim.status) == (change, Status.COMPLETED)


@pytest.mark.parametrize(
    "text",
    [
        "{P Ada Quill} resigns from the {O:quillon Quillon Labs} board.",
        "{O:bakery Bakery United} fired its chief executive.",
    ],
)
def test_no_company(text: str) -> None:
    long_story = " ".join(["The town talked of nothing else that day."] * 3)
    assert of(Kind.COMPANY, f"{text} {long_story}") == []


REGULATION = [
    ("The governor signed {I:sb-12 SB 12}, a law on frontier AI models, on Monday.", Status.SIGNED),
    ("The {B:senate Senate} passed the {I:sb-12 AI Model Act}.", Status.PASSED),
    ("The governor vetoed {I:sb-12 SB 12}, which would have bound makers of frontier models.", Status.VETOED),
    ("The {I:ai-act AI Act} rules for general-purpose models enter into force.", None),
    ("The {I:ai-act AI Act} takes effect for foundation models.", Status.IN_FORCE),
    ("A senator introduced a bill on open-weight AI models.", Status.PROPOSED),
    ("The {B:commerce Commerce Department} tightened export controls on AI chips.", Status.IN_FORCE),
]


@pytest.mark.parametrize(("text", "status"), REGULATION)
def test_regulation(text: str, status: Status | None) -> None:
    claims = of(Kind.REGULATION, text)
    if status is not None:
        assert [claim.status for claim in claims] == [status]


@pytest.mark.parametrize(
    "text",
    [
        "The {B:fcc FCC} adopted a rule against robocalls with AI voices.",
        "The senator held a hearing on AI models.",
        "A law professor wrote about scaling laws.",
    ],
)
def test_no_regulation(text: str) -> None:
    assert of(Kind.REGULATION, text) == []


RESTRICTION = [
    ("{O:quillon Quillon Labs} pulled {M:ember-2 Ember 2} on Friday.", Status.WITHDRAWN, "withdrawal"),
    ("{M:ember-1 Ember 1} was retired in favour of {M:ember-2 Ember 2}.", Status.RETIRED, "retirement"),
    ("{O:vastmind Vastmind} will retire {M:lumen-3 Lumen 3} in June.", Status.PLANNED, "retirement"),
    ("The government banned {M:ember-2 Ember 2} from its offices.", Status.COMPLETED, "ban"),
    ("{O:vastmind Vastmind} restored access to {M:lumen-4 Lumen 4}.", Status.LIFTED, "lifting"),
    ("{O:vastmind Vastmind} restricts access to {M:lumen-4 Lumen 4} in Europe.", Status.COMPLETED, "gate"),
]


@pytest.mark.parametrize(("text", "status", "measure"), RESTRICTION)
def test_restriction(text: str, status: Status, measure: str) -> None:
    (claim,) = of(Kind.RESTRICTION, text)
    assert (claim.status, claim.slots["measure"]) == (status, measure)


@pytest.mark.parametrize(
    "text",
    [
        "{M:ember-2 Ember 2} removes noise from tapes.",
        "{O:vastmind Vastmind} raised the rate limits of {M:lumen-4 Lumen 4}.",
    ],
)
def test_no_restriction(text: str) -> None:
    assert of(Kind.RESTRICTION, text) == []


LICENSE_CHANGE = [
    (
        "{O:quillon Quillon Labs} switches {M:ember-2 Ember 2} from the {L:LicenseRef-ember Ember Community "
        "License} to {L:Apache-2.0 Apache 2.0}.",
        "LicenseRef-ember",
        "Apache-2.0",
    ),
    ("{O:quillon Quillon Labs} relicensed {M:ember-2 Ember 2} under {L:MIT MIT}.", None, "MIT"),
    ("{O:quillon Quillon Labs} changed the terms of {M:ember-2 Ember 2}: shops now have to ask.", None, None),
]


@pytest.mark.parametrize(("text", "old", "new"), LICENSE_CHANGE)
def test_license_change(text: str, old: str | None, new: str | None) -> None:
    (claim,) = of(Kind.LICENSE_CHANGE, text)
    assert (claim.slots.get("license_from"), claim.slots.get("license_to")) == (old, new)


@pytest.mark.parametrize(
    "text",
    [
        "{M:ember-2 Ember 2} is licensed under {L:MIT MIT}.",
        "{O:vastmind Vastmind} signed a licensing deal for news, used by {M:lumen-4 Lumen 4}.",
        "The library moved from {L:MIT MIT} to {L:Apache-2.0 Apache 2.0}; {M:ember-2 Ember 2} runs on it.",
    ],
)
def test_no_license_change(text: str) -> None:
    assert of(Kind.LICENSE_CHANGE, text) == []


def test_policy_statement() -> None:
    (claim,) = of(
        Kind.POLICY_STATEMENT,
        "{O:quillon Quillon Labs} sent an open letter on open-source models to {B:parliament Parliament}.",
        "A letter for open weights",
    )
    assert claim.organizations[0].key == "quillon" and claim.main


@pytest.mark.parametrize(
    "text",
    ["{O:quillon Quillon Labs} opened a petition for longer holidays.", "An analyst says that open models are cheap."],
)
def test_no_policy_statement(text: str) -> None:
    assert of(Kind.POLICY_STATEMENT, text) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("{O:vastmind Vastmind} cut the price of {M:lumen-4 Lumen 4} by 80 percent.", 1),
        ("{O:vastmind Vastmind} halved prices of {M:lumen-4 Lumen 4}.", 1),
        ("{O:vastmind Vastmind} lowered the price of {M:lumen-4 Lumen 4} from $10 to $2 per million tokens.", 1),
        ("{O:vastmind Vastmind} cut the price of {M:lumen-4 Lumen 4} by 10 percent.", 0),
        ("{O:vastmind Vastmind} cut the price of its student plan with {M:lumen-4 Lumen 4} by 80 percent.", 0),
    ],
)
def test_pricing(text: str, count: int) -> None:
    assert len(of(Kind.PRICING, text)) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("{O:nimbora Nimbora} unveiled an AI platform built into all its phones.", 1),
        ("{O:nimbora Nimbora} launched a new colour of its app.", 0),
    ],
)
def test_product(text: str, count: int) -> None:
    assert len(of(Kind.PRODUCT, text)) == count


@pytest.mark.parametrize(
    ("text", "title", "status"),
    [
        ("California's legislature gave final approval to the bill on frontier AI models.", "", Status.PASSED),
        ("The fine print is long.", "Lawmakers pass {I:sb-12 SB 12}, a bill on frontier AI models", Status.PASSED),
        ("The commerce department is rescinding the rule on exports of AI chips.", "", Status.LIFTED),
        ("The {B:bureau Bureau} issued an interim final rule on AI model weights.", "", Status.IN_FORCE),
        ("The state's statute on artificial intelligence takes effect on 1 June.", "", Status.PLANNED),
    ],
)
def test_stages(text: str, title: str, status: Status) -> None:
    assert [claim.status for claim in of(Kind.REGULATION, text, title)] == [status]


def test_agency_report_and_refusal_are_positions() -> None:
    text = "The {B:agency Agency} published its report on foundation models with widely available weights."
    assert len(of(Kind.POLICY_STATEMENT, text)) == 1
    refusal = of(
        Kind.POLICY_STATEMENT,
        "It said so on Friday.",
        "{O:vastmind Vastmind} will not sign the {I:code code of practice} for general-purpose AI",
    )
    assert [claim.organizations[0].key for claim in refusal] == ["vastmind"]


def test_sums_in_other_spellings() -> None:
    (claim,) = of(Kind.FUNDING, "{O:quillon Quillon Labs} a annoncé une levée de fonds de 1,7 milliard d'euros.")
    assert (claim.slots["amount"], claim.slots["currency"]) == (1.7e9, "EUR")
