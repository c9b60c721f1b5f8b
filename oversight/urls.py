"""Addresses of the audit trail."""

from django.urls import path

from oversight import views

app_name = "oversight"

urlpatterns = [
    path("", views.trail, name="trail"),
    path("object/<slug:app_label>/<slug:model>/<str:pk>/", views.object_history, name="object"),
    path("event/<slug:app_label>/<slug:model>/<int:number>/", views.event, name="event"),
    path("seals/", views.seal_list, name="seal_list"),
    path("seals/check/", views.check, name="check"),
    path("sheet/", views.sheet, name="sheet"),
]
