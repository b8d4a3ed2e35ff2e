"""PostgreSQL keeps the counters of the limits in two tables that are not logged: a crash of the server empties them,
and no replica gets them. With SQLite they are in a file of their own (xunshi_site/limits/sql.py)."""

from django.db import migrations

from xunshi_site.limits.sql import TABLES


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, columns in TABLES.items():
            schema_editor.execute(f"CREATE UNLOGGED TABLE {name} ({columns})")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in TABLES:
            schema_editor.execute(f"DROP TABLE {name}")


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunPython(create, drop)]
