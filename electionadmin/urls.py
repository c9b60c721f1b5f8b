"""Addresses of the whole application."""

from django.urls import include, path

from accounts.pages import public
from accounts.views import language
from electionadmin.health import health
from elections.board_pages import home

urlpatterns = [
    path("", home, name="home"),
    path("account/", include("accounts.urls")),
    path("account/second-factor/", include("factors.urls")),
    path("account/typed/", include("protect.urls")),
    path("accounts/", include("staff.urls")),
    path("language/", language, name="set_language"),
    path("villages/", include("villages.urls")),
    path("persons/", include("people.urls")),
    path("elections/", include("elections.urls")),
    path("candidates/", include("candidates.urls")),
    path("", include("vetting.urls")),
    path("rolls/", include("rolls.urls")),
    path("votes/", include("ballots.urls")),
    path("documents/", include("filings.urls")),
    path("tables/", include("sheets.urls")),
    path("jobs/", include("jobs.urls")),
    path("trail/", include("oversight.urls")),
    path("health/", public(health), name="health"),
]
