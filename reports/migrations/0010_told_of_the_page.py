"""What a manifest says of a page's date and place is kept: a parse anew is told it. Of files imported before nobody
knows it any more; the manifest tells it again.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("reports", "0009_versions_that_only_add")]

    operations = [
        migrations.AddField(
            model_name="sourcedocument",
            name="published",
            field=models.CharField(blank=True, default="", max_length=10, verbose_name="公布日期（来源清单）"),
        ),
        migrations.AddField(
            model_name="sourcedocument",
            name="region_code",
            field=models.CharField(blank=True, default="", max_length=12, verbose_name="地区代码（来源清单）"),
        ),
    ]
