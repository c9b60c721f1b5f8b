"""What of the rolls needs attention."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.pages import OfficeRequest
from accounts.roles import Act
from electionadmin.web.attention import Attention, asks
from elections.models import Body, Cycle, Election
from elections.queries import current_cycle
from rolls.models import Objection, State

# The national period; a province with a longer one says so on the roll's own page.
_ROLL_DAYS, _DECISION_DAYS, _SOON = 20, 3, 7


@asks
def rolls(request: OfficeRequest) -> Iterator[Attention]:
    """Rolls that must be published soon or are too late, objections over their three days."""
    cycle = current_cycle(request) if request.scope.allows(Act.VIEW_ROLLS) else None
    if cycle is None:
        return
    yield from _unpublished(request, cycle)
    yield from _undecided(request, cycle)


def _unpublished(request: OfficeRequest, cycle: Cycle) -> Iterator[Attention]:
    today = timezone.localdate()
    waiting = Election.objects.filter(
        Q(roll=None) | Q(roll__state=State.DRAFT),
        request.scope.within(Act.VIEW_ROLLS, "village__code"),
        cycle=cycle,
        body=Body.COMMITTEE,
        held_on=None,
    )
    last = today + timedelta(days=_ROLL_DAYS)
    late = waiting.filter(election_day__lt=last).count()
    soon = waiting.filter(election_day__range=(last, last + timedelta(days=_SOON))).count()
    if late:
        title = ngettext("%(count)s roll is not published in time", "%(count)s rolls are not published in time", late)
        detail = _("Less than 20 days are left before the election day: name a later one.")
        url = f"{reverse('rolls:roll_list')}?state=draft"
        yield Attention("block", _("too late"), title % {"count": late}, detail, url)
    if soon:
        title = ngettext(
            "%(count)s roll must be published this week", "%(count)s rolls must be published this week", soon
        )
        url = f"{reverse('rolls:roll_list')}?state=draft"
        yield Attention(
            "warn", _("soon"), title % {"count": soon}, _("20 days before the election day at the latest."), url
        )


def _undecided(request: OfficeRequest, cycle: Cycle) -> Iterator[Attention]:
    today = timezone.localdate()
    waiting = Objection.objects.filter(
        request.scope.within(Act.VIEW_ROLLS, "roll__election__village__code"), roll__cycle=cycle, decided_on=None
    )
    overdue = waiting.filter(received_on__lt=today - timedelta(days=_DECISION_DAYS)).count()
    count = waiting.count()
    url = f"{reverse('rolls:roll_list')}?state=objected"
    if overdue:
        title = ngettext(
            "%(count)s objection to a roll is over its three days",
            "%(count)s objections to rolls are over their three days",
            overdue,
        )
        yield Attention(
            "block",
            _("overdue"),
            title % {"count": overdue},
            _("The election committee decides within three days."),
            url,
        )
    elif count:
        title = ngettext(
            "%(count)s objection to a roll is to be decided", "%(count)s objections to rolls are to be decided", count
        )
        yield Attention(
            "warn",
            _("to be decided"),
            title % {"count": count},
            _("The election committee decides within three days."),
            url,
        )
