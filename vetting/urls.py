"""Addresses of the departments."""

from django.urls import path

from vetting import views

app_name = "vetting"
urlpatterns = [
    path("", views.department_list, name="department_list"),
    path("add/", views.department_add, name="department_add"),
    path("reviews/", views.review_list, name="review_list"),
    path("<int:pk>/", views.department, name="department"),
]
