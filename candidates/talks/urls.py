"""Addresses of talks."""

from django.urls import path

from candidates.talks import views

urlpatterns = [
    path("", views.talk_due, name="talk_due"),
    path("held/", views.talk_list, name="talk_list"),
    path("<int:pk>/", views.talk, name="talk"),
    path("persons/<int:pk>/<str:kind>/", views.talk_add, name="talk_add"),
]
