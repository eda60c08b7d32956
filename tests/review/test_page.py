"""The review page over real HTTP: decisions, conflicts, forms, history, all without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest

from tests.review.page import Client, Page, held, make_candidate, serve
from wartracker.records import Match, Promise
from wartracker.store.candidates import load_candidate, load_candidates
from wartracker.store.database import reading
from wartracker.store.decisions import load_decisions
from wartracker.vocabulary import Held, PromiseState, Significance, State, Verdict

ALL = ["/", "/?tab=held", "/history", "/feeds", "/guide", "/promises", "/synthesis", "/add", "/add/event"]


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    found = [make_candidate(number) for number in range(1, 5)]
    found.append(held(5, Held.RUMOUR))
    found.append(make_candidate(6, matches=(Match("cand-0001", "same maker"),)))
    with serve(tmp_path, found) as served:
        yield served


def state(page: Page, identifier: str) -> State:
    with reading(page.engine) as connection:
        return load_candidate(connection, identifier).state


def decisions(page: Page) -> list[tuple[Verdict, str]]:
    with reading(page.engine) as connection:
        return [(row.verdict, row.candidate) for row in load_decisions(connection)]


def plain(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", text)).split())


def form_of(text: str, action: str) -> dict[str, object]:
    """Read the fields of a form as a browser would send them."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', text, re.DOTALL)
    assert form, action
    found: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", form[0]):
        names = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if names.get("type") in {"checkbox", "radio"} and " checked" not in tag:
            continue
        if "name" in names:
            value = unescape(names.get("value", ""))
            found[names["name"]] = [*found[names["name"]], value] if names["name"] in found else [value]  # type: ignore[misc]
    for name, inside in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\n?(.*?)</textarea>', form[0], re.DOTALL):
        found[name] = unescape(inside)
    for name, inside in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', form[0], re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        found[name] = unescape(chosen[1]) if chosen else ""
    return found


def test_the_first_card_shows_all_a_curator_needs(page: Page) -> None:
    text = page.client().get("/").text
    told = plain(text)
    assert "Quillon Labs Releases Ember 1 as Open-Weight Model" in told
    assert '<mark class="m-org">Quillon Labs<span class="tag">org</span></mark>' in text
    assert '<mark class="m-date">on Monday<span class="tag">date</span></mark>' in text
    assert "Quillon had been quiet for a year." in told  # a sentence of context
    assert "Desk · first party" in told
    assert "Likely 4" in told
    assert "Held 1" in told
    assert "Duplicates? 1" in told
    assert "55%" in told
    assert "unknown" in told  # the licence, which no one guessed
    assert "rule release-verb" in told


@pytest.mark.parametrize("path", ALL)
def test_every_page_answers_and_needs_no_script(page: Page, path: str) -> None:
    reply = page.client().get(path)
    assert reply.status == 200
    assert "<script>" not in reply.text
    assert " style=" not in reply.text
    assert not re.search(r"\son\w+=", reply.text)
    assert "</html>" in reply.text


def test_decisions_lead_to_the_next_card_and_are_told(page: Page) -> None:
    client = page.client()
    reply = client.decide("cand-0001", "accept", significance="major", next="cand-0002")
    assert reply.status == 303
    assert "id=cand-0002" in reply.headers["location"]
    told = plain(client.get(reply.headers["location"]).text)
    assert "“Quillon Labs Releases Ember 1 as Open-Weight Model” as major (evt-1)." in told
    assert "Releases Ember 2" in told
    assert client.decide("cand-0002", "reject:rumour").status == 303
    assert client.decide("cand-0003", "snooze:week").status == 303
    assert [state(page, f"cand-000{n}") for n in (1, 2, 3)] == [State.ACCEPTED, State.REJECTED, State.SNOOZED]
    with reading(page.engine) as connection:
        rows = load_decisions(connection)
    assert rows[0].verdict is Verdict.EDIT_ACCEPT
    assert rows[0].proposed is not None
    assert rows[0].proposed.significance is Significance.NOTABLE
    assert rows[1].reason == "rumour"
    assert rows[2].until is not None


