"""Addresses of the second factor."""

from django.urls import path

from factors import views

app_name = "factors"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("set-up/", views.set_up, name="set_up"),
    path("phone/", views.phone, name="phone"),
    path("card/", views.card, name="card"),
]
