"""Addresses of commitments."""

from django.urls import path

from candidates.commitments import views

urlpatterns = [
    path("", views.commitment_list, name="commitment_list"),
    path("texts/", views.text_list, name="text_list"),
    path("texts/add/", views.text_add, name="text_add"),
    path("persons/<int:pk>/", views.person_commitments, name="person_commitments"),
]
