"""The inspector's lists that a case stands on; the ledger is followed anew."""

from typing import Any

from django.db import migrations, models


def follow_anew(apps: Any, schema_editor: Any) -> None:
    """Have the ledger followed from its first entry."""
    apps.get_model("workbench", "Followed").objects.update(entry=0, snapshot="")


class Migration(migrations.Migration):
    dependencies = [("workbench", "0005_saved_views")]

    operations = [
        migrations.AddField("CaseNow", "inspected", models.JSONField(default=list)),
        migrations.RunPython(follow_anew, migrations.RunPython.noop),
    ]
