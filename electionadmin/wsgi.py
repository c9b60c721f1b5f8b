"""Entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

from electionadmin.start import refuse_unfit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "electionadmin.settings.production")

application = get_wsgi_application()
refuse_unfit()
