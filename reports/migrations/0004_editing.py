"""Who withdrew what, and the groups «editor» and «operator»."""

from django.db import migrations, models

from reports.models.groups import load_groups


def load(apps, schema_editor):
    load_groups(
        apps.get_model("auth", "Group"),
        apps.get_model("auth", "Permission"),
        apps.get_model("contenttypes", "ContentType"),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0003_document_facts"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        migrations.AddField(
            model_name="tombstone",
            name="by_name",
            field=models.CharField(blank=True, default="", max_length=150, verbose_name="操作人"),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
