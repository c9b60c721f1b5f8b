"""Addresses of cycles and elections."""

from django.urls import path

from elections import board_pages, bulk_pages, chain_pages, rulebook_pages, step_pages, views
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
    path("<int:pk>/", step_pages.election, name="election"),
    path("<int:pk>/days/", step_pages.days, name="days"),
    path("<int:pk>/steps/<str:step>/request/", step_pages.step_request, name="step_request"),
    path("<int:pk>/steps/<str:step>/decide/", step_pages.step_decide, name="step_decide"),
    path("<int:pk>/steps/<str:step>/reopen/", step_pages.step_reopen, name="step_reopen"),
    path("boards/<str:code>/", board_pages.division_board, name="board"),
    path("progress/", board_pages.progress, name="progress"),
    path("approvals/", bulk_pages.approvals, name="approvals"),
    path("requests/", bulk_pages.requests, name="requests"),
    path("chain/", chain_pages.chain, name="chain"),
    path("chain/<str:body>/add/", chain_pages.chain_add, name="chain_add"),
    path("rulebooks/", rulebook_pages.rulebook_list, name="rulebook_list"),
    path("rulebooks/<slug:key>/", rulebook_pages.rulebook_detail, name="rulebook"),
    path("rulebooks/<slug:key>/county/", rulebook_pages.county_rulebook, name="county_rulebook"),
    path("cycles/", views.cycle_list, name="cycle_list"),
    path("cycles/open/", views.cycle_open, name="cycle_open"),
    path("cycles/<int:pk>/", views.cycle_change, name="cycle_change"),
]
