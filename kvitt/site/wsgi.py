"""The web server's way in: ``gunicorn kvitt.site.wsgi``. Needs a database that already runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kvitt.site.settings")

application = get_wsgi_application()
