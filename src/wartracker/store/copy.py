"""One database in, the same rows in another one out, and proof that they are the same."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from sqlalchemy import Connection, Engine, MetaData, Table, func, insert, select

from wartracker.errors import StoreError
from wartracker.store.database import migrate, reading, writing

_BATCH = 500  # rows in memory at once
# Who works on the old database says nothing of the new one, which has a schema version of its own.
_STAYS = frozenset({"locks", "alembic_version"})

Tell = Callable[[str, int], None]
"""Called with the name of a table and how many rows were copied."""


def copy_database(source: Engine, target: Engine, tell: Tell = lambda table, rows: None) -> dict[str, int]:
    """Copy every row of one database to an empty one in one transaction, and compare the two.

    Args:
        source: of this version's schema; others may go on working on it, what they write later is not copied.
        target: an empty database, or one with this version's schema and no rows.
        tell: tells progress.

    Returns:
        Rows copied, by table.

    Raises:
        StoreError: the target holds rows already, refuses, or differs afterwards; no row is left in it then.
    """
    migrate(target)
    counts: dict[str, int] = {}
    with reading(source) as old, writing(target) as new:
        originals, copies = _read_tables(old), _read_tables(new)
        for table in copies.values():
            if new.execute(select(table).limit(1)).first() is not None:
                raise StoreError(f"the target database is not empty (table {table.name}); nothing was copied")
        for name, table in originals.items():
            counts[name] = _copy_table(old, table, new, copies[name])
            tell(name, counts[name])
        for name, table in originals.items():
            if digest_table(old, table) != digest_table(new, copies[name]):
                raise StoreError(f"the copy of table {name} differs from its original; nothing was copied")
    return counts


def digest_table(connection: Connection, table: Table) -> tuple[int, str]:
    """Count and hash the rows of a table; their order, which collations disagree on, does not matter."""
    count, total = 0, 0
    columns = sorted(table.columns, key=lambda column: column.name)
    for row in connection.execute(select(*columns).execution_options(yield_per=_BATCH)):
        count += 1
        digest = sha256(repr(tuple(row)).encode("utf-8", "surrogatepass")).digest()
        total = (total + int.from_bytes(digest, "big")) % (1 << 256)
    return count, f"{total:064x}"


def _read_tables(connection: Connection) -> dict[str, Table]:
    """Read the tables as the database has them, parents first: stored values are copied, not what they stand for."""
    found = MetaData()
    found.reflect(connection)
    return {table.name: table for table in found.sorted_tables if table.name not in _STAYS}


def _copy_table(old: Connection, original: Table, new: Connection, copy: Table) -> int:
    count = 0
    for rows in old.execute(select(original).execution_options(yield_per=_BATCH)).mappings().partitions():
        new.execute(insert(copy), [dict(row) for row in rows])
        count += len(rows)
    if new.dialect.name == "postgresql" and "seq" in copy.columns and count:
        # Rows that bring their number do not move the server's own count on.
        sequence = func.pg_get_serial_sequence(copy.name, "seq")
        new.execute(select(func.setval(sequence, select(func.max(copy.c.seq)).scalar_subquery())))
    return count
