"""Sending persons to the departments."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from elections.calendar.queries import day_table
from elections.models import Cycle
from elections.workdays import add_working_days
from vetting.digests import digest_of_rows
from vetting.models import Bar, BarList, Batch, Department, Entry, Review, Sheet, TownshipReview
from vetting.queries.bars import bar_list_in_force, in_force
from vetting.queries.rules import rules_of

BATCH = 5_000


@transaction.atomic
def create_batch(
    *,
    scope: Scope,
    user: User,
    cycle: Cycle,
    reviews: Collection[int],
    name: str = "",
    working_days: int | None = None,
    due_on: date | None = None,
) -> Batch:
    """Send persons to the departments that decide on a bar which applies to them.

    Each department gets the persons whose body one of its bars concerns, and of them the fields its record names.
    `due_on` wins over `working_days`; without either the county's own number counts, by the
    county's own table of days. Raises ValidationError when a
    person lacks the township's agreement, was sent already, or the county has no list of bars in force.
    """
    scope.require(Act.SEND_BATCHES, cycle.county_id)
    Cycle.objects.select_for_update().get(pk=cycle.pk)
    today = timezone.localdate()
    chosen = _reviews(cycle, reviews)
    bars = bar_list_in_force(cycle.county_id, today)
    if bars is None:
        raise ValidationError(_("The county has published no list of bars yet. Publish it, then send the batch."))
    days = working_days or rules_of(cycle.county_id).working_days
    batch = Batch.objects.create(
        cycle=cycle,
        number=(cycle.batches.aggregate(last=Max("number"))["last"] or 0) + 1,
        name=name,
        bar_list=bars,
        sent_on=today,
        working_days=days,
        due_on=due_on or add_working_days(today, days, day_table(cycle.county_id)).day,
        created_by=user,
    )
    entries = Entry.objects.bulk_create(
        (Entry(batch=batch, review=review, position=place) for place, review in enumerate(chosen, 1)), batch_size=BATCH
    )
    sheets = _make_sheets(batch, bars, {review.election.body for review in chosen}, today)
    if not sheets:
        raise ValidationError(
            _("No department decides on any bar of these persons. Name departments in the list of bars.")
        )
    _ask(entries, sheets)
    batch.digest = digest_of_batch(batch)
    batch.save(update_fields=["digest"])
    return batch


def _reviews(cycle: Cycle, keys: Collection[int]) -> list[Review]:
    """The reviews in the order of the list: township, village, body, strokes. Raises ValidationError."""
    chosen = list(
        Review.objects.filter(pk__in=keys, election__cycle=cycle)
        .select_for_update(of=("self",))
        .select_related("election", "person")
        .order_by("election__village_id", "election__body", "person__name_key", "pk")
    )
    if not chosen:
        raise ValidationError(_("Choose the persons to send."))
    if len(chosen) != len(set(keys)):
        raise ValidationError(_("Some of the persons do not stand in this cycle. Load the page again."))
    agreed = TownshipReview.objects.filter(review__in=keys, opinion=TownshipReview.Opinion.AGREE).count()
    if agreed != len(chosen):
        message = _("For %(count)d of the persons the township has not agreed. Take them out, or wait for it.")
        raise ValidationError(message % {"count": len(chosen) - agreed})
    sent = Entry.objects.filter(review__in=keys).count()
    if sent:
        message = _("%(count)d of the persons have been sent already. Load the page again.")
        raise ValidationError(message % {"count": sent})
    return chosen


def _make_sheets(batch: Batch, bars: BarList, bodies: Iterable[str], today: date) -> dict[Sheet, set[str]]:
    """A sheet for each department that has somebody to look at, with the bodies whose persons it gets."""
    concerned: dict[int, set[str]] = defaultdict(set)
    rows = in_force(Bar.objects.filter(bar_list=bars), today).values_list("departments", "bodies")
    for department, only in rows:
        if department is not None:
            concerned[department] |= {body for body in bodies if not only or body in only}
    departments = in_force(Department.objects.filter(pk__in=[key for key, them in concerned.items() if them]), today)
    sheets = Sheet.objects.bulk_create(
        Sheet(batch=batch, department=department, fields=department.fields) for department in departments
    )
    return {sheet: concerned[sheet.department_id] for sheet in sheets}


def _ask(entries: Sequence[Entry], sheets: Mapping[Sheet, set[str]]) -> None:
    """One question for each person and each department that gets him: one statement, however many there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vetting_question (entry_id, sheet_id, answer, signed)"
            " SELECT entry.id, asked.sheet, '', FALSE"
            " FROM vetting_entry entry"
            " JOIN vetting_review review ON review.id = entry.review_id"
            " JOIN elections_election election ON election.id = review.election_id"
            " JOIN unnest(%s::bigint[], %s::text[]) AS asked (sheet, body) ON asked.body = election.body"
            " WHERE entry.batch_id = %s ORDER BY asked.sheet, entry.position",
            [
                [sheet.pk for sheet, bodies in sheets.items() for _body in bodies],
                [body for bodies in sheets.values() for body in sorted(bodies)],
                entries[0].batch_id,
            ],
        )


def digest_of_batch(batch: Batch) -> str:
    """SM3 of the batch's persons in their order, of its version, and of the departments asked."""
    persons = batch.entries.filter(withdrawn_on=None).order_by("position")
    people = persons.values_list(
        "position", "pk", "review_id", "review__person_id", "review__election_id", "review__post"
    )
    departments = list(batch.sheets.order_by("department__code").values_list("department__code", flat=True))
    head: list[object] = [batch.cycle_id, batch.number, batch.version, *departments]
    return digest_of_rows([head, *(list(row) for row in people)])


@transaction.atomic
def withdraw(*, scope: Scope, entry: Entry) -> Batch:
    """Take a person out of a batch: nobody is asked about him any more; the batch has a new version and digest."""
    batch = Batch.objects.select_for_update().select_related("cycle").get(pk=entry.batch_id)
    scope.require(Act.SEND_BATCHES, batch.county_code)
    changed = Entry.objects.filter(pk=entry.pk, withdrawn_on=None).update(withdrawn_on=timezone.localdate())
    if changed:
        batch.version += 1
        batch.digest = digest_of_batch(batch)
        batch.save(update_fields=["version", "digest"])
    return batch