def test_an_event_id_leads_to_its_event_for_ever(page: Page) -> None:
    client = page.client()
    assert client.get("/c/evt-1").status == 404
    client.decide("cand-0001", "accept")
    assert client.get("/c/evt-1").headers["location"] == "/c/cand-0001"
    client.decide("cand-0001", "reopen", version=2)
    assert client.get("/c/evt-1").headers["location"] == "/c/cand-0001"


def test_the_texts_of_the_file_stand_until_a_curator_writes(page: Page) -> None:
    client, desk = page.client(), page.server.site.desk
    desk.debate = replace(desk.debate, synthesis="Quillon *opens* what others keep.", arc="")
    text = client.get("/synthesis").text
    assert "<em>opens</em>" in text
    assert f"in <code>pipelines/{desk.debate.name}.yaml</code>" in text
    client.post("/synthesis", {"part": "synthesis", "seen": "0", "text": "Norvik does."})
    assert "Quillon" not in client.get("/synthesis").text


def test_an_undo_shows_the_candidate_again_and_can_be_undone(page: Page) -> None:
    client = page.client()
    client.decide("cand-0001", "reject")
    home = client.get("/").text
    reply = client.post("/undo", form_of(home, "/undo"))
    assert reply.headers["location"].startswith("/c/cand-0001")
    assert state(page, "cand-0001") is State.PENDING
    again = client.post("/undo", form_of(home, "/undo"))  # the same button twice takes nothing else back
    assert again.status == 303
    assert len(decisions(page)) == 2
    history = client.get("/history").text
    redo = re.findall(r'name="decision" value="(dec-\w+)"><button class="quiet" aria-label="Redo: undone', history)
    client.post("/undo", {"decision": redo[0]})
    assert state(page, "cand-0001") is State.REJECTED


def test_the_second_of_two_curators_is_told_and_nothing_changes(page: Page) -> None:
    first, second = page.client(), page.client()
    first.decide("cand-0001", "reject:duplicate")
    reply = second.decide("cand-0001", "accept", significance="landmark")
    assert reply.status == 409
    assert "was rejected" not in reply.text
    assert "rejected by ana" in plain(reply.text)
    assert "(duplicate); nothing changed" in plain(reply.text)
    assert state(page, "cand-0001") is State.REJECTED
    assert len(decisions(page)) == 1
    assert first.decide("cand-0001", "reject:duplicate").status == 303  # the same again is no conflict


def test_an_edit_is_checked_and_keeps_what_was_typed(page: Page) -> None:
    client = page.client()
    form = form_of(client.get("/c/cand-0001/edit").text, "/c/cand-0001/edit")
    bad = {**form, "title": "Ember", "date": "last week", "license": "Apache", "organizations": "Quillon Labs (boss)"}
    reply = client.post("/c/cand-0001/edit", bad)
    assert reply.status == 422
    assert reply.text.count('aria-invalid="true"') == 4
    assert 'value="last week"' in reply.text
    assert "near: Apache-2.0" in reply.text
    assert decisions(page) == []
    good = {**form, "title": "Quillon Labs Releases Ember 1 Weights", "date": "2026-02", "license": "Apache-2.0"}
    assert client.post("/c/cand-0001/edit", good).status == 303
    with reading(page.engine) as connection:
        row = load_decisions(connection)[0]
    assert row.fields is not None
    assert row.fields.license is not None
    assert (row.fields.date.value.isoformat(), row.fields.date.precision.value) == ("2026-02-01", "month")
    assert row.fields.slots == {"date_phrase": "on Monday", "trigger": "put"}
    shown = plain(client.get("/c/cand-0001").text)
    assert "Quillon Labs Releases Ember 1 Weights" in shown
    assert "title: Quillon Labs Releases Ember 1 as Open-Weight Model → Quillon Labs Releases Ember 1 Weights" in shown


