"""The whole of relate: evidence, main or in passing, round-ups, genres."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from tests.relate.notes import article, only, relate, relater, told
from wartracker.records import HubRecord
from wartracker.relate.claims import relate_claims
from wartracker.vocabulary import Basis, Kind, Openness, Precision, Status, Weights

ROUNDUP = "\n".join(
    f"- {{O:maker{i} Maker{i}}} released {{M:stone-{i} Stone{i} {i}B}}, a model with {i} billion parameters."
    for i in range(1, 13)
)


def test_every_quote_is_verbatim_and_names_what_it_supports() -> None:
    made, mentions = article(
        "{O:quillon Quillon Labs} opens {M:ember-2 Ember 2}",
        "{O:quillon Quillon Labs} released {M:ember-2 Ember 2} on Monday.\n\nThe weights "
        "are on the hub under {L:Apache-2.0 Apache 2.0}.",
    )
    ((claim,),) = relate_claims(made, mentions, [relater()])
    assert claim.evidence
    for quote in claim.evidence:
        field = made.title if quote.field == "title" else made.text
        assert field[quote.start : quote.end] == quote.quote
        assert quote.supports
    supported = {name for quote in claim.evidence for name in quote.supports}
    assert {"kind", "status", "models", "license", "date", "openness"} <= supported


def test_one_page_with_twelve_releases_yields_twelve_claims() -> None:
    claims = relate(ROUNDUP, title="Twelve models in twelve days")
    assert len(claims) == 12
    assert all(claim.roundup and claim.main for claim in claims)
    assert [claim.models[0].key for claim in claims] == [f"stone-{i}" for i in range(1, 13)]


def test_an_item_of_a_round_up_happened_on_the_day_at_its_head() -> None:
    items = "\n".join(
        f"{i}. {{M:stone-{i} Stone{i} {i}B}} ({i} February). "
        f"{{O:maker{i} Maker{i}}} released {{M:stone-{i} Stone{i} {i}B}}."
        for i in range(1, 9)
    )
    claims = relate(items, title="Eight models of a month", published_at=datetime(2026, 2, 28, 12, tzinfo=UTC))
    days = {claim.models[0].key: claim.date for claim in claims if claim.models}
    assert {key: day.value if day else None for key, day in days.items()} == {
        f"stone-{i}": date(2026, 2, i) for i in range(1, 9)
    }


def test_release_in_passing_is_not_main() -> None:
    lead = (
        "Judges in Oslo met on Monday to hear the case. They will meet again. Nobody "
        "spoke of money. The hall was full. "
    )
    filler = " ".join(
        f"{{O:vastmind Vastmind}} said that witness number {i} was not one of its people." for i in range(8)
    )
    claims = relate(
        lead + filler + "\n\n{O:quillon Quillon Labs} released {M:ember-2 Ember 2} the same day.",
        title="{O:vastmind Vastmind} in court",
    )
    assert [(c.models[0].key, c.main) for c in claims if c.models] == [("ember-2", False)]


def test_tutorial_has_no_main_claim() -> None:
    claims = relate(
        "{M:ember-2 Ember 2} is now available, so let us install it.", title="How to run {M:ember-2 Ember 2} at home"
    )
    assert not any(claim.main for claim in claims)


def test_changelog_line_is_a_full_report() -> None:
    claim = only(
        "- We released {M:ember-2 Ember 2} (`ember-2-0312`). [model]",
        title="Quillon changelog 2026-03-11",
        url="https://quillon.example/changelog",
    )
    assert claim.main and claim.organizations[0].key == "quillon"
    assert claim.date is not None
    assert (claim.date.value, claim.date.basis) == (date(2026, 3, 11), Basis.STATED)


def test_repository_of_a_model_is_a_release_of_weights() -> None:
    text = (
        "# {M:ember-2 Ember 2}\n\nThis repository holds the code to run {M:ember-2 Ember "
        "2}.\n\n## Download\n\nDownload the checkpoints from the hub."
    )
    claim = only(text, title="{M:ember-2 Ember 2} — repository README", url="https://github.com/quillon-labs/ember")
    assert (claim.kind, claim.openness.weights) == (Kind.WEIGHTS_RELEASE, Weights.DOWNLOADABLE)


def test_tool_for_a_model_is_no_release() -> None:
    claims = relate(
        "A fast engine for {M:ember-2 Ember 2}.",
        title="{M:ember-2 Ember 2} engine",
        url="https://github.com/somebody/engine",
    )
    assert told(claims) == []


def test_hub_record() -> None:
    hub = HubRecord(
        "quillon-labs/Ember-2", "quillon-labs", datetime(2026, 3, 11, tzinfo=UTC), None, "apache-2.0", False
    )
    claim = only(
        "{M:ember-2 Ember-2} by quillon-labs. License: {L:Apache-2.0 apache-2.0}.",
        title="quillon-labs/{M:ember-2 Ember-2}",
        hub=hub,
    )
    assert (claim.kind, claim.status) == (Kind.WEIGHTS_RELEASE, Status.RELEASED)
    assert claim.openness.openness is Openness.OPEN_WEIGHTS
    assert [ref.key for ref in claim.licenses] == ["Apache-2.0"]


def test_title_and_lead_make_one_claim() -> None:
    claim = only(
        "{O:quillon Quillon Labs} has launched {M:ember-2-70b Ember 2 70B} and {M:ember-2-8b Ember 2 8B}.",
        title="{O:quillon Quillon Labs} releases {M:ember-2 Ember 2}",
    )
    assert {model.key for model in claim.models} == {"ember-2", "ember-2-70b", "ember-2-8b"}
    assert claim.confidence["claim"] > 0.8


def test_dated_checkpoint_is_a_claim_of_its_own() -> None:
    claims = relate(
        "{O:quillon Quillon Labs} released {M:ember-2 Ember 2}.\n\n{O:vastmind Vastmind} released {M:lumen-5 Lumen 5}."
    )
    assert [models for _, _, models in told(claims)] == [("ember-2",), ("lumen-5",)]


def test_date_of_publication_when_none_is_stated() -> None:
    claim = only("{O:quillon Quillon Labs} released {M:ember-2 Ember 2}.")
    assert claim.date is not None
    assert (claim.date.value, claim.date.precision, claim.date.basis) == (
        date(2026, 3, 12),
        Precision.DAY,
        Basis.PUBLISHED,
    )
    undated = only("{O:quillon Quillon Labs} released {M:ember-2 Ember 2}.", published_at=None)
    assert undated.date is None


def test_touches_interpretations_and_questions() -> None:
    claim = only(
        "{O:quillon Quillon Labs} released {M:ember-2 Ember 2}, another step that makes "
        "models a commodity. But who pays?"
    )
    assert claim.touches == ("commodity", "who-pays")


def test_ids_differ_within_an_article_and_repeat_between_runs() -> None:
    first, again = relate(ROUNDUP), relate(ROUNDUP)
    assert [claim.id for claim in first] == [claim.id for claim in again]
    assert len({claim.id for claim in first}) == len(first)


def test_signals() -> None:
    claim = only(
        "{O:vastmind Vastmind} released {M:lumen-5 Lumen 5}, its most capable model, with open weights for download."
    )
    assert {"flagship", "openness_change", "frontier_maker", "new_generation"} <= set(claim.signals)
    small = only("{O:quillon Quillon Labs} released {M:ember-2-mini Ember 2 Mini}.")
    assert "small_variant" in small.signals


@given(st.text(alphabet="{}MO: .a2\n#-*|`released Ember", max_size=80))
def test_any_text_gives_claims_with_evidence_or_none(text: str) -> None:
    made, mentions = article("", text)
    for claim in relate_claims(made, mentions, [relater()])[0]:
        assert claim.evidence


def test_hub_record_of_a_name_that_no_tagger_knows() -> None:
    hub = HubRecord("quillon-labs/Zoltrix-9B", "quillon-labs", datetime(2026, 3, 11, tzinfo=UTC), None, "MIT", True)
    claim = only(
        "Quillon Labs released Zoltrix-9B on the hub. The weights of Zoltrix-9B are available for download under the "
        "licence MIT; access is gated behind conditions.",
        title="Quillon Labs releases Zoltrix-9B on the hub",
        hub=hub,
        first_party_of=("quillon",),
    )
    assert [model.key for model in claim.models] == ["zoltrix-9b"]
    assert [ref.key for ref in claim.licenses] == ["MIT"]
    assert claim.date is not None and claim.date.value == date(2026, 3, 11)
    assert claim.openness.weights is Weights.GATED


def test_items_of_a_list_of_releases() -> None:
    items = ["{M:ember-2 Ember 2}: reads books.", "{O:acorn Acorn}: {M:oak-1 Oak 1}, a small one.", "Weather: rain."]
    text = "Here are this week's new models:\n\n" + "\n".join(f"- {item}" for item in items)
    assert [models for _, _, models in told(relate(text))] == [("ember-2",), ("oak-1",)]
    assert told(relate(text.replace("new models", "best ideas"))) == []
