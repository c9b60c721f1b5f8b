"""Addresses of cycles and elections."""

from django.urls import path

from elections import rulebook_pages, views
from elections.calendar import urls as calendar
from elections.committee import urls as committee
from elections.digests import urls as digests
from elections.groups import urls as groups

app_name = "elections"
urlpatterns = [
    *calendar.urlpatterns,
    *committee.urlpatterns,
    *groups.urlpatterns,
    *digests.urlpatterns,
    path("", views.election_list, name="election_list"),
    path("<int:pk>/", views.election, name="election"),
    path("townships/<str:code>/", views.township, name="township"),
    path("rulebooks/", rulebook_pages.rulebook_list, name="rulebook_list"),
    path("rulebooks/<slug:key>/", rulebook_pages.rulebook_detail, name="rulebook"),
    path("cycles/", views.cycle_list, name="cycle_list"),
    path("cycles/open/", views.cycle_open, name="cycle_open"),
    path("cycles/<int:pk>/", views.cycle_change, name="cycle_change"),
]
