"""A debate in the store in, a few digits that change with everything its outputs are made of out."""

from __future__ import annotations

import json

from sqlalchemy import Connection, func, select

from wartracker.ids import hash_text
from wartracker.store.review_tables import texts
from wartracker.store.tables import candidates, decisions


def fingerprint_debate(connection: Connection, debate: str) -> str:
    """Hash what stands for all decisions, texts and candidates of a debate, without reading them.

    Decisions and texts are only ever appended, so count and last one stand for all; a candidate that changes counts a
    new version.
    """
    found: list[object] = []
    for table, last in ((decisions, decisions.c.id), (texts, texts.c.at)):
        query = select(table.c.seq, last).where(table.c.debate == debate).order_by(table.c.seq.desc()).limit(1)
        row = connection.execute(query).first()
        count = connection.scalar(select(func.count()).select_from(table).where(table.c.debate == debate))
        found.append([count, row[0], str(row[1])] if row else [0])
    columns = (candidates.c.id, candidates.c.version, candidates.c.state, candidates.c.score, candidates.c.updated_at)
    query = select(*columns).where(candidates.c.debate == debate).order_by(candidates.c.id)
    found.append([[*map(str, row)] for row in connection.execute(query)])
    return hash_text(json.dumps(found))
