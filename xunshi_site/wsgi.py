"""The WSGI entry: `gunicorn xunshi_site.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xunshi_site.settings")
application = get_wsgi_application()
