"""The public count: a page for the projector and the caller's keys, its events, and buttons for a browser without scripts."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from ballots import services
from ballots.models import Line, PublicCount, VotePost
from ballots.services import Event
from ballots.strokes import CountState, Paper, state_of
from ballots.views.found import ballot_or_404, count_or_404, done_or_told, station_or_404

# Keys beside the digits, by the place of the line.
_KEYS = "123456789qwertyuiopasdfghjkl"
_WORDS = {
    "spoiled": gettext_lazy("This paper is called as spoiled. Go on to the next paper."),
    "voted": gettext_lazy("Votes were called on this paper. Go on to the next paper, or take them back first."),
    "blank": gettext_lazy("This paper is called as blank. Go on to the next paper."),
    "twice": gettext_lazy("This name was called on this paper already."),
    "full": gettext_lazy(
        "This paper has as many names for the post as there are seats. If there are more on it, it is spoiled."
    ),
    "gone": gettext_lazy("There is nothing left to take back."),
    "line": gettext_lazy("This name does not stand on this ballot."),
    "malformed": gettext_lazy("The call could not be read. Load the page again."),
}


@page(Act.ENTER_VOTES, writes=True)
def begin(request: OfficeRequest, station: int, ballot: int) -> HttpResponse:
    """Begin or go on with the public count of a ballot at a station."""
    place = station_or_404(request, station)
    paper = ballot_or_404(place, ballot)
    try:
        found = services.open_count(scope=request.scope, user=request.user, station=place, ballot=paper)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return redirect("ballots:vote", place.vote_id)
    return redirect("ballots:count", found.pk)


@page(Act.VIEW_VOTES)
@never_cache
def count(request: OfficeRequest, count: int) -> HttpResponse:
    """The strokes so far; `?paper=` is the paper being called by a browser without scripts."""
    found = count_or_404(request, count)
    state = state_of(found.strokes.order_by("pk"))
    posts = _posts(found)
    word = request.GET.get("paper", "")[:32] or uuid4().hex
    paper = state.papers.get(word, Paper())
    vote = found.station.vote
    context = {
        "count": found,
        "vote": vote,
        "state": state,
        "posts": [(post, [_shown(line, key, state, paper) for line, key in lines]) for post, lines in posts],
        "seats": sum(post.seats for post, _lines in posts),
        "half": state.called // 2 + 1,
        "word": word,
        "client": uuid4().hex,
        "called_now": sum(paper.lines.values()),
        "may_enter": request.scope.allows(Act.ENTER_VOTES, vote.election.village_id) and not found.closed_at,
        "projector": request.GET.get("view") == "projector",
        "words": _WORDS,
        "last_line": _last(state, posts),
    }
    return render(request, "ballots/count.html", context)


def _posts(count: PublicCount) -> list[tuple[VotePost, list[tuple[Line, str]]]]:
    """Posts with their lines and the key of each."""
    keys: Iterator[str] = iter(_KEYS)
    posts = []
    for post in count.ballot.posts.prefetch_related("lines"):
        lines = sorted(post.lines.all(), key=lambda line: (line.write_in, line.position, line.pk))
        posts.append((post, [(line, next(keys, "")) for line in lines]))
    return posts


def _shown(line: Line, key: str, state: CountState, paper: Paper) -> dict[str, Any]:
    return {"line": line, "key": key, "votes": state.votes[line.pk], "now": paper.lines[line.pk]}


def _last(state: CountState, posts: list[tuple[VotePost, list[tuple[Line, str]]]]) -> str:
    """What was called last, in words."""
    if state.last is None:
        return ""
    names = {line.pk: line.name for _post, lines in posts for line, _key in lines}
    return names.get(state.last.line_id, "") or str(state.last.get_kind_display())


@page(Act.VIEW_VOTES, write=Act.ENTER_VOTES)
@never_cache
def strokes(request: OfficeRequest, count: int) -> HttpResponse:
    """The state as JSON; sent to it, events are stored, however often they come."""
    found = count_or_404(request, count)
    if request.method != "POST":
        return JsonResponse(_answer(found, state_of(found.strokes.order_by("pk"))))
    try:
        events = list(_events(request))
        struck = services.strike(scope=request.scope, user=request.user, count=found, events=events)
    except ValidationError as error:
        found.refresh_from_db()
        answer = _answer(found, state_of(found.strokes.order_by("pk")))
        return JsonResponse({**answer, "error": " ".join(error.messages)}, status=400)
    answer = _answer(found, struck.state)
    answer["stored"] = [list(key) for key in struck.stored]
    answer["refused"] = [list(refused) for refused in struck.refused]
    return JsonResponse(answer)


def _events(request: OfficeRequest) -> Iterator[Event]:
    """Events of a request's body. Raises ValidationError."""
    try:
        sent = json.loads(request.body or b"{}")
        for item in sent["events"]:
            undoes = item.get("undoes")
            yield Event(
                client=str(item["client"]),
                sequence=_number(item["sequence"]),
                kind=str(item["kind"]),
                line=None if item.get("line") is None else _number(item["line"]),
                paper=str(item.get("paper") or ""),
                undoes=(str(undoes[0]), _number(undoes[1])) if undoes else None,
            )
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        raise ValidationError(_("The calls could not be read. Load the page again.")) from None


