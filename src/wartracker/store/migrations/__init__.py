"""Alembic's migrations; imported only to migrate."""
