"""The list of votes, one vote with its stations and result, its count record as a file."""

import json
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from ballots import progress, queries, shown
from ballots.sums import load, record_of
from ballots.tables import vote_table
from ballots.views.found import vote_or_404
from electionadmin.web.lists import list_response


@page(Act.VIEW_VOTES)
def vote_list(request: OfficeRequest) -> HttpResponse:
    """All votes in the scope."""
    votes = queries.with_status(queries.votes_in(request.scope))
    return list_response(request, table=vote_table(request.scope), queryset=votes, title=_("Votes and results"))


@page(Act.VIEW_VOTES)
def vote(request: OfficeRequest, pk: int) -> HttpResponse:
    """One vote: its stations while it is counted, its result afterwards, and the one next action."""
    found = vote_or_404(request, pk)
    code = found.election.village_id
    data = load(found)
    result = shown.result_of(found)
    units = progress.units_of(found, data)
    context: dict[str, Any] = {
        "vote": found,
        "data": data,
        "units": units,
        "result": result,
        "state": shown.state_of(found, result),
        "ready": found.state == "open" and not data.missing(),
        "recounts": data.recounts,
        "rulings": found.rulings.select_related("elected"),
        "others": found.election.votes.exclude(pk=found.pk).order_by("number"),
        "others_follow": found.following.exists(),
        "seated": found.seated.all(),
        "kinships": shown.kinships(found),
        "doubtful": shown.doubtful(found),
        "totals": shown.totals(data),
        "write_ins": [one.name for one in queries.unreviewed_write_ins(found)] if result else [],
        "may_review": request.scope.allows(Act.REVIEW_IN_TOWNSHIP, code),
        "may_enter": request.scope.allows(Act.ENTER_VOTES, code),
        "may_decide": request.scope.allows(Act.DECIDE_VOTES, code),
    }
    return render(request, "ballots/vote.html", context)


@page(Act.VIEW_VOTES)
def record(request: OfficeRequest, pk: int) -> HttpResponse:
    """The count record for whoever wants to judge it again; stations of few voters are put together."""
    found = vote_or_404(request, pk)
    data = load(found)
    if data.missing():
        raise Http404
    text = json.dumps(record_of(data, exported=True), ensure_ascii=False, indent=2)
    name = f"{found.election.village.name}-{found.number}.json"
    disposition = content_disposition_header(as_attachment=True, filename=name) or ""
    return HttpResponse(text, content_type="application/json", headers={"Content-Disposition": disposition})
