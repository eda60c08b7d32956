"""A hub's listing over several polls: repositories, licences that come and change, gates; what a record settles."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.cli.small import DEBATE, GAZETTEERS
from tests.collect.desk import Desk, feed, run
from tests.collect.servers import answer
from wartracker.analyse import analyse_page, build_toolbox
from wartracker.collect.sources.hub import describe_change, read_record
from wartracker.config import parse_debate, parse_gazetteers
from wartracker.records import Analysis, ArticleRef, Entry, PageInput
from wartracker.resolve.candidates import resolve_candidates
from wartracker.store.tables import entries, pages
from wartracker.vocabulary import ItemOutcome, Kind, Openness, PollOutcome, SourceKind, Tier

LISTING = "/api/models?author=quillon"
NOW = datetime(2026, 2, 3, 10, tzinfo=UTC)


def row(licence: str | None = "apache-2.0", **changes: Any) -> dict[str, Any]:
    return {
        "id": "quillon/Ember-2",
        "createdAt": "2026-02-01T08:00:00.000Z",
        "lastModified": "2026-02-03T09:00:00.000Z",
        "tags": [f"license:{licence}"] if licence else [],
        "gated": False,
        "siblings": [{"rfilename": "model.safetensors"}],
        "downloads": 7,
    } | changes


def listing(*rows: dict[str, Any]) -> bytes:
    return answer(json.dumps(rows).encode())


HUB = feed("hub-quillon", LISTING, host="hub.example", kind=SourceKind.HUB, publisher="Quillon on hub.example")


def stored(desk: Desk) -> list[tuple[str, str]]:
    return sorted((str(one.title), str(one.outcome)) for one in desk.rows(entries))  # type: ignore[attr-defined]


def test_a_changed_licence_is_an_entry_of_its_own(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        assert (await desk.poll(HUB)).entries == {ItemOutcome.NEW: 1}
        fetched, _ = await desk.fetch(HUB)
        assert [(page.outcome, page.input.html) for page in fetched] == [(ItemOutcome.FEED_TEXT, b"")]
        assert desk.server.paths() == [LISTING]  # neither robots.txt nor the model card

        desk.server.routes[LISTING] = listing(row("mit"))
        desk.later(hours=9)
        report = await desk.poll(HUB)
        assert (report.outcomes, report.pages) == ({PollOutcome.OK: 1}, 1)
        assert report.entries == {ItemOutcome.UPDATED: 1, ItemOutcome.NO_LINK: 1}
        fetched, _ = await desk.fetch(HUB)
        (page,) = fetched
        assert page.input.feed_title == "Quillon changes the license of Ember-2 on hub.example"
        assert page.input.feed_text.startswith(
            "Quillon moved Ember-2 from the apache-2.0 license to the MIT license. Its listing on hub.example named"
        )
        assert page.input.url.startswith("http://hub.example/quillon/Ember-2#ent-")

        desk.server.routes[LISTING] = listing(row("mit", downloads=9))  # the same licence, another body: nothing more
        desk.later(hours=9)
        assert (await desk.poll(HUB)).outcomes == {PollOutcome.UNCHANGED: 1}
        assert len(desk.rows(entries)) == 2

    run(tmp_path, {LISTING: listing(row())}, play)


def test_a_first_licence_or_an_opened_gate_completes_the_repository(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        await desk.poll(HUB)
        await desk.fetch(HUB)
        for changed in (row("mit", gated="auto"), row("mit")):
            desk.server.routes[LISTING] = listing(changed)
            desk.later(hours=9)
            report = await desk.poll(HUB)
            assert report.entries == {ItemOutcome.UPDATED: 1}
            fetched, _ = await desk.fetch(HUB)
            assert len(fetched) == 1
        assert "under the licence mit." in fetched[0].input.feed_text
        assert len(desk.rows(pages)) == 1

    run(tmp_path, {LISTING: listing(row(None, gated="auto"))}, play)


def test_a_repository_that_appears_is_an_entry(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        await desk.poll(HUB)
        desk.server.routes[LISTING] = listing(row(id="quillon/Ember-3", createdAt="2026-02-03T08:00:00Z"), row())
        desk.later(hours=9)
        assert (await desk.poll(HUB)).entries == {ItemOutcome.NEW: 1, ItemOutcome.SEEN: 1}
        assert [title for title, _ in stored(desk)] == [
            "Quillon releases Ember-2 on hub.example",
            "Quillon releases Ember-3 on hub.example",
        ]

    run(tmp_path, {LISTING: listing(row())}, play)


def entry(licence: str | None) -> Entry:
    record = read_record(row(licence))
    return Entry("ent-1", "hub-quillon", "quillon/Ember-2", None, "", "", None, NOW, hub=record)


def test_only_an_exchange_is_a_change() -> None:
    before = read_record(row("apache-2.0"))
    assert before is not None
    assert describe_change(before, entry("apache-2.0"), "Quillon", "https://hub.example/api") is None
    assert describe_change(before, entry(None), "Quillon", "https://hub.example/api") is None
    change = describe_change(before, entry("gemma"), "Quillon on Hugging Face", "https://huggingface.co/api/models")
    assert change is not None
    assert change.title == "Quillon changes the license of Ember-2 on Hugging Face"
    assert change.published_at == datetime(2026, 2, 3, 9, tzinfo=UTC)
    assert "from the apache-2.0 license to the gemma license" in change.content


def test_the_record_settles_what_an_article_left_unknown() -> None:
    gazetteers = parse_gazetteers(GAZETTEERS)
    debate = parse_debate(DEBATE, "open", "open.yaml")
    toolbox = build_toolbox((debate,), gazetteers, None)

    def read(number: int, title: str, text: str, tier: Tier, **more: Any) -> Analysis:
        page = PageInput(
            f"page-{number}",
            f"https://s{number}.example/a",
            b"",
            None,
            feed_title=title,
            feed_text=text,
            published_at=NOW,
            fetched_at=NOW,
            publisher=f"Source {number}",
            tier=tier,
            **more,
        )
        return analyse_page(page, toolbox)

    told = "Quillon Labs released the model Ember 2 on Monday, with open weights to follow. It is the largest one yet."
    report = read(1, "Quillon Labs releases Ember 2", told, Tier.PRESS)
    record = read_record(row("apache-2.0"))
    text = (
        "Quillon released Ember-2 on Hugging Face on February 2, 2026, in the repository quillon/Ember-2. "
        "The weights of Ember-2 are available for download under the licence apache-2.0."
    )
    hub = read(2, "Quillon releases Ember-2 on Hugging Face", text, Tier.HUB, hub=record, first_party_of=("quillon",))
    changed = read(
        3,
        "Quillon changes the license of Ember-2 on Hugging Face",
        "Quillon moved Ember-2 from the apache-2.0 license to the MIT license.",
        Tier.HUB,
        first_party_of=("quillon",),
    )

    def resolve(*found: Analysis) -> list[tuple[Kind, str | None, Openness]]:
        articles = {
            one.article.id: ArticleRef(
                one.article.id,
                one.article.url,
                one.article.title,
                one.article.publisher,
                one.article.tier,
                one.article.published_at,
                one.article.first_party_of,
                one.article.text,
            )
            for one in found
            if one.article
        }
        claims = [claim for one in found for part in one.debates for claim in part.claims]
        resolved = resolve_candidates(claims, articles, [], debate, gazetteers)
        return [
            (row.fields.kind, row.fields.license.key if row.fields.license else None, row.fields.openness.openness)
            for row in sorted(resolved.candidates, key=lambda row: row.fields.kind)
        ]

    alone = resolve(report)
    assert [licence for _, licence, _ in alone] == [None]
    together = resolve(report, hub)
    assert together == [(Kind.WEIGHTS_RELEASE, "Apache-2.0", Openness.OPEN_WEIGHTS)]
    after = resolve(report, hub, changed)
    assert after[0][:2] == (Kind.LICENSE_CHANGE, "MIT")
    assert after[1] == (Kind.WEIGHTS_RELEASE, "Apache-2.0", Openness.OPEN_WEIGHTS)


def test_a_record_passes_every_gate_that_watches_weights() -> None:
    gazetteers = parse_gazetteers(GAZETTEERS)
    strict = parse_debate(DEBATE.replace("keep: 0.5", "keep: 0.99"), "open", "open.yaml")
    other = parse_debate(DEBATE.replace("keep: 0.5", "keep: 0.99").replace("weights_release, ", ""), "law", "law.yaml")
    page = PageInput(
        "page-1", "https://hub.example/quillon/phi", b"", None, feed_title="Acme releases phi", feed_text="Phi."
    )
    toolbox = build_toolbox((strict, other), gazetteers, None)
    record = read_record(row())
    kept = {part.relevance.debate: part.relevance for part in analyse_page(replace(page, hub=record), toolbox).debates}
    assert (kept["open"].keep, kept["open"].reasons[0], kept["law"].keep) == (True, "a model hub's record", False)
    assert not any(part.relevance.keep for part in analyse_page(page, toolbox).debates)
