"""Addresses of votes."""

from django.urls import path

from ballots.views import arranging, counting, deciding, entry, following, handover, votes

app_name = "ballots"
urlpatterns = [
    path("", votes.vote_list, name="vote_list"),
    path("<int:pk>/", votes.vote, name="vote"),
    path("<int:pk>/record/", votes.record, name="record"),
    path("elections/<int:election>/", arranging.arrange, name="arrange"),
    path("<int:pk>/arrangement/", arranging.change, name="change"),
    path("<int:pk>/open/", arranging.open_count, name="open"),
    path("<int:pk>/relatives/", arranging.relatives, name="relatives"),
    path("<int:pk>/stations/add/", arranging.station_add, name="station_add"),
    path("stations/<int:station>/", arranging.station, name="station"),
    path("stations/<int:station>/remove/", arranging.station_remove, name="station_remove"),
    path("stations/<int:station>/<int:ballot>/figures/", entry.figures, name="figures"),
    path("stations/<int:station>/<int:ballot>/compared/", entry.compared, name="compared"),
    path("stations/<int:station>/<int:ballot>/doubtful/", entry.doubtful, name="doubtful"),
    path("stations/<int:station>/<int:ballot>/written-in/", entry.written_in, name="written_in"),
    path("stations/<int:station>/<int:ballot>/count/", counting.begin, name="begin"),
    path("counts/<int:count>/", counting.count, name="count"),
    path("counts/<int:count>/strokes/", counting.strokes, name="strokes"),
    path("counts/<int:count>/press/", counting.press, name="press"),
    path("counts/<int:count>/finish/", counting.finish, name="finish"),
    path("<int:pk>/close/", deciding.close, name="close"),
    path("<int:pk>/recount/", deciding.recount, name="recount"),
    path("<int:pk>/ruling/", deciding.ruling, name="ruling"),
    path("<int:pk>/certificates/", deciding.certificates, name="certificates"),
    path("<int:pk>/write-ins/", deciding.write_ins, name="write_ins"),
    path("<int:pk>/following/<slug:kind>/", following.following, name="following"),
    path("elections/<int:election>/by-election/", following.by_election, name="by_election"),
    path("elections/<int:election>/recall/", following.recall, name="recall"),
    path("motions/<int:motion>/", following.motion, name="motion"),
    path("elections/<int:election>/handover/", handover.handover, name="handover"),
    path("elections/<int:election>/handover/items/", handover.item_add, name="item_add"),
    path("items/<int:item>/remove/", handover.item_remove, name="item_remove"),
]
