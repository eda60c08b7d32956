"""The first schema: every table of the pipeline."""

from alembic import op

from wartracker.store.tables import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create all tables; later migrations freeze their own copies instead of importing the tables."""
    metadata.create_all(op.get_bind())
