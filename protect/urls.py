"""Addresses of what is kept for its user."""

from django.urls import path

from protect import views

app_name = "protect"
urlpatterns = [
    path("", views.kept, name="typed"),
]