def test_an_edit_in_conflict_shows_both_and_can_be_saved_again(page: Page) -> None:
    first, second = page.client(), page.client()
    form = form_of(first.get("/c/cand-0001/edit").text, "/c/cand-0001/edit")
    second.decide("cand-0001", "accept")
    mine = {**form, "title": "Quillon Labs Opens Ember 1 to Everybody"}
    reply = first.post("/c/cand-0001/edit", mine)
    assert reply.status == 409
    assert 'value="Quillon Labs Opens Ember 1 to Everybody"' in reply.text
    assert "Yours against what stands now" in reply.text
    again = form_of(reply.text, "/c/cand-0001/edit")
    assert first.post("/c/cand-0001/edit", again).status == 303
    assert [verdict for verdict, _ in decisions(page)] == [Verdict.ACCEPT, Verdict.EDIT_ACCEPT]


def test_merge_split_and_link(page: Page) -> None:
    client = page.client()
    proposals = client.get("/c/cand-0006/merge").text
    assert proposals.index('value="cand-0001"') < proposals.index('value="cand-0002"')  # what resolve proposed is first
    assert "Releases Ember 3" in client.get("/c/cand-0006/merge?find=ember+3").text
    assert client.post("/c/cand-0006/merge", {"seen": "cand-0006", "version": "1", "target": "cand-0001"}).status == 303
    assert state(page, "cand-0006") is State.MERGED
    assert client.post("/c/cand-0002/merge", {"seen": "cand-0002", "version": "1", "target": "no"}).status == 422
    assert client.post("/c/cand-0002/split", {"seen": "cand-0002", "version": "1"}).status == 422
    split = {"seen": "cand-0002", "version": "1", "article": "art-2b"}
    assert client.post("/c/cand-0002/split", split).status == 303
    assert page.errands.resolved == 1
    client.decide("cand-0003", "accept")
    client.decide("cand-0004", "accept")
    form = {"seen": "cand-0003", "version": "2", "target": "evt-2", "link": "answers"}
    assert client.post("/c/cand-0003/link", form).status == 303
    assert "answers: Quillon Labs Releases Ember 4" in plain(client.get("/c/cand-0003").text)
    assert client.post("/c/cand-0003/link", {**form, "link": "eats"}).status == 422


def test_a_snoozed_candidate_comes_back_when_its_time_has_come(tmp_path: Path) -> None:
    clock = [datetime(2026, 3, 2, 9, tzinfo=UTC)]
    with serve(tmp_path, [make_candidate(1), make_candidate(2)], now=lambda: clock[0]) as page:
        client = page.client()
        client.decide("cand-0001", "snooze:day")
        assert "Snoozed 1" in plain(client.get("/").text)
        clock[0] += timedelta(hours=11)
        assert "Snoozed 1" in plain(client.get("/").text)
        clock[0] += timedelta(hours=14)
        relogged = page.client()
        assert "Likely 2" in plain(relogged.get("/").text)
        assert client.get("/").status == 303  # a session lasts 12 hours


def test_an_event_by_hand_is_accepted_at_once(page: Page) -> None:
    client = page.client()
    form = form_of(client.get("/add/event").text, "/add/event")
    form |= {"title": "Norvik Institute Publishes Lantern Weights", "date": "2026-01-15", "source_tier": "press"}
    assert client.post("/add/event", form).status == 422
    form |= {"source_url": "javascript:alert(1)", "source_title": "Lantern is out"}
    assert client.post("/add/event", form).status == 422
    form |= {"source_url": "https://norvik.example/lantern", "organizations": "Norvik Institute (actor)"}
    assert client.post("/add/event", form).status == 303
    assert client.post("/add/event", form).status == 303  # the same again is no second event
    with reading(page.engine) as connection:
        accepted = load_candidates(connection, "open-weights", (State.ACCEPTED,))
    assert [one.fields.title for one in accepted] == ["Norvik Institute Publishes Lantern Weights"]
    assert accepted[0].fields.organizations[0].key == "norvik-institute"


