"""Addresses of the whole application."""

from django.urls import include, path

from accounts.views import language
from elections.views import home
from electionadmin.health import health

urlpatterns = [
    path("", home, name="home"),
    path("account/", include("accounts.urls")),
    path("account/second-factor/", include("factors.urls")),
    path("accounts/", include("staff.urls")),
    path("language/", language, name="set_language"),
    path("villages/", include("villages.urls")),
    path("persons/", include("people.urls")),
    path("elections/", include("elections.urls")),
    path("departments/", include("vetting.urls")),
    path("jobs/", include("jobs.urls")),
    path("health/", health, name="health"),
]
