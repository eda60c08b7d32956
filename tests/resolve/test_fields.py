from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from wartracker.records import ArticleRef, Claim, EventDate, Evidence, LicenseRef, OpennessRecord
from wartracker.resolve.frontlines import Fronts
from wartracker.resolve.headline import build_title
from wartracker.resolve.headline_words import format_amount
from wartracker.resolve.key import Report, build_report, find_roots
from wartracker.resolve.merge import Merged, merge_reports
from wartracker.resolve.openness import merge_openness
from wartracker.resolve.party import Parties
from wartracker.resolve.significance import collect_signals, find_siblings, judge_significance
from wartracker.resolve.similarity import collect_words
from wartracker.vocabulary import (
    Basis,
    Kind,
    LicenseClass,
    Openness,
    Part,
    Party,
    Precision,
    Significance,
    Status,
    Tier,
    Weights,
)

from .hand import APACHE, CLOSED, DEBATE, GAZETTEERS, MIT, OPEN, article, claim, model, on, org

TERN, VAULT = org("Tern Labs"), org("Vault AI")
TERN4 = model("Tern 4", "tern", "4")
VAULT2 = model("Sesame 2", "sesame", "2")


def report(told: Claim, of: ArticleRef) -> Report:
    return build_report(told, of, collect_words(of.title, of.lead), find_roots(GAZETTEERS))


def merge(reports: list[Report]) -> Merged:
    return merge_reports(reports, find_roots(GAZETTEERS))


def one(*, day: str = "2025-04-05", **more: object) -> list[Report]:
    return [report(claim("c1", "a1", **more), article("a1", day))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "title"),
    [
        (
            {"models": [TERN4], "orgs": [TERN], "openness": OPEN, "licenses": [APACHE]},
            "Tern Labs Releases Tern 4 as Open-Weight Model under Apache 2.0 License",
        ),
        ({"kind": Kind.MODEL_RELEASE, "models": [VAULT2], "orgs": [VAULT]}, "Vault AI Releases Sesame 2"),
        (
            {"models": [TERN4], "orgs": [TERN], "status": Status.DELAYED, "slots": {"expected": "2025-07"}},
            "Tern Labs Delays Tern 4 to 2025-07",
        ),
        ({"models": [TERN4], "orgs": [TERN], "status": Status.RUMOURED}, "Tern Labs Reportedly Prepares Tern 4"),
        (
            {"kind": Kind.LICENSE_CHANGE, "models": [TERN4], "orgs": [TERN], "licenses": [MIT]},
            "Tern Labs Moves Tern 4 to MIT License",
        ),
        (
            {"kind": Kind.RESTRICTION, "models": [VAULT2], "orgs": [VAULT], "status": Status.WITHDRAWN},
            "Vault AI Withdraws Sesame 2",
        ),
        (
            {
                "kind": Kind.REGULATION,
                "orgs": [org("Assembly of Norland")],
                "status": Status.PASSED,
                "slots": {"instrument": "model safety act"},
            },
            "Assembly of Norland Passes Model Safety Act",
        ),
        (
            {
                "kind": Kind.FUNDING,
                "orgs": [org("Vault AI", "investee"), org("Big Fund", "investor")],
                "slots": {"amount": 2e9, "currency": "USD"},
            },
            "Big Fund Invests $2 Billion in Vault AI",
        ),
        (
            {
                "kind": Kind.FUNDING,
                "orgs": [org("Vault AI", "investee")],
                "slots": {"amount": 4.15e8, "currency": "EUR", "round": "series B"},
            },
            "Vault AI Raises €415M in Series B",
        ),
    ],
)
def test_titles_in_house_style(told: dict[str, object], title: str) -> None:
    built = build_title(merge(one(**told)), [])
    assert built == title
    assert len(built) <= 71


def test_a_qualifier_is_quoted_or_absent() -> None:
    merged = merge(one(models=[TERN4], orgs=[TERN], slots={"qualifier": "largest open model yet"}))
    assert "largest" not in build_title(merged, ["Tern 4 is here."])
    assert build_title(merged, ["It is the largest open model yet."]).endswith("“largest open model yet”")


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [(2e9, "USD", "$2 Billion"), (4.15e8, "EUR", "€415M"), (1.5e12, None, "1.5 Trillion"), (None, "USD", "")],
)
def test_sums(amount: float | None, currency: str | None, text: str) -> None:
    assert format_amount(amount, currency) == text