def test_an_address_is_fetched_and_told_why_it_was_missed(page: Page) -> None:
    client = page.client()
    assert client.post("/add", {"url": "file:///etc/passwd"}).status == 422
    assert page.errands.submitted == []
    page.errands.steps = [{"stage": "gate", "outcome": "dropped", "why": "open-weights 0.20"}]
    told = plain(client.post("/add", {"url": "https://norvik.example/lantern"}).text)
    assert page.errands.submitted == ["https://norvik.example/lantern"]
    assert "no feed brought it" in told
    assert "look at `gate.terms`" in told


def test_promises_and_texts(page: Page) -> None:
    client = page.client()
    made = datetime(2026, 1, 1, tzinfo=UTC).date()
    page.errands.ledger = [
        Promise("evt-3", "Quillon Labs Promises Ember 9", made, made, PromiseState.OVERDUE, None, 40),
        Promise("evt-4", "Norvik Promises Lantern", made, None, PromiseState.KEPT, "evt-5", 12),
    ]
    told = plain(client.get("/promises").text)
    assert "overdue for 40 days" in told
    assert "kept after 12 days, by evt-5" in told
    body = "Quillon Labs sets the pace.\n\n**Prices** fall. <script>alert(1)</script> [x](javascript:alert(1))"
    assert client.post("/synthesis", {"part": "synthesis", "seen": "0", "text": body}).status == 303
    text = client.get("/synthesis").text
    assert "<strong>Prices</strong>" in text
    assert "<script>alert" not in text
    assert 'href="javascript' not in text
    client.decide("cand-0001", "accept")
    shown = client.get("/synthesis").text
    assert "Paragraphs that accepted events have touched since" in shown
    assert client.post("/synthesis", {"part": "synthesis", "seen": "0", "text": "other"}).status == 409
    assert client.post("/synthesis", {"part": "nothing", "seen": "0", "text": "other"}).status == 422


def test_a_viewer_looks_and_decides_nothing(page: Page) -> None:
    from wartracker.store.database import writing
    from wartracker.store.users import add_user
    from wartracker.vocabulary import Role

    token = "v" * 43
    with writing(page.engine) as connection:
        add_user(connection, "vera", Role.VIEWER, token, datetime.now(UTC))
    client = Client(page.server.port)
    headers = {"authorization": f"Bearer {token}"}
    shown = client.get("/", **headers)
    assert shown.status == 200
    assert "data-decides" not in shown.text
    refused = client.post("/c/cand-0001/decide", {"seen": "cand-0001", "version": "1", "act": "accept"}, **headers)
    assert refused.status == 403
    assert decisions(page) == []


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/c/cand-0001/decide", {"act": "explode", "version": "1"}),
        ("/c/cand-0001/decide", {"act": "accept"}),
        ("/c/cand-0001/decide", {"act": "accept", "version": "1", "significance": "huge"}),
        ("/c/cand-0001/decide", {"act": "snooze:century", "version": "1"}),
        ("/c/cand-0001/decide", {"act": "reject:because", "version": "1"}),
        ("/c/cand-9999/decide", {"act": "accept", "version": "1"}),
        ("/undo", {"decision": "dec-none"}),
    ],
)
def test_nonsense_is_refused_in_a_sentence(page: Page, path: str, form: dict[str, str]) -> None:
    reply = page.client().post(path, form)
    assert reply.status in {404, 422}
    assert "Nothing was changed" in reply.text
    assert decisions(page) == []


def test_filters_are_addresses(page: Page) -> None:
    client = page.client()
    assert "Releases Ember 3" in plain(client.get("/?q=ember+3").text)
    assert "Nothing likely waits under these filters" in plain(client.get("/?kind=funding").text)
    assert "kind has no value" in client.get("/?kind=banana").text
    assert "Releases Ember 5" in plain(client.get("/?tab=held&held=rumour").text)