def _number(value: object) -> int:
    if type(value) is not int:
        raise ValueError(value)
    return value


def _answer(count: PublicCount, state: CountState) -> dict[str, Any]:
    last = state.last
    return {
        "votes": dict(state.votes),
        "called": state.called,
        "valid": state.valid,
        "spoiled": state.spoiled,
        "blank": state.blank,
        "last": [last.client, last.sequence, last.kind, last.line_id, last.paper] if last else None,
        "papers": {
            word: {"lines": list(paper.lines.elements()), "spoiled": paper.spoiled, "blank": paper.blank}
            for word, paper in list(state.papers.items())[-3:]
        },
        "closed": bool(count.closed_at),
    }


@page(Act.ENTER_VOTES, writes=True)
def press(request: OfficeRequest, count: int) -> HttpResponse:
    """One call by a button, for a browser without scripts; the button carries the event, so that a double click is one."""
    found = count_or_404(request, count, Act.ENTER_VOTES)
    word = request.POST.get("paper", "")
    if request.method == "POST":
        try:
            struck = services.strike(
                scope=request.scope, user=request.user, count=found, events=[_pressed(request, found)]
            )
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
        else:
            for _client, _sequence, why in struck.refused:
                messages.warning(request, str(_WORDS[why]))
            word = "" if _is_done(found, struck.state.papers.get(word, Paper())) else word
    address = reverse("ballots:count", args=[count])
    return redirect(f"{address}?paper={word}" if word else address)


def _pressed(request: OfficeRequest, count: PublicCount) -> Event:
    what, _separator, line = request.POST.get("call", "").partition(":")
    undoes = None
    if what == "undo":
        last = state_of(count.strokes.order_by("pk")).last
        undoes = (last.client, last.sequence) if last else ("none", 0)
    return Event(
        client=request.POST.get("client", ""),
        sequence=1,
        kind=what,
        line=int(line) if line.isascii() and line.isdigit() else None,
        paper=request.POST.get("paper", ""),
        undoes=undoes,
    )


def _is_done(count: PublicCount, paper: Paper) -> bool:
    """Whether nothing more can be called on a paper."""
    seats = sum(count.ballot.posts.values_list("seats", flat=True))
    return paper.spoiled or paper.blank or sum(paper.lines.values()) >= seats


@page(Act.ENTER_VOTES, writes=True)
def finish(request: OfficeRequest, count: int) -> HttpResponse:
    """Close the public count; its figures stand on the clerk's form."""
    found = count_or_404(request, count, Act.ENTER_VOTES)
    return done_or_told(
        request,
        lambda: services.finish_count(scope=request.scope, user=request.user, count=found),
        done=_("The count is closed; its figures stand on your form. Fill in what is still empty."),
        to="ballots:figures",
        arguments=(found.station_id, found.ballot_id),
    )
