"""Addresses of the room."""

from django.urls import include, path

from candidates.assessments import views as assessments
from candidates.meetings import views as meetings
from candidates.nominations import views as nominations
from candidates.notices import views as notices
from candidates.plans import views as plans

app_name = "candidates"

urlpatterns = [
    path("inspections/", include("candidates.inspections.urls")),
    path("secretaries/", include("candidates.secretaries.urls")),
    path("talks/", include("candidates.talks.urls")),
    path("commitments/", include("candidates.commitments.urls")),
    path("", nominations.nomination_list, name="nomination_list"),
    path("<int:pk>/", nominations.nomination, name="nomination"),
    path("<int:pk>/statement/", nominations.statement, name="statement"),
    path("<int:pk>/assessment/", assessments.assessment, name="assessment"),
    path("<int:pk>/end/<str:end>/", nominations.nomination_end, name="nomination_end"),
    path("elections/<int:pk>/", nominations.election, name="election"),
    path("elections/<int:pk>/seats/", nominations.seats, name="seats"),
    path("elections/<int:pk>/nominate/", nominations.nominate, name="nominate"),
    path("elections/<int:pk>/meetings/<str:kind>/", meetings.meeting_add, name="meeting_add"),
    path("elections/<int:pk>/list/", meetings.draw, name="draw"),
    path("elections/<int:pk>/nominees/", nominations.settle, name="settle"),
    path("elections/<int:pk>/formal/", nominations.formal, name="formal"),
    path("elections/<int:pk>/compare/", assessments.compare, name="compare"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("weights/", assessments.weights, name="weights"),
    path("plans/", plans.plan_overview, name="plan_overview"),
    path("plans/targets/", plans.targets, name="targets"),
    path("plans/<str:code>/", plans.plan, name="plan"),
    path("notices/", notices.notice_list, name="notice_list"),
    path("notices/start/", notices.notice_start, name="notice_start"),
    path("notices/add/<str:code>/<str:body>/", notices.notice_add, name="notice_add"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("notices/<int:pk>/change/", notices.notice_change, name="notice_change"),
    path("notices/lines/<int:pk>/objection/", notices.objection_add, name="objection_add"),
    path("objections/", notices.objection_list, name="objection_list"),
    path("objections/<int:pk>/", notices.objection, name="objection"),
    path("objections/<int:pk>/open/", notices.objection_open, name="objection_open"),
]
