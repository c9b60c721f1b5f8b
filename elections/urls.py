"""Addresses of cycles and elections."""

from django.urls import path

from elections import views

app_name = "elections"
urlpatterns = [
    path("", views.election_list, name="election_list"),
    path("<int:pk>/", views.election, name="election"),
    path("townships/<str:code>/", views.township, name="township"),
    path("cycles/", views.cycle_list, name="cycle_list"),
    path("cycles/open/", views.cycle_open, name="cycle_open"),
    path("cycles/<int:pk>/", views.cycle_change, name="cycle_change"),
]
