"""Addresses of divisions, villages and members."""

from django.urls import path

from villages.views import audits, divisions, members, villages

app_name = "villages"
urlpatterns = [
    path("", villages.village_list, name="village_list"),
    path("members/", members.member_list, name="member_list"),
    path("members/<int:pk>/", members.member, name="member"),
    path("members/<int:pk>/end/", members.member_end, name="member_end"),
    path("divisions/", divisions.division_list, name="division_list"),
    path("divisions/changes/", divisions.change_list, name="change_list"),
    path("divisions/<str:code>/", divisions.division, name="division"),
    path("divisions/<str:code>/rename/", divisions.rename, name="division_rename"),
    path("divisions/<str:code>/merge/", divisions.merge, name="division_merge"),
    path("divisions/<str:code>/abolish/", divisions.abolish, name="division_abolish"),
    path("divisions/<str:code>/restore/", divisions.restore, name="division_restore"),
    path("<str:code>/", villages.village, name="village"),
    path("<str:code>/figures/", villages.profile, name="profile"),
    path("<str:code>/audits/", audits.audit, name="audit"),
    path("<str:code>/audits/<int:pk>/", audits.audit_change, name="audit_change"),
    path("<str:code>/bodies/<str:kind>/", villages.body, name="body"),
    path("<str:code>/bodies/<str:kind>/add/", members.member_add, name="member_add"),
]
