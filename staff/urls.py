"""Addresses of the administration of accounts."""

from django.urls import path

from staff.views import accounts, duties, slips, unused

app_name = "staff"
urlpatterns = [
    path("", accounts.user_list, name="user_list"),
    path("add/", accounts.user_add, name="user_add"),
    path("slips/", slips.slips, name="slips"),
    path("unused/", unused.unused_accounts, name="unused"),
    path("second-factor/", duties.second_factor, name="second_factor"),
    path("<int:pk>/", accounts.user, name="user"),
    path("<int:pk>/change/", accounts.user_change, name="user_change"),
    path("<int:pk>/duties/add/", duties.duty_add, name="duty_add"),
    path("<int:pk>/unlock/", accounts.unlock, name="unlock"),
    path("<int:pk>/do/<slug:name>/", accounts.measure, name="measure"),
    path("duties/<int:pk>/end/", duties.duty_end, name="duty_end"),
]
