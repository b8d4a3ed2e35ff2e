"""Indexes that no query needs, or only for a few rows, are dropped: each is written for every row of an import.

The indexes of foreign keys are dropped by name. To alter the fields themselves would copy whole tables on SQLite, for
minutes in a large archive, and change nothing else.
"""

import django.db.models.deletion
from django.db import migrations, models

UNUSED = (
    ("Measure", "successor"),
    ("Problem", "continues"),
    ("Problem", "successor"),
    ("ProblemCategory", "problem"),
    ("ProblemMeasure", "problem"),
)


def drop_indexes(apps, schema_editor):
    for model, name in UNUSED:
        table = apps.get_model("reports", model)._meta.db_table
        column = f"{name}_id"
        with schema_editor.connection.cursor() as cursor:
            found = schema_editor.connection.introspection.get_constraints(cursor, table)
        for index, told in found.items():
            if told["index"] and not told["unique"] and told["columns"] == [column]:
                schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(index)}")


def link(to, related_name, **options):
    return models.ForeignKey(db_index=False, related_name=related_name, to=f"reports.{to}", **options)


def following(to, related_name, name):
    return link(
        to, related_name, blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, verbose_name=name
    )


CASCADE = django.db.models.deletion.CASCADE


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_editing_desk")]

    operations = [
        migrations.RemoveIndex(model_name="measure", name="measure_fingerprint"),
        migrations.RemoveIndex(model_name="measurefact", name="fact_kind_text_measure"),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop_indexes, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField("measure", "successor", following("measure", "replaces", "接替者")),
                migrations.AlterField("problem", "continues", following("problem", "continued_by", "延续自")),
                migrations.AlterField("problem", "successor", following("problem", "replaces", "接替者")),
                migrations.AlterField(
                    "problemcategory",
                    "problem",
                    link("problem", "category_links", on_delete=CASCADE, verbose_name="问题"),
                ),
                migrations.AlterField(
                    "problemmeasure",
                    "problem",
                    link("problem", "measure_links", on_delete=CASCADE, verbose_name="问题"),
                ),
            ],
        ),
        migrations.AddIndex(
            "measure",
            models.Index(
                condition=models.Q(("successor__isnull", False)), fields=["successor"], name="measure_successor"
            ),
        ),
        migrations.AddIndex(
            "measurefact",
            models.Index(
                condition=models.Q(("kind", "document")),
                fields=["kind", "text", "measure"],
                name="fact_document_measure",
            ),
        ),
        migrations.AddIndex(
            "problem",
            models.Index(
                condition=models.Q(("continues__isnull", False)), fields=["continues"], name="problem_continues"
            ),
        ),
        migrations.AddIndex(
            "problem",
            models.Index(
                condition=models.Q(("successor__isnull", False)), fields=["successor"], name="problem_successor"
            ),
        ),
    ]
