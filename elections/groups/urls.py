"""Addresses of groups and contacts."""

from django.urls import path

from elections.groups import views

urlpatterns = [
    path("groups/", views.group_list, name="group_list"),
    path("groups/contacts/", views.contacts, name="contacts"),
    path("groups/contacts/sheet/", views.contact_sheet, name="contact_sheet"),
    path("groups/of/<str:code>/", views.group_add, name="group_add"),
    path("groups/<int:pk>/", views.group, name="group"),
    path("groups/<int:pk>/change/", views.group_change, name="group_change"),
    path("groups/<int:pk>/end/", views.group_end, name="group_end"),
    path("groups/<int:pk>/members/", views.member_add, name="group_member_add"),
    path("groups/members/<int:pk>/", views.member_change, name="group_member"),
    path("groups/members/<int:pk>/end/", views.member_end, name="group_member_end"),
    path("groups/members/<int:pk>/telephone/", views.member_reveal, name="group_member_reveal"),
]
