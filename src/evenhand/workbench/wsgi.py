"""The application that a server of WSGI runs."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.workbench.settings")
application = get_wsgi_application()
