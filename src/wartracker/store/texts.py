"""What curators write about a debate in, append-only rows out; the last of a part counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from wartracker.store.review_tables import texts


def append_text(connection: Connection, debate: str, part: str, body: str, curator: str, now: datetime) -> None:
    """Append a version of a text, signed and dated."""
    row = {"debate": debate, "part": part, "body": body, "curator": curator, "at": now}
    connection.execute(insert(texts), [row])


def load_texts(connection: Connection, debate: str, part: str) -> list[Row[Any]]:
    """Load all versions of a text, oldest first: seq, body, curator, at."""
    columns = (texts.c.seq, texts.c.body, texts.c.curator, texts.c.at)
    query = select(*columns).where(texts.c.debate == debate, texts.c.part == part)
    return list(connection.execute(query.order_by(texts.c.seq)))
