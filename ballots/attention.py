"""What of the votes needs attention."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.navigation import counts
from accounts.pages import OfficeRequest
from accounts.roles import Act
from ballots.models import Handover, Status, Vote
from ballots.queries import unreviewed, votes_in, with_status
from electionadmin.web.attention import Attention, asks


@counts("ballots:vote_list")
def votes_open(request: OfficeRequest) -> QuerySet[Any]:
    """Votes being counted, beside their entry in the rail."""
    return votes_in(request.scope).filter(state="open")


@asks
def votes(request: OfficeRequest) -> Iterator[Attention]:
    """Votes without a count, results that ask for something, handovers that are late."""
    if not request.scope.allows(Act.VIEW_VOTES):
        return
    followed = Vote.objects.filter(follows=OuterRef("pk"))
    asking = Q(state="closed", followed=False)
    counted = (
        with_status(votes_in(request.scope))
        .annotate(followed=Exists(followed))
        .aggregate(
            refused=Count("pk", filter=asking & Q(status=Status.REFUSED)),
            void=Count("pk", filter=asking & (Q(status=Status.VOID) | Q(standing="void"))),
            further=Count("pk", filter=asking & Q(status=Status.FURTHER_VOTE)),
            waiting=Count("pk", filter=Q(state="arranged", day__lt=timezone.localdate())),
            disputed=Count("pk", filter=Q(standing="disputed")),
        )
    )
    for key, (state, word, title, detail) in _lines().items():
        if counted[key]:
            yield Attention(
                state,
                word,
                title % {"count": counted[key]},
                detail,
                f"{reverse('ballots:vote_list')}?state={_FILTERS[key]}",
            )
    yield from _handovers(request)
    yield from _write_ins(request)


def _write_ins(request: OfficeRequest) -> Iterator[Attention]:
    """Winners whom nobody has reviewed; the vote of the first is opened."""
    if not request.scope.allows(Act.REVIEW_IN_TOWNSHIP):
        return
    mine = request.scope.within(Act.REVIEW_IN_TOWNSHIP, "result__vote__election__village__code")
    votes = list(unreviewed().filter(mine).values_list("result__vote", flat=True))
    if votes:
        title = _("%(count)s elected by write-in votes are not reviewed") % {"count": len(votes)}
        detail = _("Open their reviews on the page of the vote; a certificate waits for the conclusion.")
        yield Attention("warn", _("write-in"), title, detail, reverse("ballots:vote", args=[votes[0]]))


_FILTERS = {
    "refused": "refused",
    "void": "void",
    "further": "further_vote",
    "waiting": "arranged",
    "disputed": "disputed",
}


def _lines() -> dict[str, tuple[Any, str, str, str]]:
    return {
        "refused": (
            "block",
            _("recount"),
            _("Figures of %(count)s votes contradict each other"),
            _("Nobody is elected there until a recount."),
        ),
        "void": ("block", _("void"), _("%(count)s votes are void"), _("They are held anew.")),
        "further": (
            "warn",
            _("seats left"),
            _("%(count)s votes ask for another vote"),
            _("A tie vote or a second round is to be arranged."),
        ),
        "waiting": (
            "warn",
            _("not counted"),
            _("%(count)s votes should have been counted"),
            _("Their day has passed; open them and enter the figures."),
        ),
        "disputed": ("warn", _("disputed"), _("%(count)s results are in dispute"), _("A ruling is awaited.")),
    }


def _handovers(request: OfficeRequest) -> Iterator[Attention]:
    late = Handover.objects.filter(
        request.scope.within(Act.VIEW_VOTES, "election__village__code"), held_on=None, due_on__lt=timezone.localdate()
    )
    number = late.count()
    if number:
        first = late.order_by("due_on").values_list("election_id", flat=True)[0]
        title = _("%(count)s handovers are overdue") % {"count": number}
        detail = _("They are due within ten days from the forming of the new body (art. 24).")
        yield Attention("block", _("handover"), title, detail, reverse("ballots:handover", args=[first]))
