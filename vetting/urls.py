"""Addresses of the departments, of the county's reviews, and of a department's own pages."""

from django.urls import path

from vetting.views import bars, batches, departments, reviews, sheets, statistics

app_name = "vetting"
urlpatterns = [
    path("departments/", departments.department_list, name="department_list"),
    path("departments/add/", departments.department_add, name="department_add"),
    path("departments/<int:pk>/", departments.department, name="department"),
    path("vetting/", batches.batch_list, name="batch_list"),
    path("vetting/batches/add/", batches.batch_add, name="batch_add"),
    path("vetting/batches/<int:pk>/", batches.batch, name="batch"),
    path("vetting/batches/<int:pk>/remind/", batches.batch_remind, name="batch_remind"),
    path("vetting/batches/<int:pk>/close/", batches.batch_close, name="batch_close"),
    path("vetting/batches/<int:pk>/conclude/", batches.batch_conclude, name="batch_conclude"),
    path("vetting/entries/<int:pk>/withdraw/", batches.entry_withdraw, name="entry_withdraw"),
    path("vetting/persons/", reviews.person_list, name="person_list"),
    path("vetting/persons/take-over/", reviews.take_over, name="take_over"),
    path("vetting/persons/<int:pk>/", reviews.review, name="review"),
    path("vetting/persons/<int:pk>/township/", reviews.township, name="township"),
    path("vetting/persons/<int:pk>/conclude/", reviews.conclude, name="conclude"),
    path("vetting/persons/<int:pk>/again/", reviews.again, name="again"),
    path("vetting/persons/<int:pk>/tell/", reviews.tell, name="tell"),
    path("vetting/opinions/<int:pk>/", reviews.opinion, name="opinion"),
    path("vetting/opinions/<int:pk>/attachment/", reviews.attachment, name="attachment"),
    path("vetting/bars/", bars.bar_list_list, name="bar_list_list"),
    path("vetting/bars/draft/", bars.draft, name="bar_draft"),
    path("vetting/bars/<int:pk>/", bars.bar_list, name="bar_list"),
    path("vetting/bars/<int:pk>/add/", bars.bar_add, name="bar_add"),
    path("vetting/bars/<int:pk>/publish/", bars.bar_publish, name="bar_publish"),
    path("vetting/bars/of-a-list/<int:pk>/", bars.bar, name="bar"),
    path("vetting/days/", bars.review_rules, name="review_rules"),
    path("vetting/statistics/", statistics.statistics, name="statistics"),
    path("reviews/", sheets.review_list, name="review_list"),
    path("reviews/who-i-am/", sheets.declaration, name="declaration"),
    path("reviews/<int:pk>/", sheets.sheet, name="sheet"),
    path("reviews/<int:pk>/rest/", sheets.rest, name="rest"),
    path("reviews/<int:pk>/sign/", sheets.sign, name="sign"),
    path("reviews/<int:pk>/<int:place>/", sheets.question, name="question"),
    path("reviews/<int:pk>/<int:place>/number/", sheets.reveal_number, name="reveal_number"),
    path("reviews/<int:pk>/<int:place>/attachment/", sheets.own_attachment, name="own_attachment"),
]
