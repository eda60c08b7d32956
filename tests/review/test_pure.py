"""The pure parts of review: tabs, marks, forms, exchange, texts, proposals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import NOW, decision, fields
from tests.review.page import DEBATE, WORKSPACE
from wartracker.display import clean_line, clean_text, safe_link
from wartracker.facts import EventDate, Evidence, LicenseRef, ModelRef, OpennessRecord, OrgRef
from wartracker.records import Mention
from wartracker.review.dossier import Fresh, touch_paragraphs
from wartracker.review.edits import read_day, read_form, write_form
from wartracker.review.exchange import plan_import
from wartracker.review.history import tell_age
from wartracker.review.marks import Source, build_passages, cut_pieces
from wartracker.review.proposals import make_choice, propose_choices, search_choices
from wartracker.review.queue import (
    Board,
    Filters,
    Nap,
    Order,
    Summary,
    Tab,
    assign_tab,
    count_tabs,
    find_neighbours,
    parse_filters,
    select_candidates,
    write_filters,
)
from wartracker.review.remedy import suggest_remedies
from wartracker.review.stats import Alike, build_stats, tell_alike
from wartracker.vocabulary import (
    Basis,
    Held,
    Kind,
    Label,
    LicenseClass,
    Openness,
    Precision,
    Significance,
    State,
    Verdict,
    Weights,
)


def summary(identifier: str = "cand-1", **changes: object) -> Summary:
    words = (Kind.COMPANY, Significance.MAJOR)
    plain = Summary(identifier, 1, State.PENDING, 0.9, "Quillon Opens Ember", *words, NOW.date(), ("quillon",), 2)
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "nap", "tab"),
    [
        ({}, None, Tab.LIKELY),
        ({"score": 0.59}, None, Tab.UNSURE),
        ({"matched": True}, None, Tab.DUPLICATES),
        ({"held": Held.RUMOUR, "matched": True}, None, Tab.HELD),
        ({"updates": "evt-1", "held": Held.RUMOUR}, None, Tab.UPDATES),
        ({"state": State.SNOOZED}, Nap(NOW + timedelta(hours=1), 2), Tab.SNOOZED),
        ({"state": State.SNOOZED}, Nap(NOW, 2), Tab.LIKELY),
        ({"state": State.SNOOZED}, Nap(None, 2), Tab.SNOOZED),
        ({"state": State.SNOOZED, "sources": 3}, Nap(None, 2), Tab.LIKELY),
    ],
)
def test_where_a_candidate_waits(changes: dict[str, object], nap: Nap | None, tab: Tab) -> None:
    assert assign_tab(summary(**changes), nap, NOW) is tab


def test_tabs_hold_every_open_candidate_once() -> None:
    found = [summary(f"cand-{number}", score=number / 10) for number in range(10)]
    assert sum(count_tabs(Board(found), NOW).values()) == 10
    picked = [one.id for tab in Tab for one in select_candidates(Board(found), Filters(tab=tab), NOW)]
    assert sorted(picked) == sorted(one.id for one in found)
    unsure = select_candidates(Board(found), Filters(tab=Tab.UNSURE, sort=Order.UNSURE), NOW)
    assert unsure[0].id == "cand-5"


@given(
    st.builds(
        Filters,
        tab=st.sampled_from(Tab),
        kind=st.none() | st.sampled_from(Kind),
        significance=st.none() | st.sampled_from(Significance),
        held=st.none() | st.sampled_from(Held),
        q=st.text("ab&=#% +é", max_size=10),
        sort=st.sampled_from(Order),
    )
)
def test_a_filter_survives_its_address(filters: Filters) -> None:
    from urllib.parse import parse_qsl

    assert parse_filters(dict(parse_qsl(write_filters(filters)))) == (filters, ())


def test_the_list_goes_round() -> None:
    assert find_neighbours(["a", "b", "c"], "a") == ("c", "b")
    assert find_neighbours(["a"], "a") == (None, None)
    assert find_neighbours([], "a") == (None, None)


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-3, 70), st.integers(-3, 70), st.sampled_from("xyz"))))
def test_pieces_join_to_the_text(text: str, marks: list[tuple[int, int, str]]) -> None:
    assert "".join(piece.text for piece in cut_pieces(text, marks)) == text


def test_a_passage_shows_its_marks_and_what_stands_around() -> None:
    text = "It was quiet. Quillon opened Ember on Monday. Nobody slept."
    start = text.index("Quillon")
    quote = "Quillon opened Ember on Monday."
    mention = Mention("text", start, start + 7, Label.ORG, "Quillon", None, "Quillon", 0.9, ())
    proof = Evidence("art-1", "text", start, start + len(quote), quote, ("kind",))
    made = build_passages([proof], {"art-1": Source("", text, (mention,))}, {"date": "on Monday"})[0]
    assert (made.before, made.after.strip()) == ("It was quiet. ", "Nobody slept.")
    marked = [(piece.text, piece.label) for piece in made.pieces if piece.label]
    assert marked == [("Quillon", "org"), ("on Monday", "date")]
    moved = build_passages([proof], {"art-1": Source("", "Another text.", ())}, {})[0]
    assert [piece.text for piece in moved.pieces] == [quote]


def test_text_loses_tricks_and_keeps_words() -> None:
    assert clean_text("a\u202eb\x00c\nd") == "ab c\nd"
    assert clean_line("  a \n b\t" + "x" * 900, 12) == "a b xxxxxxx…"
    assert safe_link("https://a.example/x?y=1") == "https://a.example/x?y=1"
    bad_ones = ("javascript:alert(1)", "data:text/html,x", "http://", "https://u:p@a.example", "ftp://a", "http://a\nb")
    for bad in (*bad_ones, "//a", ""):
        assert safe_link(bad) is None, bad


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2026-11-20", date(2026, 11, 20), Precision.DAY),
        ("2026-11", date(2026, 11, 1), Precision.MONTH),
        ("2026-Q4", date(2026, 10, 1), Precision.QUARTER),
        ("2026", date(2026, 1, 1), Precision.YEAR),
    ],
)
def test_dates_are_as_precise_as_they_are_written(text: str, day: date, precision: Precision) -> None:
    assert read_day(text) == (day, precision)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13", "2026-02-30", "20-11-2026", "2026-Q5"])
def test_other_dates_are_refused(text: str) -> None:
    assert read_day(text) is None


def read(form: dict[str, str], lists: dict[str, list[str]] | None = None, before: object = None) -> object:
    return read_form(form, lists or {}, before, WORKSPACE.debate(DEBATE), WORKSPACE.gazetteers)  # type: ignore[arg-type]


def test_a_form_that_was_not_touched_gives_the_same_fields() -> None:
    license_ = LicenseRef(
        "LicenseRef-ember", "Ember Terms", LicenseClass.USE_RESTRICTED, ("field-of-use",), ("ember-2",)
    )
    shown = fields(
        date=EventDate(date(2026, 4, 1), Precision.QUARTER, Basis.PUBLISHED, date(2026, 5, 2)),
        organizations=(OrgRef("quillon", "Quillon Labs", "actor"), OrgRef("odd-key", "Norvik", "partner")),
        models=(ModelRef("ember-2-9b", "Ember 2 9B", "ember", "2", "9B"),),
        license=license_,
        licenses=(license_, LicenseRef("MIT", "MIT", LicenseClass.OPEN_SOURCE)),
        openness=OpennessRecord(Openness.OPEN_WEIGHTS, Weights.DOWNLOADABLE),
        frontlines=("cost", "capability"),
        slots={"amount": 1.5e9, "investors": ["a", "b"], "nothing": None, "stage": "passed"},
    )
    lists = {"frontlines": ["capability", "cost"], "interpretations": []}
    assert read(write_form(shown), lists, shown) == (shown, {})


def test_what_is_typed_is_looked_up_in_the_gazetteers() -> None:
    form = write_form(fields()) | {
        "organizations": "Meta\nSomebody New (partner)",
        "license": "mit",
        "models": "Llama 2",
    }
    made, faults = read(form)  # type: ignore[misc]
    assert faults == {}
    assert [(org.key, org.role) for org in made.organizations] == [("meta", "actor"), ("somebody-new", "partner")]
    assert made.license.key == "MIT"
    assert made.models[0].owner == "meta"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "x"),
        ("title", "y" * 200),
        ("kind", "party"),
        ("status", ""),
        ("date", "soon"),
        ("date", "1066"),
        ("end", "2020-01-01"),
        ("organizations", "Meta (king)"),
        ("license", "No Such Terms"),
        ("weights", "heavy"),
        ("slots", "no colon here"),
    ],
)
def test_a_fault_is_told_at_its_field(name: str, value: str) -> None:
    made, faults = read(write_form(fields()) | {name: value})  # type: ignore[misc]
    assert made is None
    assert list(faults) == [name]


def test_frontlines_are_those_of_the_debate() -> None:
    _, faults = read(write_form(fields()), {"frontlines": ["trenches"]})  # type: ignore[misc]
    assert list(faults) == ["frontlines"]


# --------------------------------------------------------------------------- exchange
def test_an_import_goes_on_where_we_stopped_and_again_changes_nothing() -> None:
    one, two = decision("dec-1", Verdict.ACCEPT, accession=1), decision("dec-2", Verdict.UNDO, target="dec-1")
    assert [row.id for row in plan_import([one], [one, two]).new] == ["dec-2"]
    again = plan_import([one, two], [one, two])
    assert (again.new, again.known, again.conflicts) == ((), 2, ())
    assert plan_import([one, two], [one]).new == ()


def test_contradictions_are_listed() -> None:
    ours = [decision("dec-1", Verdict.ACCEPT, accession=1)]
    theirs = [decision("dec-2", Verdict.REJECT, curator="ben")]
    theirs.append(decision("dec-3", Verdict.ACCEPT, "cand-2", accession=1))
    plan = plan_import(ours, theirs)
    assert len(plan.conflicts) == 2
    assert "accepted as notable by ana" in plan.conflicts[0]
    assert "rejected by ben" in plan.conflicts[0]
    assert plan.conflicts[1].startswith("evt-1 is")
    solved = plan_import(ours, theirs[1:], renumber=True)
    assert [row.accession for row in solved.new] == [2]
    assert solved.renumbered


def test_figures_of_review() -> None:
    shown = NOW - timedelta(seconds=8)
    rows = [
        decision("dec-1", Verdict.EDIT_ACCEPT, shown_at=shown, proposed=fields("Another Title of It")),
        decision("dec-2", Verdict.REJECT, "cand-2", curator="ben", shown_at=NOW - timedelta(seconds=2)),
        decision("dec-3", Verdict.UNDO, "cand-2", target="dec-2"),
    ]
    told = build_stats(rows, {"likely": 3})
    assert told["decisions"] == {"edit_accept": 1}
    assert told["undone"] == 1
    assert told["seconds"]["median"] == 8.0
    assert told["corrected"] == {"of": 1, "fields": {"title": 1}}
    assert tell_alike(Alike(4, 4)) is None
    assert tell_alike(Alike(10, 9)) == "of 10 decided candidates with a like score, 9 were accepted"


def test_the_likeliest_is_proposed_first() -> None:
    own = make_choice("cand-1", "cand-1", "pending", fields())
    same = make_choice("cand-2", "evt-1", "accepted", fields("Quillon Labs Ships Ember 2 Weights"))
    bill = fields("Senate Passes a Bill", models=(), organizations=(OrgRef("us", "US", "actor"),))
    far = make_choice("cand-3", "evt-2", "accepted", bill)
    assert [one.id for one in propose_choices(own, [far, same, own], {})] == ["cand-2"]
    assert [one.id for one in propose_choices(own, [far, same], {"evt-2": "said so"})] == ["cand-3", "cand-2"]
    assert [one.id for one in search_choices(own, [far, same, own], "senate bill")] == ["cand-3"]


def test_paragraphs_are_touched_by_name() -> None:
    debate = WORKSPACE.debate(DEBATE)
    event = Fresh("evt-9", fields(), NOW.date())
    touched, others = touch_paragraphs("Quillon Labs leads.\n\nPrices fall.", [event], debate)
    assert [row.paragraph for row in touched] == ["Quillon Labs leads."]
    assert others == ()
    assert touch_paragraphs("Remember 25 things.", [event], debate) == ((), (event,))


def test_a_missed_address_is_explained() -> None:
    steps = [{"stage": "gate", "outcome": "dropped", "why": ""}, {"stage": "gate", "outcome": "dropped", "why": ""}]
    assert len(suggest_remedies(steps, known_before=True)) == 1
    assert len(suggest_remedies(steps, known_before=False)) == 2


AGES = [(0, "0 s"), (59, "59 s"), (60, "1 min"), (7200, "2 h"), (200_000, "2 d"), (-5, "0 s")]


@pytest.mark.parametrize(("seconds", "told"), AGES)
def test_ages(seconds: int, told: str) -> None:
    assert tell_age(timedelta(seconds=seconds)) == f"{told} ago"
