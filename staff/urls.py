"""Addresses of the administration of accounts."""

from django.urls import URLPattern

app_name = "staff"
urlpatterns: list[URLPattern] = []
