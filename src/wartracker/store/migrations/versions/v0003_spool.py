"""Fetched pages that wait for analysers of other processes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the table; its columns are frozen here."""
    op.create_table(
        "spool",
        sa.Column("page", sa.String(40), primary_key=True),
        sa.Column("input", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("result", sa.Text),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
    )
