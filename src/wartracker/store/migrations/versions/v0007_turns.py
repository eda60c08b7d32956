"""The politeness group of each source, by which a run takes as many as one host can be asked."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column; the next run fills it, since the groups follow from the settings."""
    known = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("feeds")}
    if "domain" not in known:  # a new database has it from the first migration, which creates today's tables
        op.add_column("feeds", sa.Column("domain", sa.String(255)))


def downgrade() -> None:
    """Drop it again."""
    op.drop_column("feeds", "domain")
