"""What of the reviews needs attention, of the county, of a township, of a department."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.navigation import counts
from accounts.pages import OfficeRequest
from accounts.roles import Act
from electionadmin.web.attention import Attention, asks
from elections.queries import current_cycle
from vetting.models import Batch, Question, Reminder, Review
from vetting.queries.cases import to_consult
from vetting.queries.own import departments_of, own_sheets, with_counts


@counts("vetting:review_list")
def open_questions(request: OfficeRequest) -> QuerySet[Question]:
    """Persons whom the user's departments have not answered."""
    return Question.objects.filter(
        sheet__department__in=departments_of(request.scope),
        sheet__batch__closed_on=None,
        answer="",
        entry__withdrawn_on=None,
    )


@counts("vetting:batch_list")
def open_batches(request: OfficeRequest) -> QuerySet[Batch]:
    """Batches under way in the county."""
    counties = {code[:6] for code in request.scope.prefixes(Act.VIEW_VETTING)}
    return Batch.objects.filter(cycle__county__in=counties, closed_on=None)


@asks
def of_a_department(request: OfficeRequest) -> Iterator[Attention]:
    """Open answers with their deadline; for the head also what waits for his signature, and delays."""
    if not departments_of(request.scope):
        return
    today = timezone.localdate()
    signs = departments_of(request.scope, Act.SIGN_REVIEWS)
    escalated = set(
        Reminder.objects.filter(
            sheet__department__in=signs, sheet__batch__closed_on=None, kind=Reminder.Kind.ESCALATION
        ).values_list("sheet", flat=True)
    )
    for sheet in with_counts(own_sheets(request.scope).filter(batch__closed_on=None)):
        yield from _of_sheet(sheet, today, head=sheet.department_id in signs, escalated=sheet.pk in escalated)


def _of_sheet(sheet: Any, today: Any, *, head: bool, escalated: bool) -> Iterator[Attention]:
    names = {"batch": sheet.batch, "count": sheet.open, "day": sheet.batch.due_on}
    url = reverse("vetting:sheet", args=[sheet.pk])
    if sheet.open:
        late = sheet.batch.due_on < today
        title = _("%(batch)s: %(count)d persons unanswered") % names
        detail = _("Due on %(day)s.") % names
        if late and escalated and head:
            detail = _("Overdue since %(day)s; the delay was reported to the county's leaders.") % names
        yield Attention(
            "block" if late else "warn", _("overdue") if late else _("review"), title, detail, f"{url}?state=open"
        )
    if head and sheet.unsigned:
        title = _("%(batch)s: %(count)d answers to sign") % {"batch": sheet.batch, "count": sheet.unsigned}
        detail = _("They count once you have signed them.")
        yield Attention("warn", _("sign"), title, detail, reverse("vetting:sign", args=[sheet.pk]))


@asks
def of_the_county(request: OfficeRequest) -> Iterator[Attention]:
    """Overdue departments, persons ready to be sent, what waits for a consultation."""
    cycle = current_cycle(request)
    if cycle is None or not request.scope.allows(Act.CONCLUDE_REVIEWS, cycle.county_id):
        return
    live = Question.objects.filter(sheet__batch__cycle=cycle, sheet__batch__closed_on=None, entry__withdrawn_on=None)
    figures = live.aggregate(
        overdue=Count("sheet", filter=Q(answer="", sheet__batch__due_on__lt=timezone.localdate()), distinct=True),
        consult=Count("entry", filter=to_consult(), distinct=True),
    )
    ready = Review.objects.filter(election__cycle=cycle, township_review__opinion="agree", entry=None).count()
    url = reverse("vetting:batch_list")
    if figures["overdue"]:
        title = ngettext("%(count)d department is overdue", "%(count)d departments are overdue", figures["overdue"])
        detail = _("Open the batch and remind them; nobody passes unanswered.")
        yield Attention("block", _("overdue"), title % {"count": figures["overdue"]}, detail, url)
    if figures["consult"]:
        title = ngettext("%(count)d person to consult on", "%(count)d persons to consult on", figures["consult"])
        detail = _("A department reports a problem or does not know.")
        yield Attention(
            "warn",
            _("consultation"),
            title % {"count": figures["consult"]},
            detail,
            reverse("vetting:consultation_list"),
        )
    if ready and request.scope.allows(Act.SEND_BATCHES, cycle.county_id):
        title = ngettext(
            "%(count)d person ready for the joint review", "%(count)d persons ready for the joint review", ready
        )
        detail = _("The township has agreed; send them to the departments.")
        yield Attention("wait", _("to send"), title % {"count": ready}, detail, reverse("vetting:batch_add"))


@asks
def of_the_township(request: OfficeRequest) -> Iterator[Attention]:
    """Persons whom the township has not reviewed, and refused ones who were not told."""
    cycle = current_cycle(request)
    if cycle is None or not request.scope.allows(Act.REVIEW_IN_TOWNSHIP):
        return
    here = Review.objects.filter(
        request.scope.within(Act.REVIEW_IN_TOWNSHIP, "election__village__code"), election__cycle=cycle, following=None
    )
    from vetting.models import Conclusion

    refused = Conclusion.objects.filter(review=OuterRef("pk"), outcome="not_qualified")
    figures = here.aggregate(
        open=Count("pk", filter=~Q(township_review__opinion__in=("agree", "refuse")) | Q(township_review=None)),
        untold=Count("pk", filter=Q(Exists(refused)) & Q(told=None)),
    )
    url = reverse("vetting:person_list")
    if figures["open"]:
        title = ngettext(
            "%(count)d person waits for the township's review",
            "%(count)d persons wait for the township's review",
            figures["open"],
        )
        detail = _("Check form, age, residence, pledge and every bar.")
        yield Attention("warn", _("review"), title % {"count": figures["open"]}, detail, f"{url}?township=open")
    if figures["untold"]:
        title = ngettext(
            "%(count)d refused person was not told yet",
            "%(count)d refused persons were not told yet",
            figures["untold"],
        )
        detail = _("The township tells the code, never the detail.")
        yield Attention("warn", _("to tell"), title % {"count": figures["untold"]}, detail, f"{url}?outcome=untold")
