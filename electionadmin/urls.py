"""Addresses of the whole application."""

from django.urls import path

from electionadmin.health import health

urlpatterns = [
    path("health/", health, name="health"),
]
