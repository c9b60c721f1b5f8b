"""Addresses of the persons."""

from django.urls import path

from people import views

app_name = "people"
urlpatterns = [
    path("", views.person_list, name="person_list"),
    path("add/", views.person_add, name="person_add"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/change/", views.person_change, name="person_change"),
    path("<int:pk>/show/id-number/", views.reveal, {"field": "id_number"}, name="reveal_id_number"),
    path("<int:pk>/show/telephone/", views.reveal, {"field": "telephone"}, name="reveal_telephone"),
]
