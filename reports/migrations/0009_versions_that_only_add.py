"""Versions that only added reports are told from those that changed something: pages outlive the former for some
seconds (reports/views/conditional.py). What an archive holds already counts as changed.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("reports", "0008_document_titles")]

    operations = [
        migrations.AddField(
            model_name="archivestate",
            name="added_after",
            field=models.PositiveBigIntegerField(default=0, verbose_name="此版本之后只有新增"),
        ),
        migrations.AddField(
            model_name="archivestate",
            name="added_up_to",
            field=models.PositiveBigIntegerField(default=0, verbose_name="只有新增，至此版本"),
        ),
    ]
