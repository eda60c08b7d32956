"""Several curators, and several candidates at once: claims, second acceptances, bulk acts, saved filters, misses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.review.page import ROOT, Page, held, make_candidate, serve
from tests.review.test_page import decisions, form_of, plain, state
from wartracker.records import ArticleRef
from wartracker.store.database import reading, writing
from wartracker.store.teamwork import assign, load_assignments, load_misses
from wartracker.vocabulary import Held, Role, Significance, State, Tier, Verdict
from wartracker.workspace import Workspace

BACK = "tab=likely"


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    found = [make_candidate(number) for number in range(1, 7)]
    found += [held(7, Held.RUMOUR), make_candidate(8, score=0.7)]
    with serve(tmp_path, found) as served:
        yield served


def ticks(*numbers: int, version: int = 1) -> list[str]:
    return [f"cand-{number:04d} {version}" for number in numbers]


# --------------------------------------------------------------------------- claims
def test_a_claim_is_a_hint_and_never_a_lock(page: Page) -> None:
    ana, ben = page.client(), page.guest("ben")
    reply = ben.post("/c/cand-0001/claim", {"act": "claim", "back": ""}, hx_request="true")
    assert "Yours until" in plain(reply.text)
    assert "cand-0002" in ana.get("/").text.split('data-id="')[1][:9], "what somebody works on is not shown first"
    told = plain(ana.get("/c/cand-0001").text)
    assert "ben works on it; you may still decide" in told
    refused = ana.post("/c/cand-0001/claim", {"act": "claim", "back": ""}, hx_request="true")
    assert "ben works on it until" in plain(refused.text)
    assert "Ember 1 as" in plain(ben.get("/?claimed=mine").text)
    assert "Ember 1 as" not in plain(ana.get("/?claimed=mine").text)
    assert ana.decide("cand-0001", "accept").status == 303
    assert state(page, "cand-0001") is State.ACCEPTED


def test_a_claim_ends_by_itself_and_by_hand(page: Page) -> None:
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    soon = now + timedelta(minutes=30)
    with writing(page.engine) as connection:
        assert assign(connection, "open-weights", "cand-0001", "ben", soon, now) is None
        other = assign(connection, "open-weights", "cand-0001", "ana", soon, now)
        assert other is not None
        assert other.curator == "ben"
        assert assign(connection, "open-weights", "cand-0001", "ana", soon + timedelta(hours=1), soon) is None
        assert load_assignments(connection, "open-weights", soon)["cand-0001"].curator == "ana"
        assert load_assignments(connection, "open-weights", soon + timedelta(hours=2)) == {}
    client = page.client()
    client.post("/c/cand-0002/claim", {"act": "claim", "back": ""})
    assert "Release" in plain(client.get("/c/cand-0002").text)
    client.post("/c/cand-0002/claim", {"act": "release", "back": ""})
    with reading(page.engine) as connection:
        assert "cand-0002" not in load_assignments(connection, "open-weights", datetime.now(UTC))


def test_who_else_looks_is_shown(page: Page) -> None:
    ana, ben = page.client(), page.guest("ben", Role.VIEWER)
    ana.get("/c/cand-0003")
    assert "Also looking: ana" in plain(ben.get("/c/cand-0003").text)
    assert "Also looking" not in plain(ben.get("/c/cand-0004").text)


def test_a_landmark_is_accepted_by_two(tmp_path: Path) -> None:
    workspace = Workspace(ROOT, {"WARTRACKER_CURATOR": "ana", "WARTRACKER_REVIEW_SECOND_FOR": "landmark"})
    with serve(tmp_path, [make_candidate(1), make_candidate(2)], workspace=workspace) as page:
        ana, ben = page.client(), page.guest("ben")
        first = ana.decide("cand-0001", "accept", significance="landmark")
        assert first.status == 303
        assert "waits for the acceptance of a second curator" in plain(ana.get(first.headers["location"]).text)
        assert state(page, "cand-0001") is State.PENDING
        assert 'data-id="cand-0002"' in ana.get("/").text, "the first curator sees the next one first"
        assert 'data-id="cand-0001"' in ben.get("/").text
        again = ana.decide("cand-0001", "accept", version=2, significance="landmark")
        assert again.status == 422
        assert "ana accepted it" in plain(ben.get("/c/cand-0001").text)
        assert ben.decide("cand-0001", "accept", version=2, significance="landmark").status == 303
        assert state(page, "cand-0001") is State.ACCEPTED
        assert ana.decide("cand-0002", "accept").status == 303
        assert state(page, "cand-0002") is State.ACCEPTED


# --------------------------------------------------------------------------- several at once
def test_several_are_rejected_and_one_undo_takes_all_back(page: Page) -> None:
    client = page.client()
    assert client.post("/bulk", {"act": "reject", "back": BACK}).status == 422
    reply = client.post("/bulk", {"act": "reject", "reason": "rumour", "item": ticks(1, 2, 3), "back": BACK})
    assert reply.status == 303
    told = client.get(reply.headers["location"])
    assert "Rejected 3 candidates together" in plain(told.text)
    assert [state(page, f"cand-000{number}") for number in (1, 2, 3)] == [State.REJECTED] * 3
    assert client.post("/undo", form_of(told.text, "/undo")).status == 303
    assert [state(page, f"cand-000{number}") for number in (1, 2, 3)] == [State.PENDING] * 3


def test_several_are_merged_snoozed_and_claimed(page: Page) -> None:
    client = page.client()
    assert client.post("/bulk", {"act": "merge", "item": ticks(1, 2), "back": BACK}).status == 422
    merge = {"act": "merge", "item": ticks(1, 2, 3), "into": "cand-0002", "back": BACK}
    assert client.post("/bulk", merge).status == 303
    assert [state(page, f"cand-000{number}") for number in (1, 2, 3)] == [State.MERGED, State.PENDING, State.MERGED]
    assert client.post("/bulk", {"act": "snooze", "span": "week", "item": ticks(4, 5), "back": BACK}).status == 303
    assert state(page, "cand-0005") is State.SNOOZED
    claimed = client.post("/bulk", {"act": "claim", "item": ticks(6), "back": BACK})
    assert "1 are yours until" in plain(claimed.text)
    assert client.post("/bulk", {"act": "burn", "item": ticks(6), "back": BACK}).status == 422


def test_accepting_several_shows_the_titles_first_and_keeps_to_the_sure_ones(page: Page) -> None:
    client = page.client()
    asked = client.post("/bulk", {"act": "accept", "item": ticks(1, 2, 7, 8), "back": BACK})
    told = plain(asked.text)
    assert "Accept 2 candidates?" in told
    assert "held back" in told
    assert "score below 0.90" in told
    assert decisions(page) == []
    forced = client.post("/bulk", {"act": "accept:sure", "item": ticks(1, 8), "back": BACK})
    assert forced.status == 422
    assert decisions(page) == []
    sure = form_of(asked.text, "/bulk") | {"act": "accept:sure"}
    assert client.post("/bulk", sure).status == 303
    assert decisions(page) == [(Verdict.ACCEPT, "cand-0001"), (Verdict.ACCEPT, "cand-0002")]


def test_nothing_of_several_is_decided_when_one_has_changed(page: Page) -> None:
    ana, ben = page.client(), page.guest("ben")
    ben.decide("cand-0002", "reject:duplicate")
    reply = ana.post("/bulk", {"act": "reject", "item": ticks(1, 2, 3), "back": BACK})
    assert reply.status == 409
    assert "rejected by ben" in plain(reply.text)
    assert len(re.findall(r'name="item"[^>]* checked>', reply.text)) == 2, "what is still there stays ticked"
    assert decisions(page) == [(Verdict.REJECT, "cand-0002")]


def test_a_landmark_is_never_accepted_with_others(tmp_path: Path) -> None:
    from dataclasses import replace

    big = make_candidate(1)
    big = replace(big, fields=replace(big.fields, significance=Significance.LANDMARK))
    with serve(tmp_path, [big]) as page:
        asked = page.client().post("/bulk", {"act": "accept", "item": ticks(1), "back": BACK})
        assert "None of these can be accepted together" in plain(asked.text)
        assert "a landmark" in plain(asked.text)


# --------------------------------------------------------------------------- splits of merges, filters, misses
def test_what_was_merged_is_parted_on_the_split_page(page: Page) -> None:
    client = page.client()
    client.decide("cand-0001", "accept")
    merge = {"seen": "cand-0002", "version": "1", "target": "cand-0001"}
    assert client.post("/c/cand-0002/merge", merge).status == 303
    shown = client.get("/c/cand-0001/split").text
    assert 'name="article" value="cand-0002"' in shown
    form = form_of(shown, "/c/cand-0001/split") | {"article": "cand-0002"}
    assert client.post("/c/cand-0001/split", form).status == 303
    assert (state(page, "cand-0001"), state(page, "cand-0002")) == (State.ACCEPTED, State.PENDING)
    assert "wire.example/2" not in client.get("/c/cand-0001").text.split('id="history"')[0]


def test_filters_are_kept_under_a_name(page: Page) -> None:
    client = page.client()
    keep = {"back": "q=ember+3", "name": "third", "act": "save"}
    assert client.post("/filters", keep).status == 303
    assert "third 1" in plain(client.get("/").text)
    assert client.post("/filters", {**keep, "name": "other"}).status == 422, "the same filter under another name"
    assert client.post("/filters", {**keep, "back": "q=ember"}).status == 303, "the same name changes it"
    assert "third 7" in plain(client.get("/").text)
    assert client.post("/filters", {**keep, "name": ""}).status == 422
    assert client.post("/filters", {"back": "", "name": "third", "act": "drop"}).status == 303
    assert "third" not in plain(client.get("/").text)
    assert client.post("/filters", {"back": "", "name": "third", "act": "drop"}).status == 404


def test_what_was_missed_waits_for_the_maintainer(page: Page) -> None:
    client = page.client()
    page.errands.steps = [{"stage": "gate", "outcome": "dropped", "why": "open-weights 0.20"}]
    for _ in range(2):
        client.post("/add", {"url": "https://norvik.example/lantern"})
    with reading(page.engine) as connection:
        assert len(load_misses(connection, "open-weights")) == 1
    shown = client.get("/feeds")
    assert "no feed brought it" in plain(shown.text)
    assert client.post("/misses", form_of(shown.text, "/misses")).status == 303
    assert "no feed brought it" not in plain(client.get("/feeds").text)
    assert client.post("/misses", {"miss": "1"}).status == 404
    assert client.post("/misses", {"miss": "x"}).status == 422


def test_history_is_told_by_curator_and_decision(page: Page) -> None:
    ana, ben = page.client(), page.guest("ben")
    ana.decide("cand-0001", "accept")
    ben.decide("cand-0002", "reject:rumour")
    assert "Ember 1 as" in plain(ana.get("/history?curator=ana").text)
    assert "Ember 2 as" not in plain(ana.get("/history?curator=ana").text)
    assert "Ember 1 as" not in plain(ana.get("/history?verdict=reject").text)
    assert "No decision fits" in plain(ana.get("/history?verdict=merge&curator=ben").text)


def test_the_card_says_why_it_is_here(tmp_path: Path) -> None:
    one = make_candidate(1)
    lone = ArticleRef("art-x", "https://x.example/1", "Ember 1 weights are out", "X", Tier.PRESS, None)
    with serve(tmp_path, [make_candidate(2, articles=(*one.articles, lone))]) as page:
        told = plain(page.client().get("/").text)
        assert "Why these are together" in told
        assert "“Ember 1 weights are out”: " in told
        assert "The Wire: relevance" in told


def test_an_empty_tab_says_where_work_is_and_when_the_next_poll_comes(tmp_path: Path) -> None:
    with serve(tmp_path, [held(1, Held.RUMOUR)]) as page:
        told = plain(page.client().get("/").text)
        assert "Nothing likely waits" in told
        assert "Held 1" in told
        assert "Nothing was polled yet" in told