@pytest.mark.parametrize(
    ("told", "party", "crosses"),
    [
        ({"models": [TERN4], "orgs": [TERN], "openness": OPEN}, Party.OPEN, False),
        ({"models": [TERN4], "orgs": [TERN], "openness": OPEN, "day": "2023-04-05"}, Party.OPEN, True),
        ({"models": [VAULT2], "orgs": [VAULT], "openness": OPEN}, Party.OPEN, True),
        ({"kind": Kind.MODEL_RELEASE, "models": [VAULT2], "orgs": [VAULT], "openness": CLOSED}, Party.CLOSED, False),
        (
            {"kind": Kind.MODEL_RELEASE, "models": [TERN4], "orgs": [org("Tern Brain")], "openness": CLOSED},
            Party.CLOSED,
            True,
        ),
        ({"kind": Kind.REGULATION, "orgs": [org("Assembly of Norland")], "status": Status.PASSED}, Party.STATE, False),
        ({"kind": Kind.RESTRICTION, "models": [VAULT2], "orgs": [org("Assembly of Norland")]}, Party.STATE, False),
        ({"kind": Kind.FUNDING, "orgs": [org("Vault AI", "investee")]}, Party.CLOSED, False),
        (
            {
                "kind": Kind.LICENSE_CHANGE,
                "models": [TERN4],
                "orgs": [TERN],
                "slots": {"license_from": "Apache-2.0", "license_to": "LicenseRef-tern"},
            },
            Party.CLOSED,
            True,
        ),
        ({"kind": Kind.COMPANY, "orgs": [org("Nobody")]}, Party.NONE, False),
    ],
)
def test_the_party_follows_the_act(told: dict[str, object], party: Party, crosses: bool) -> None:
    side, crosses_over, why = Parties(DEBATE, GAZETTEERS).judge(merge(one(**told)))  # type: ignore[arg-type]
    assert (side, crosses_over) == (party, crosses)
    assert why


@pytest.mark.parametrize(
    ("told", "published", "value", "basis"),
    [
        ([on("2025-04-03")], ["2025-04-05"], "2025-04-03", Basis.STATED),
        ([on("2025-04-03"), on("2025-04-05"), on("2025-04-03")], ["2025-04-06"] * 3, "2025-04-03", Basis.STATED),
        ([None, None], ["2025-04-06", "2025-04-05"], "2025-04-05", Basis.FIRST_REPORT),
        ([on("2025-04-20"), None], ["2025-04-20", "2025-04-05"], "2025-04-05", Basis.FIRST_REPORT),
        ([None], ["2025-04-06"], "2025-04-06", Basis.PUBLISHED),
        ([on("2025-04-01", Precision.MONTH)], ["2025-04-06"], "2025-04-06", Basis.PUBLISHED),
        ([on("2025-03-01", Precision.MONTH)], ["2025-04-06"], "2025-03-01", Basis.STATED),
    ],
)
def test_dates_by_basis(told: list[EventDate | None], published: list[str], value: str, basis: Basis) -> None:
    reports = [
        report(claim(f"c{n}", f"a{n}", models=[TERN4], date=when), article(f"a{n}", day))
        for n, (when, day) in enumerate(zip(told, published, strict=True))
    ]
    merged = merge(reports)
    assert (merged.date.value, merged.date.basis) == (date.fromisoformat(value), basis)


def test_what_the_article_says_first_decides_between_a_launch_and_new_terms() -> None:
    story = article("a1", "2025-04-05")
    for first, second, kind in (
        (Kind.LICENSE_CHANGE, Kind.WEIGHTS_RELEASE, Kind.LICENSE_CHANGE),
        (Kind.WEIGHTS_RELEASE, Kind.LICENSE_CHANGE, Kind.WEIGHTS_RELEASE),
    ):
        reports = [
            report(
                claim(f"c{n}", "a1", told, models=[TERN4], evidence=(Evidence("a1", "text", n, n + 4, "Tern", ()),)),
                story,
            )
            for n, told in enumerate((first, second))
        ]
        assert merge(reports).kind is kind


def test_a_launch_and_its_price_in_one_breath_are_the_launch() -> None:
    story = article("a1", "2025-04-05")
    title = (Evidence("a1", "title", 0, 4, "Tern", ("kind",)),)
    reports = [
        report(claim(f"c{n}", "a1", kind, models=[VAULT2], orgs=[VAULT], evidence=title), story)
        for n, kind in enumerate((Kind.PRICING, Kind.MODEL_RELEASE))
    ]
    assert merge(reports).kind is Kind.MODEL_RELEASE


