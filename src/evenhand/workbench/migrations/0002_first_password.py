"""Accounts know whether their password is still the first one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workbench", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="first_password",
            field=models.BooleanField(default=False),
        ),
    ]
