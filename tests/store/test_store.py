"""The store on SQLite and PostgreSQL: idempotence, versions, aliases, locks, refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select, text

from tests.build import NOW, analysis, candidate, claim, decision, fields
from wartracker.errors import LockedError, NotFoundError, ReviewConflict, SchemaError
from wartracker.records import StageOutcome
from wartracker.store import tables
from wartracker.store.analyses import (
    load_article,
    load_article_refs,
    load_claims,
    load_outcomes,
    save_analysis,
    save_claim_outcomes,
)
from wartracker.store.candidates import absorb, load_candidate, load_candidates, load_memberships, save_undecided
from wartracker.store.database import (
    connect,
    migrate,
    reading,
    require_schema,
    writing,
)
from wartracker.store.decisions import append_decision, load_decisions, number_decision
from wartracker.store.runs import STALE_AFTER, beat, release_lock, take_lock
from wartracker.vocabulary import ItemOutcome, State, Verdict


def test_saving_an_analysis_twice_changes_nothing(engine: Engine) -> None:
    found = analysis(claims=(claim(), claim("clm-2")))
    counts = []
    for _ in range(2):
        with writing(engine) as connection:
            save_analysis(connection, found, NOW)
            counts.append(
                [connection.scalar(select(func.count()).select_from(table)) for table in tables.metadata.sorted_tables]
            )
    assert counts[0] == counts[1]
    with reading(engine) as connection:
        assert [one.id for one in load_claims(connection, "open-weights")] == ["clm-1", "clm-2"]
        article, mentions = load_article(connection, "art-1")
        assert (article, mentions) == (found.article, ())
        assert load_article_refs(connection, ["art-1", "nothing"])["art-1"].lead == article.text
        assert [part.stage for part in load_outcomes(connection, "art-1")] == ["gate", "relate"]


def test_a_new_analysis_replaces_the_claims_of_its_article_only(engine: Engine) -> None:
    with writing(engine) as connection:
        save_analysis(connection, analysis(claims=(claim(), claim("clm-2"))), NOW)
        save_analysis(connection, analysis("art-2", (claim("clm-3", "art-2"),)), NOW)
        save_analysis(connection, analysis(claims=(claim("clm-2"),)), NOW)
        assert [one.id for one in load_claims(connection, "open-weights")] == ["clm-2", "clm-3"]


def test_the_claim_outcome_is_one_word_and_stays_when_the_analysis_is_saved_again(engine: Engine) -> None:
    with writing(engine) as connection:
        save_analysis(connection, analysis(), NOW)
        save_claim_outcomes(connection, {"clm-1": StageOutcome("resolve", ItemOutcome.FOUNDED, "cand-1")})
        save_analysis(connection, analysis(), NOW)
        assert connection.scalar(select(tables.claims.c.outcome)) == "founded"


def test_candidates_keep_their_version_until_they_change(engine: Engine) -> None:
    with writing(engine) as connection:
        assert save_undecided(connection, "open-weights", [candidate()], NOW)["new"] == 1
        assert save_undecided(connection, "open-weights", [candidate()], NOW)["unchanged"] == 1
        assert load_candidate(connection, "cand-1").version == 1
        assert save_undecided(connection, "open-weights", [candidate(score=0.5)], NOW)["changed"] == 1
        assert load_candidate(connection, "cand-1").version == 2


def test_a_superseded_candidate_is_an_alias_for_ever(engine: Engine) -> None:
    with writing(engine) as connection:
        save_undecided(connection, "open-weights", [candidate()], NOW)
        heir = candidate("cand-0", claims=("clm-earlier", "clm-cand-1"))
        save_undecided(connection, "open-weights", [heir], NOW)
        assert load_candidate(connection, "cand-1").id == "cand-0"
        again = candidate("cand-00", claims=("clm-first", "clm-earlier"))
        save_undecided(connection, "open-weights", [again], NOW)
        assert load_candidate(connection, "cand-1").id == "cand-00"
        with pytest.raises(NotFoundError, match="nothing"):
            load_candidate(connection, "nothing")


def test_decided_candidates_are_not_touched_by_resolving(engine: Engine) -> None:
    with writing(engine) as connection:
        save_undecided(connection, "open-weights", [candidate()], NOW)
        from wartracker.curate import decide

        decide(connection, load_candidate(connection, "cand-1"), Verdict.REJECT, curator="ana", at=NOW, reason="rumour")
        save_undecided(connection, "open-weights", [], NOW)
        found = load_candidates(connection, "open-weights")
        assert [(one.id, one.state) for one in found] == [("cand-1", State.REJECTED)]
        assert absorb(connection, {"cand-1": [("clm-9", "art-9")]}) == 1
        assert absorb(connection, {"cand-1": [("clm-9", "art-9")]}) == 0
        assert load_memberships(connection, "open-weights")["cand-1"] == ("clm-9", "clm-cand-1")


def test_a_changed_candidate_is_not_decided_unseen(engine: Engine) -> None:
    from wartracker.curate import decide

    with writing(engine) as connection:
        save_undecided(connection, "open-weights", [candidate()], NOW)
        shown = load_candidate(connection, "cand-1")
        first = decide(connection, shown, Verdict.ACCEPT, curator="ana", at=NOW)
        assert first.accession == 1
        with pytest.raises(ReviewConflict, match="accepted by ana"):
            decide(connection, shown, Verdict.REJECT, curator="ben", at=NOW)
        assert decide(connection, shown, Verdict.ACCEPT, curator="ana", at=NOW).id == first.id
        assert len(load_decisions(connection)) == 1


def test_accession_numbers_are_never_reused(engine: Engine) -> None:
    with writing(engine) as connection:
        for number in (1, 2):
            row = decision(f"dec-{number}", Verdict.ACCEPT, subject=f"cand-{number}")
            append_decision(connection, number_decision(connection, row))
        again = number_decision(connection, decision("dec-3", Verdict.EDIT_ACCEPT, subject="cand-1"))
        assert again.accession is None  # it keeps the number of its first acceptance
        assert [row.accession for row in load_decisions(connection)] == [1, 2]
        assert append_decision(connection, load_decisions(connection)[0]) is False


def test_undo_restores_the_state(engine: Engine) -> None:
    from wartracker.curate import decide, undo

    with writing(engine) as connection:
        save_undecided(connection, "open-weights", [candidate()], NOW)
        edited = replace(fields(), title="Another Title Altogether")
        shown = load_candidate(connection, "cand-1")
        decide(connection, shown, Verdict.EDIT_ACCEPT, curator="ana", at=NOW, fields=edited)
        undo(connection, "open-weights", curator="ana", at=NOW)
        assert load_candidate(connection, "cand-1").state is State.PENDING
        with pytest.raises(NotFoundError):
            undo(connection, "open-weights", curator="ana", at=NOW)


def test_only_one_collector_holds_the_lock(engine: Engine) -> None:
    with writing(engine) as connection:
        assert take_lock(connection, "one", NOW) is None
        assert take_lock(connection, "one", NOW) is None
        with pytest.raises(LockedError, match="one"):
            take_lock(connection, "two", NOW + STALE_AFTER - timedelta(seconds=1))
        assert take_lock(connection, "two", NOW + STALE_AFTER) == "one"
        assert beat(connection, "one", NOW) is False
        assert take_lock(connection, "one", NOW + STALE_AFTER, is_dead=lambda owner: owner == "two") == "two"
        release_lock(connection, "one")
        assert take_lock(connection, "three", NOW) is None


def test_collectors_that_share_the_hosts_have_a_lock_each(engine: Engine) -> None:
    with writing(engine) as connection:
        assert take_lock(connection, "one", NOW, shard="1/2") is None
        assert take_lock(connection, "two", NOW, shard="2/2") is None
        for shard in ("2/2", "1/3", None):  # the same part, or parts that overlap
            with pytest.raises(LockedError):
                take_lock(connection, "three", NOW, shard=shard)
        release_lock(connection, "one")
        assert take_lock(connection, "three", NOW, shard="1/2") is None


def test_a_newer_schema_is_refused_and_left_alone(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaError, match="schema 9999"):
        migrate(engine)
    with pytest.raises(SchemaError, match="schema 9999"):
        require_schema(engine)


def test_an_empty_database_is_named_by_require_schema(database: str) -> None:
    fresh = connect(database)
    with pytest.raises(SchemaError, match="db migrate"):
        require_schema(fresh)
    fresh.dispose()


def test_a_failing_transaction_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(RuntimeError), writing(engine) as connection:
        save_analysis(connection, analysis(), NOW)
        raise RuntimeError
    with reading(engine) as connection:
        assert load_claims(connection, "open-weights") == []
