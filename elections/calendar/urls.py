"""Addresses of the calendar."""

from django.urls import path

from elections.calendar import views

urlpatterns = [
    path("calendar/", views.calendar_home, name="calendar_home"),
    path("calendar/timetable/", views.timetable, name="timetable"),
    path("calendar/days/", views.county_days, name="county_days"),
    path("calendar/<str:code>/", views.calendar, name="calendar"),
    path("calendar/<str:code>/calendar.ics", views.calendar_file_of, name="calendar_file"),
    path("<int:pk>/items/<slug:key>/", views.calendar_done, name="calendar_done"),
]
