"""How far the past of each source was walked back."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the table of walks; its columns are frozen here."""
    op.create_table(
        "backfills",
        sa.Column("feed", sa.String(64), primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("since", sa.String(32), nullable=False),
        sa.Column("todo", sa.Text, nullable=False),
        sa.Column("seen", sa.Text, nullable=False),
        sa.Column("documents", sa.Integer, nullable=False),
        sa.Column("found", sa.Integer, nullable=False),
        sa.Column("why", sa.Text),
        sa.Column("finished_at", sa.String(32)),
    )


def downgrade() -> None:
    """Drop it again."""
    op.drop_table("backfills")