def test_openness_is_joined_by_component_and_unknown_outvotes_nobody() -> None:
    paper = OpennessRecord(training_code=Part.OPEN, training_data=Part.OPEN)
    assert merge_openness([(1.0, OPEN), (1.0, paper), (9.0, OpennessRecord())]).openness is Openness.FULLY_OPEN
    assert merge_openness([(1.0, OPEN), (3.0, CLOSED)]).weights is Weights.NONE
    said = replace(OPEN, openness=Openness.FULLY_OPEN)
    assert merge_openness([(1.0, said)]).openness is Openness.FULLY_OPEN
    assert merge_openness([(1.0, replace(said, training_data=Part.NONE))]).openness is Openness.OPEN_WEIGHTS
    confused = replace(CLOSED, weights=Weights.DOWNLOADABLE)
    assert merge_openness([(1.0, confused), (1.0, CLOSED)]).openness is Openness.FULLY_CLOSED
    assert merge_openness([(1.0, OpennessRecord())]).openness is Openness.UNKNOWN


def test_the_flagships_licence_is_the_licence() -> None:
    small = replace(APACHE, models=("tern-4-mini",))
    big = LicenseRef("LicenseRef-tern", "Tern Research License", LicenseClass.RESEARCH_ONLY, models=("tern-4",))
    merged = merge(one(models=[TERN4, model("Tern 4 Mini", "tern", "4")], licenses=[small, big]))
    assert merged.license and merged.license.key == "LicenseRef-tern"
    assert {ref.key for ref in merged.licenses} == {"Apache-2.0", "LicenseRef-tern"}


def test_a_stray_name_of_one_weak_report_is_dropped() -> None:
    strong = report(
        claim("c1", "a1", models=[TERN4], orgs=[TERN]),
        article("a1", "2025-04-05", tier=Tier.FIRST_PARTY, first_party_of=("tern-labs",)),
    )
    weak = report(
        claim("c2", "a2", models=[TERN4, VAULT2], orgs=[TERN, VAULT], confidence={"claim": 0.2}),
        article("a2", "2025-04-05", tier=Tier.FORUM),
    )
    merged = merge([strong, weak])
    assert [ref.name for ref in merged.models] == ["Tern 4"]
    assert [ref.name for ref in merged.organizations] == ["Tern Labs"]


def test_a_generations_name_stays_with_its_sizes_and_goes_beside_a_variant_made_of_it() -> None:
    sizes = [model(f"Tern 4 {size}", "tern", "4") for size in ("8B", "70B", "405B", "2T")]
    merged = merge(one(models=[*sizes, TERN4], orgs=[TERN]))
    assert TERN4 in merged.models
    assert build_title(merged, []) == "Tern Labs Releases Tern 4 as Open-Weight Models"
    math = model("Tern 4 Math", "tern", "4")
    assert merge(one(models=[math, TERN4], orgs=[TERN])).models == (math,)


def test_an_interfaces_identifier_yields_to_the_name() -> None:
    models = [model("Tern Large 2", "tern", "2"), model("tern-large-2407", "tern"), model("tern-edge-2407", "tern")]
    assert [ref.name for ref in merge(one(models=models, orgs=[TERN])).models] == ["Tern Large 2", "tern-edge-2407"]


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ({"kind": Kind.COMPANY, "slots": {"change": "restructuring"}}, "Vault AI Restructures"),
        (
            {"kind": Kind.COMPANY, "slots": {"change": "restructuring"}, "status": Status.DENIED},
            "Vault AI Will Not Restructure",
        ),
        (
            {"kind": Kind.COMPANY, "slots": {"change": "leadership", "person": "Ana Ray"}},
            "Vault AI Changes Leadership: Ana Ray",
        ),
        (
            {"kind": Kind.POLICY_STATEMENT, "slots": {"form": "open letter"}},
            "Vault AI Publishes Open Letter on Open Models",
        ),
        (
            {"kind": Kind.POLICY_STATEMENT, "slots": {"form": "views on the eu ai act"}},
            "Vault AI Publishes Views on the EU AI Act",
        ),
        (
            {"kind": Kind.POLICY_STATEMENT, "slots": {"form": "\ue001 defends"}},
            "Vault AI Takes a Position on Open Models",
        ),
        (
            {"kind": Kind.PRICING, "models": [VAULT2], "slots": {"price_from": 4.0, "price_to": 1.0}},
            "Vault AI Cuts Price of Sesame 2",
        ),
        (
            {"kind": Kind.RESTRICTION, "models": [VAULT2], "slots": {"measure": "ban"}, "status": Status.COMPLETED},
            "Vault AI Bans Sesame 2",
        ),
        (
            {
                "kind": Kind.FUNDING,
                "slots": {"amount": 1e11, "valuation": 1e11, "currency": "USD", "round": "Series K"},
                "orgs": [org("Vault AI", "investee")],
            },
            "Vault AI Raises Series K at $100 Billion Valuation",
        ),
        (
            {"kind": Kind.FUNDING, "slots": {"form": "programme", "amount": 4e8, "currency": "EUR"}},
            "Vault AI Launches €400M AI Funding Programme",
        ),
        ({"kind": Kind.PRODUCT, "slots": {"product": "Sesame Cloud"}}, "Vault AI Launches Sesame Cloud"),
        (
            {
                "kind": Kind.REGULATION,
                "slots": {"instrument": "sb-2099", "jurisdiction": "norland"},
                "orgs": [],
                "status": Status.IN_FORCE,
            },
            "SB 2099 Takes Effect in Norland",
        ),
    ],
)
def test_titles_of_acts(told: dict[str, object], title: str) -> None:
    assert build_title(merge(one(**{"orgs": [VAULT], **told})), []) == title


