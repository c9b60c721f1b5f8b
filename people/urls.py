"""Addresses of the persons."""

from django.urls import path

from people.views import attachments, merging, pasting, persons, records

app_name = "people"
urlpatterns = [
    path("", persons.person_list, name="person_list"),
    path("add/", persons.person_add, name="person_add"),
    path("paste/", pasting.paste, name="paste"),
    path("duplicates/", merging.duplicate_list, name="duplicate_list"),
    path("merges/", merging.merge_list, name="merge_list"),
    path("merges/<int:pk>/", merging.merge_record, name="merge_record"),
    path("relatives/<int:pk>/", records.relative_change, name="relative_change"),
    path("relatives/<int:pk>/remove/", records.relative_remove, name="relative_remove"),
    path("courses/<int:pk>/", records.training_change, name="training_change"),
    path("capacities/<int:pk>/", records.capacity_change, name="capacity_change"),
    path("files/<uuid:pk>/", attachments.attachment, name="attachment"),
    path("files/<uuid:pk>/photograph/", attachments.photograph, name="photograph"),
    path("files/<uuid:pk>/remove/", attachments.attachment_remove, name="attachment_remove"),
    path("<int:pk>/", persons.person, name="person"),
    path("<int:pk>/change/", persons.person_change, name="person_change"),
    path("<int:pk>/cv/", records.cv_change, name="cv_change"),
    path("<int:pk>/relatives/add/", records.relative_add, name="relative_add"),
    path("<int:pk>/courses/add/", records.training_add, name="training_add"),
    path("<int:pk>/capacities/add/", records.capacity_add, name="capacity_add"),
    path("<int:pk>/files/add/", attachments.attachment_add, name="attachment_add"),
    path("<int:pk>/duplicates/", merging.duplicates, name="duplicates"),
    path("<int:pk>/merge/<int:other>/", merging.merge, name="merge"),
    path("<int:pk>/show/id-number/", persons.reveal, {"field": "id_number"}, name="reveal_id_number"),
    path("<int:pk>/show/telephone/", persons.reveal, {"field": "telephone"}, name="reveal_telephone"),
    path("<int:pk>/show/address/", persons.reveal, {"field": "address"}, name="reveal_address"),
]
