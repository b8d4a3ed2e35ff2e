"""Loads regions and categories, and makes the one row of the archive's state."""

from django.db import migrations

from reports.models.reference import load_categories, load_regions, read_regions


def load(apps, schema_editor):
    load_regions(apps.get_model("reports", "Region"), read_regions())
    load_categories(apps.get_model("reports", "Category"))
    apps.get_model("reports", "ArchiveState").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
