"""Addresses of the election committees."""

from django.urls import path

from elections.committee import views

urlpatterns = [
    path("committees/", views.committee_list, name="committee_list"),
    path("<int:pk>/committee/", views.committee, name="committee"),
    path("<int:pk>/committee/form/", views.committee_form, name="committee_form"),
    path("<int:pk>/committee/members/", views.member_add, name="committee_member_add"),
    path("<int:pk>/committee/meetings/", views.meeting_add, name="committee_meeting_add"),
    path("<int:pk>/committee/dissolve/", views.dissolve, name="committee_dissolve"),
    path("committees/members/<int:pk>/", views.member_change, name="committee_member"),
    path("committees/members/<int:pk>/leave/", views.member_leave, name="committee_member_leave"),
    path("committees/members/<int:pk>/succeed/", views.succeed, name="committee_succeed"),
    path("committees/members/<int:pk>/announce/", views.member_announce, name="committee_announce"),
]
