"""Addresses of a user's tasks."""

from django.urls import path

from elections.digests import views

urlpatterns = [
    path("tasks/", views.tasks, name="tasks"),
    path("tasks/digests/<int:pk>/", views.digest, name="digest"),
]
