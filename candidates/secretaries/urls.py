"""Addresses of the filings of secretaries."""

from django.urls import path

from candidates.secretaries import views

urlpatterns = [
    path("", views.secretary_list, name="secretary_list"),
    path("start/", views.secretary_start, name="secretary_start"),
    path("villages/<str:code>/add/", views.secretary_add, name="secretary_add"),
    path("<int:pk>/", views.secretary_filing, name="secretary_filing"),
    path("<int:pk>/change/", views.secretary_change, name="secretary_change"),
    path("persons/<int:pk>/", views.secretary_file, name="secretary_file"),
]
