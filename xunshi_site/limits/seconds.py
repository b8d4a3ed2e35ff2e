"""How long what runs for a reader may take; read by gunicorn's configuration too, where no Django is loaded."""

STATEMENT_SECONDS = 15
"""One statement on PostgreSQL; all reading of one request on SQLite."""