def test_who_gets_the_money_stands_before_many_investors() -> None:
    orgs = [*(org(f"Fund {n}", "investor") for n in range(9)), org("Vault AI", "investee")]
    merged = merge(one(kind=Kind.FUNDING, orgs=orgs, slots={"amount": 3e8, "currency": "USD"}))
    assert merged.organizations[0].name == "Vault AI"
    assert build_title(merged, []) == "Vault AI Raises $300M in Funding"


def test_significance_is_a_sum_that_explains_itself() -> None:
    level, why, total = judge_significance({"new_generation", "first_party_source", "unheard"}, DEBATE.significance)
    assert (level, total) == (Significance.MAJOR, 3.0)
    assert why == ("+2 a new generation", "+1 its maker says so")
    assert judge_significance({"small_variant"}, DEBATE.significance)[0] is Significance.RECORD


def test_sources_count_within_three_days_and_once_a_publisher() -> None:
    days = ["2025-04-05", "2025-04-06", "2025-04-06", "2025-04-20"]
    publishers = ["one", "two", "two", "three"]
    reports = [
        report(claim(f"c{n}", f"a{n}", models=[TERN4]), article(f"a{n}", day, publisher=publisher))
        for n, (day, publisher) in enumerate(zip(days, publishers, strict=True))
    ]
    signals = collect_signals(merge(reports), reports, Party.OPEN, DEBATE.significance, crosses=False)
    assert "sources_2" in signals
    assert "sources_3" not in signals


def test_a_leader_is_who_acts_or_who_gets_the_money() -> None:
    levels = replace(DEBATE.significance, leaders=("tern-labs",), challengers=("vault-ai",))
    for told, leads in (
        ({"orgs": [TERN]}, True),
        ({"orgs": [VAULT]}, False),
        ({"kind": Kind.FUNDING, "orgs": [org("Vault AI", "investee"), org("Tern Labs", "investor")]}, False),
        ({"kind": Kind.FUNDING, "orgs": [org("Tern Labs", "investee"), org("Vault AI", "investor")]}, True),
    ):
        reports = one(**told)
        signals = collect_signals(merge(reports), reports, Party.OPEN, levels, crosses=False)
        assert ("leading_maker" in signals) is leads
        assert ("challenger" in signals) is not leads


def test_reports_that_see_another_step_do_not_add_up() -> None:
    reports = [
        report(claim("c1", "a1", models=[TERN4], signals=("new_generation",)), article("a1", "2025-04-05")),
        report(
            claim("c2", "a2", models=[TERN4], signals=("variant", "largest")),
            article("a2", "2025-04-05", tier=Tier.FORUM),
        ),
    ]
    signals = collect_signals(merge(reports), reports, Party.OPEN, DEBATE.significance, crosses=False)
    assert signals >= {"new_generation", "largest"}
    assert "variant" not in signals


def test_the_lesser_launch_of_the_same_days_is_a_sibling() -> None:
    big = one(models=[TERN4], orgs=[TERN])
    small = one(models=[model("Tern 4 Mini", "tern", "4")], orgs=[TERN], day="2025-04-06", confidence={"claim": 0.4})
    other = one(models=[VAULT2], orgs=[VAULT])
    groups = [(reports, merge(reports)) for reports in (small, big, other)]
    assert find_siblings(groups) == {0}


def test_fronts_by_kind_and_by_quoted_words() -> None:
    reports = [report(claim("c1", "a1", kind=Kind.REGULATION), article("a1", "2025-04-05", "Norland act beats all"))]
    keys, why = Fronts(DEBATE).find_frontlines(Kind.REGULATION, reports)
    assert keys == ("capability", "regulatory")
    assert why == ("capability: “beats”", "regulatory: always touched by regulation")
    assert Fronts(DEBATE).find_interpretations(("risk",), reports) == ("risk",)
