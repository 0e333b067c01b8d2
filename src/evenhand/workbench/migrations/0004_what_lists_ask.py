"""What the lists ask of a case; the ledger is followed anew, so that every case has it."""

from typing import Any

from django.db import migrations, models


def follow_anew(apps: Any, schema_editor: Any) -> None:
    """Have the ledger followed from its first entry."""
    apps.get_model("workbench", "Followed").objects.update(entry=0, snapshot="")


class Migration(migrations.Migration):
    dependencies = [("workbench", "0003_token")]

    operations = [
        migrations.AddField("CaseNow", "since", models.CharField(blank=True, max_length=40)),
        migrations.AddField("CaseNow", "determined_by", models.JSONField(default=list)),
        migrations.AddField("CaseNow", "stays", models.JSONField(default=list)),
        migrations.AddField("CaseNow", "try_due", models.CharField(blank=True, max_length=10)),
        migrations.AddField("CaseNow", "try_lead", models.CharField(blank=True, max_length=40)),
        migrations.AddField("CaseNow", "try_first", models.BigIntegerField(null=True)),
        migrations.RunPython(follow_anew, migrations.RunPython.noop),
    ]
