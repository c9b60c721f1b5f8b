"""Addresses of the room. A roll is named by its election."""

from django.urls import path

from rolls.views import entries, lists, objections, party, rolls

app_name = "rolls"

urlpatterns = [
    path("", rolls.roll_list, name="roll_list"),
    path("<int:pk>/", rolls.roll, name="roll"),
    path("<int:pk>/publish/", rolls.publish, name="publish"),
    path("<int:pk>/freeze/", rolls.freeze, name="freeze"),
    path("<int:pk>/decision/", rolls.decision, name="decision"),
    path("<int:pk>/announce/", rolls.announce, name="announce"),
    path("<int:pk>/drop/", rolls.drop, name="drop"),
    path("<int:pk>/settings/", rolls.settings, name="settings"),
    path("<int:pk>/resolutions/add/", rolls.resolution_add, name="resolution_add"),
    path("<int:pk>/posting/", rolls.posting, name="posting"),
    path("<int:pk>/voters/", entries.entry_list, name="entry_list"),
    path("<int:pk>/voters/add/", entries.entry_add, name="entry_add"),
    path("voters/<int:pk>/", entries.entry, name="entry"),
    path("voters/<int:pk>/strike/", entries.strike, name="strike"),
    path("voters/<int:pk>/leave/", entries.leave, name="leave"),
    path("voters/<int:pk>/delete/", entries.entry_delete, name="entry_delete"),
    path("voters/<int:pk>/show/id-number/", entries.reveal, name="reveal"),
    path("<int:pk>/objections/", objections.objection_list, name="objection_list"),
    path("<int:pk>/objections/add/", objections.objection_add, name="objection_add"),
    path("objections/<int:pk>/", objections.objection, name="objection"),
    path("objections/<int:pk>/announce/", objections.objection_announce, name="objection_announce"),
    path("<int:pk>/lists/<slug:kind>/", lists.listed, name="listed"),
    path("<int:pk>/lists/<slug:kind>/add/", lists.listed_add, name="listed_add"),
    path("<int:pk>/lists/<slug:kind>/publish/", lists.publish_list, name="publish_list"),
    path("lists/<slug:kind>/<int:pk>/withdraw/", lists.withdraw, name="withdraw"),
    path("members/", party.register_list, name="register_list"),
    path("<int:pk>/members/", party.register, name="party"),
    path("<int:pk>/members/take-over/", party.draw_up, name="party_draw_up"),
    path("<int:pk>/members/add/", party.add, name="party_add"),
    path("<int:pk>/members/settle/", party.settle, name="party_settle"),
    path("members/<int:pk>/", party.member, name="party_member"),
    path("members/<int:pk>/remove/", party.remove, name="party_remove"),
]
