"""On PostgreSQL, whose collation need not be that of code points, an index by which titles that begin so are found:
without it each suggestion of documents beside a search looked at every title. SQLite's comparisons take the index that
is there (`search.suggestions`).
"""

from django.db import migrations


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX fact_document_title ON reports_measurefact (text text_pattern_ops) WHERE kind = 'document'"
        )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX fact_document_title")


class Migration(migrations.Migration):

    dependencies = [("reports", "0007_counting_index")]

    operations = [migrations.RunPython(make, drop, elidable=False)]
