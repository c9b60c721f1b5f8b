"""Addresses of inspections."""

from django.urls import path

from candidates.inspections import views

urlpatterns = [
    path("", views.inspection_list, name="inspection_list"),
    path("begin/", views.inspection_begin, name="inspection_begin"),
    path("teams/", views.team_list, name="team_list"),
    path("teams/add/", views.team_add, name="team_add"),
    path("teams/<int:pk>/", views.team, name="team"),
    path("teams/<int:pk>/officers/add/", views.officer_add, name="officer_add"),
    path("officers/<int:pk>/", views.officer_change, name="officer_change"),
    path("hearings/<int:pk>/", views.hearing_change, name="hearing_change"),
    path("<int:pk>/", views.inspection, name="inspection"),
    path("<int:pk>/hearings/add/", views.hearing_add, name="hearing_add"),
    path("<int:pk>/appraisal/", views.appraisal, name="appraisal"),
    path("<int:pk>/material/", views.material, name="material"),
    path("<int:pk>/recusal/", views.recusal_add, name="recusal_add"),
    path("<int:pk>/conclude/", views.conclude, name="conclude"),
    path("<int:pk>/reopen/", views.reopen, name="reopen"),
]
