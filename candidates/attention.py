"""What of the candidates needs attention; the subjects with pages of their own ask in their own `attention.py`."""

from collections.abc import Iterator

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.navigation import counts
from accounts.pages import OfficeRequest
from accounts.roles import Act
from candidates.commitments import attention as _commitments  # noqa: F401  # registers its own
from candidates.inspections import attention as _inspections  # noqa: F401  # registers its own
from candidates.models import (
    FilingState,
    Nomination,
    Notice,
    NoticeState,
    Objection,
    ObjectionState,
    SecretaryFiling,
    State,
)
from candidates.nominations.states import STANDING
from candidates.talks import attention as _talks  # noqa: F401  # registers its own
from electionadmin.web.attention import Attention, asks
from elections.queries import current_cycle


@counts("candidates:nomination_list")
def standing(request: OfficeRequest) -> QuerySet[Nomination]:
    """Those who stand in the cycle, beside their entry in the rail."""
    return Nomination.objects.filter(
        request.scope.within(Act.VIEW_NOMINATIONS, "election__village__code"),
        election__cycle=current_cycle(request),
        state__in=STANDING,
    )


@counts("candidates:objection_list")
def open_objections(request: OfficeRequest) -> QuerySet[Objection]:
    """Objections that are not concluded."""
    return Objection.objects.filter(
        request.scope.within(Act.HANDLE_OBJECTIONS, "line__notice__division__code"),
        line__notice__cycle=current_cycle(request),
    ).exclude(state=ObjectionState.CONCLUDED)


@asks
def candidates(request: OfficeRequest) -> Iterator[Attention]:
    """Names that await a decision, people nominated for two posts, notices to be concluded, objections nobody checks."""
    cycle = current_cycle(request)
    if cycle is None:
        return
    if request.scope.allows(Act.VIEW_NOMINATIONS):
        yield from _two_posts(request)
    if request.scope.allows(Act.DECIDE_NOMINATIONS):
        yield from _decisions(request)
        yield from _notices(request)
    if request.scope.allows(Act.HANDLE_OBJECTIONS):
        yield from _objections(request)


@asks
def secretaries(request: OfficeRequest) -> Iterator[Attention]:
    """Filings that await the county, and those that were sent back to the township."""
    waiting = ((Act.DECIDE_SECRETARIES, FilingState.SUBMITTED), (Act.FILE_SECRETARIES, FilingState.RETURNED))
    for act, state in waiting:
        if not request.scope.allows(act):
            continue
        rows = SecretaryFiling.objects.filter(request.scope.within(act, "village__code"), state=state)
        if act == Act.DECIDE_SECRETARIES:
            rows = rows.exclude(submitted_by=request.user)
        count = rows.count()
        if count and state == FilingState.SUBMITTED:
            title = _("%(count)s filings of secretaries await the opinion of the county") % {"count": count}
            detail = _("Whoever submitted one does not decide on it.")
        elif count:
            title = _("%(count)s filings of secretaries were sent back") % {"count": count}
            detail = _("Put them right and submit them again.")
        else:
            continue
        url = f"{reverse('candidates:secretary_list')}?state={state.value}"
        yield Attention("wait", _("secretaries"), title, detail, url)


def _two_posts(request: OfficeRequest) -> Iterator[Attention]:
    double = standing(request).order_by().values("election", "person").annotate(posts=Count("pk")).filter(posts__gt=1)
    count = double.count()
    if count:
        title = _("%(count)s persons are nominated for two posts of one body") % {"count": count}
        detail = _("Each has to state in writing for which he stands.")
        yield Attention("block", _("two posts"), title, detail, reverse("candidates:nomination_list"))


def _decisions(request: OfficeRequest) -> Iterator[Attention]:
    count = standing(request).filter(state=State.PRELIMINARY).count()
    if count:
        title = _("%(count)s preliminary names await the township's decision") % {"count": count}
        detail = _("Decide on the nominees when their reviews are done.")
        url = f"{reverse('candidates:nomination_list')}?state={State.PRELIMINARY.value}"
        yield Attention("wait", _("decision"), title, detail, url)


def _notices(request: OfficeRequest) -> Iterator[Attention]:
    over = Notice.objects.filter(
        request.scope.within(Act.DECIDE_NOMINATIONS, "division__code"),
        Q(state=NoticeState.POSTED, ends_on__lt=timezone.localdate()),
        cycle=current_cycle(request),
    ).count()
    if over:
        title = _("%(count)s public notices are over and not concluded") % {"count": over}
        detail = _("Conclude them when their objections are concluded.")
        yield Attention("warn", _("notice"), title, detail, f"{reverse('candidates:notice_list')}?state=over")


def _objections(request: OfficeRequest) -> Iterator[Attention]:
    count = open_objections(request).filter(state=ObjectionState.RECEIVED).count()
    if count:
        title = _("%(count)s objections are checked by nobody yet") % {"count": count}
        detail = _("Nothing goes on for these persons until they are concluded.")
        yield Attention(
            "block", _("objections"), title, detail, f"{reverse('candidates:objection_list')}?state=received"
        )
