"""Addresses of the jobs."""

from django.urls import path

from jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="job_list"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/cancel/", views.cancel, name="cancel"),
    path("<uuid:pk>/input/", views.input_file, name="input_file"),
    path("<uuid:pk>/output/", views.output_file, name="output_file"),
]
