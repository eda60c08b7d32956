"""Who works on what, saved filters, and what curators found that the pipeline had missed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the tables of teamwork; their columns are frozen here."""
    op.create_table(
        "assignments",
        sa.Column("candidate", sa.String(40), primary_key=True),
        sa.Column("debate", sa.String(64), nullable=False),
        sa.Column("curator", sa.String(64), nullable=False),
        sa.Column("until", sa.String(32), nullable=False),
    )
    op.create_index("assignments_debate", "assignments", ["debate"])
    op.create_table(
        "saved_filters",
        sa.Column("debate", sa.String(64), primary_key=True),
        sa.Column("curator", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("query", sa.Text, nullable=False),
    )
    op.create_table(
        "misses",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("debate", sa.String(64), nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("advice", sa.Text, nullable=False),
        sa.Column("curator", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("settled_by", sa.String(64)),
        sa.Column("settled_at", sa.String(32)),
    )
