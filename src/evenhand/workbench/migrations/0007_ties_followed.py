"""How the ties of a case stand, for lists; the ledger is followed anew, so that every case has it."""

from typing import Any

from django.db import migrations, models


def follow_anew(apps: Any, schema_editor: Any) -> None:
    """Have the ledger followed from its first entry."""
    apps.get_model("workbench", "Followed").objects.update(entry=0, snapshot="")


class Migration(migrations.Migration):
    dependencies = [("workbench", "0006_inspected")]

    operations = [
        migrations.AddField("CaseNow", "ties", models.JSONField(default=list)),
        migrations.RunPython(follow_anew, migrations.RunPython.noop),
    ]
