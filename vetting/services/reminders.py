"""Reminding departments, and putting a delay before their heads and the county's leaders."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from elections.calendar.queries import day_tables
from elections.workdays import kind_of, working_days
from vetting.models import Batch, Reminder, ReviewRules, Sheet


@transaction.atomic
def remind(*, scope: Scope, user: User, batch: Batch) -> int:
    """Remind every department that still owes an answer, at most once a day; how many were reminded.

    Once the batch is overdue the reminder is an escalation. Raises ValidationError for a closed batch.
    """
    scope.require(Act.SEND_BATCHES, batch.county_code)
    if batch.closed_on:
        raise ValidationError(_("The batch is closed. There is nobody to remind."))
    kind = Reminder.Kind.ESCALATION if batch.due_on < timezone.localdate() else Reminder.Kind.REMINDER
    return _write(_owing(Sheet.objects.filter(batch=batch)), kind, user)


def _owing(sheets: QuerySet[Sheet]) -> list[tuple[Sheet, int]]:
    """Sheets with persons who are not answered, and how many these are."""
    rows = sheets.annotate(
        missing=Count("questions", filter=Q(questions__answer="", questions__entry__withdrawn_on=None))
    )
    return [(sheet, sheet.missing) for sheet in rows.filter(missing__gt=0)]


def _write(owing: Iterable[tuple[Sheet, int]], kind: Reminder.Kind, user: User | None) -> int:
    before = Reminder.objects.count()
    Reminder.objects.bulk_create(
        [Reminder(sheet=sheet, kind=kind, open=missing, sent_by=user) for sheet, missing in owing],
        ignore_conflicts=True,
    )
    return Reminder.objects.count() - before


@transaction.atomic
def remind_everywhere() -> int:
    """The daily round: on working days remind where the end is near, escalate where it has passed; how many were written."""
    today = timezone.localdate()
    before = dict(ReviewRules.objects.values_list("county_id", "remind_days"))
    default: int = ReviewRules._meta.get_field("remind_days").get_default()
    written = 0
    batches = list(Batch.objects.filter(closed_on=None).select_related("cycle"))
    tables = day_tables(batch.county_code for batch in batches)
    for batch in batches:
        table = tables[batch.county_code]
        if not kind_of(today, table).working:
            continue
        owing = _owing(Sheet.objects.filter(batch=batch))
        if batch.due_on < today:
            written += _write(owing, Reminder.Kind.ESCALATION, None)
        elif working_days(today, batch.due_on, table).days <= before.get(batch.county_code, default):
            written += _write(owing, Reminder.Kind.REMINDER, None)
    return written


@transaction.atomic
def close_batch(*, scope: Scope, batch: Batch) -> Batch:
    """Close a batch: nobody answers any more. Raises ValidationError while somebody is unanswered or an answer unsigned."""
    scope.require(Act.SEND_BATCHES, batch.county_code)
    locked = Batch.objects.select_for_update().select_related("cycle").get(pk=batch.pk)
    open_ones = (
        Sheet.objects.filter(batch=batch)
        .aggregate(open=Count("questions", filter=Q(questions__signed=False, questions__entry__withdrawn_on=None)))
        .get("open")
    )
    if open_ones:
        message = _("%(count)d answers are missing or not signed. Remind the departments, or withdraw the persons.")
        raise ValidationError(message % {"count": open_ones})
    locked.closed_on = timezone.localdate()
    locked.save(update_fields=["closed_on"])
    return locked
