"""Jobs of the scheduler, troubles and who was told of them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the tables of the watch; their columns are frozen here."""
    op.create_table(
        "jobs",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("next_due", sa.String(32)),
        sa.Column("started_at", sa.String(32)),
        sa.Column("ended_at", sa.String(32)),
        sa.Column("ok_at", sa.String(32)),
        sa.Column("outcome", sa.String(16)),
        sa.Column("why", sa.Text),
        sa.Column("took_s", sa.Float),
    )
    op.create_table(
        "notices",
        sa.Column("key", sa.String(128), primary_key=True),
        sa.Column("word", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(128), nullable=False),
        sa.Column("says", sa.Text, nullable=False),
        sa.Column("hint", sa.Text, nullable=False),
        sa.Column("opened_at", sa.String(32), nullable=False),
        sa.Column("seen_at", sa.String(32), nullable=False),
        sa.Column("closed_at", sa.String(32)),
    )
    op.create_table(
        "deliveries",
        sa.Column("key", sa.String(128), primary_key=True),
        sa.Column("channel", sa.String(16), primary_key=True),
        sa.Column("told", sa.String(16), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
    )
