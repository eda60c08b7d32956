"""Run migrations on the connection that the caller opened: one transaction, all or nothing."""

from alembic import context

from wartracker.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
