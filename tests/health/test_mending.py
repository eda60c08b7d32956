"""The maintainer's tools on a small store: remove, quarantine, names, trial runs, upkeep."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from tests.build import NOW, analysis, article_ref, fields
from wartracker.adopt import adopt_names, find_new_names, render_row
from wartracker.cli.setup import shipped
from wartracker.collect.archive import Archive, iterate_records, read_record
from wartracker.config import GAZETTEER_FILES, parse_gazetteers
from wartracker.errors import ConfigError, InputError, NotFoundError
from wartracker.facts import ModelRef, OrgRef
from wartracker.gazetteer import Gazetteers
from wartracker.records import Event, FetchResult
from wartracker.sandbox import try_rule, try_term
from wartracker.store.analyses import load_article, load_article_claims, save_analysis
from wartracker.store.database import connect, migrate, reading, writing
from wartracker.store.pages import (
    NewPage,
    add_pages,
    finish_page,
    list_quarantined,
    list_waiting,
    quarantine_page,
    revive_pages,
)
from wartracker.store.retention import compact_sqlite, forget_old
from wartracker.store.tables import pages
from wartracker.vocabulary import ItemOutcome, PollOutcome
from wartracker.withdraw import remove_text
from wartracker.workspace import open_workspace

URL = "https://wire.example/art-1"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = connect(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    migrate(made)
    with writing(made) as connection:
        add_pages(connection, [NewPage("art-1", URL, "wire.example/art-1", "wire.example", "")], NOW)
        save_analysis(connection, analysis(), NOW)
        finish_page(connection, "art-1", ItemOutcome.KEPT, NOW)
    yield made
    made.dispose()


def response(number: int) -> FetchResult:
    body = f"<p>story {number}</p>".encode() * 50
    return FetchResult(
        f"https://wire.example/{number}", f"https://wire.example/{number}", PollOutcome.OK, NOW, 200, (), body
    )


def test_text_is_removed_and_the_fact_stays(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    with Archive(folder) as archive:
        places = [archive.append(response(number)) for number in range(3)]
        archive.flush()
    with writing(engine) as connection:
        connection.execute(update(pages).values(warc_file=places[1][0], warc_offset=places[1][1]))
        connection.execute(update(pages).values(identity="https://wire.example/art-1"))
    remove_text(engine, folder, "art-1")
    with reading(engine) as connection:
        article, mentions = load_article(connection, "art-1")
        assert (article.text, mentions, article.method) == ("", (), "removed")
        assert article.title == "Ember 2 is out"
        assert load_article_claims(connection, "art-1")
    assert [read_record(folder, *place) is None for place in places] == [False, True, False]
    raw = gzip.decompress((folder / places[0][0]).read_bytes())
    assert b"story 1" not in raw
    assert b"story 2" in raw
    assert [record.url[-1] for record in iterate_records(folder / places[0][0])] == ["0", "2"]
    with writing(engine) as connection:
        assert revive_pages(connection, ["art-1"]) == 0  # never fetched again
        again = NewPage("art-1", URL, "https://wire.example/art-1", "wire.example", "", again=True)
        add_pages(connection, [again], NOW)
        assert list_waiting(connection, NOW, 5) == []
    with pytest.raises(NotFoundError):
        remove_text(engine, folder, "https://never.example/seen")


def test_quarantined_pages_are_listed_and_revived(engine: Engine) -> None:
    with writing(engine) as connection:
        quarantine_page(connection, "art-1", ItemOutcome.QUARANTINED, "the worker ended with -9")
        (row,) = list_quarantined(connection)
        assert (row.id, row.why) == ("art-1", "the worker ended with -9")
        assert revive_pages(connection, ["art-1"]) == 1
        assert list_quarantined(connection) == []
        assert [one.id for one in list_waiting(connection, NOW, 5)] == ["art-1"]


def test_old_text_goes_and_the_file_shrinks(engine: Engine) -> None:
    with writing(engine) as connection:
        rows = [NewPage(f"p{n}", f"https://x.example/{n}", f"x.example/{n}", "x.example", "") for n in range(200)]
        add_pages(connection, rows, NOW)
        noise = "".join(chr(0x4E00 + (n * 7919) % 20000) for n in range(20_000))
        for row in rows:
            finish_page(connection, row.id, ItemOutcome.DROPPED, NOW, visible=f"{row.id}{noise}")
    later = NOW + timedelta(days=40)
    with writing(engine) as connection:
        counts = forget_old(
            connection,
            dropped_before=later - timedelta(days=30),
            runs_before=NOW,
            notices_before=NOW,
            now=later,
        )
    assert counts["texts of dropped pages"] == 200
    assert compact_sqlite(engine) > 1_000_000
    with reading(engine) as connection:
        assert connection.scalar(select(pages.c.visible).where(pages.c.id == "p1")) is None


def test_a_term_is_tried_on_stored_texts(engine: Engine) -> None:
    workspace = open_workspace(shipped("feeds.yaml").parent, {})
    debate = replace(workspace.debates[0], gate=replace(workspace.debates[0].gate, terms=(), keep=0.8))
    since = datetime(2000, 1, 1, tzinfo=UTC)
    with reading(engine) as connection:
        trial = try_term(connection, debate, Gazetteers(), "ember 2=3", since)
        assert (trial.looked_at, len(trial.added), trial.removed) == (1, 1, ())
        assert try_term(connection, debate, Gazetteers(), "zebra", since).added == ()
        with pytest.raises(InputError, match="regular expression"):
            try_term(connection, debate, Gazetteers(), "([", since)
        with pytest.raises(InputError, match="known: "):
            try_rule(connection, workspace.debates[0], workspace.gazetteers, "no-such=1")
        with pytest.raises(InputError, match="NAME=NUMBER"):
            try_rule(connection, workspace.debates[0], workspace.gazetteers, "leading_maker=much")


def event(**changes: object) -> Event:
    told = fields(
        organizations=(OrgRef("quillon", "Quillon Labs", "actor"),),
        models=(ModelRef("ember-2.0", "Ember 2.0", "ember", "2.0"),),
    )
    values = {"id": "evt-1", "number": 1, "day": date(2026, 3, 1), "curator": "ana", "fields": told, "evidence": ()}
    more = {"sources": (article_ref(),), "revisions": (), "published": NOW, "updated": NOW, "candidate": "cand-1"}
    return Event(**(values | more | changes))  # type: ignore[arg-type]


def test_accepted_names_become_rows_with_their_source(tmp_path: Path) -> None:
    for stem in GAZETTEER_FILES:
        (tmp_path / f"{stem}.yaml").write_text("[]\n" if stem in {"licenses", "others"} else "", encoding="utf-8")
    row = "- {key: known, name: Known, source: us}\n"
    (tmp_path / "organizations.yaml").write_text(row, encoding="utf-8")
    models = "- {key: old, name: Old, family: old, owner: known, source: us}\n"
    (tmp_path / "models.yaml").write_text(models, encoding="utf-8")
    known = parse_gazetteers({stem: (tmp_path / f"{stem}.yaml").read_text() for stem in GAZETTEER_FILES})
    found = find_new_names([event(), event(retracted="no")], known)
    assert [row.key for row in found] == ["quillon", "ember-2.0"]
    assert render_row(found[1]) == (
        "- {key: ember-2.0, name: Ember 2.0, family: ember, owner: quillon, version: '2.0', "
        "source: 'https://wire.example/ember'}"
    )
    assert [path.name for path in adopt_names(tmp_path, found)] == ["organizations.yaml", "models.yaml"]
    after = parse_gazetteers({stem: (tmp_path / f"{stem}.yaml").read_text() for stem in GAZETTEER_FILES})
    assert find_new_names([event()], after) == []
    assert (tmp_path / "organizations.yaml").read_text().startswith(row)


def test_rows_that_would_break_the_file_are_not_written(tmp_path: Path) -> None:
    for stem in GAZETTEER_FILES:
        (tmp_path / f"{stem}.yaml").write_text("- {key: a, name: A, source: us}\n" if stem == "organizations" else "[]")
    names = find_new_names([event()], Gazetteers())
    with pytest.raises(ConfigError):  # models.yaml holds an empty flow list that no row can follow
        adopt_names(tmp_path, names)
    assert (tmp_path / "organizations.yaml").read_text() == "- {key: a, name: A, source: us}\n"
