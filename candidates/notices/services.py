"""Public notices from draft to conclusion, and the objections to the persons on them."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from candidates.models import Nomination, Notice, NoticeLine, NoticeState, Objection, ObjectionState, State, Upheld
from candidates.nominations.states import STANDING
from candidates.notices import rules
from candidates.notices.facts import facts_of
from electionadmin.versions import Stale
from elections.calendar.queries import day_table
from elections.law import chapter
from elections.models import Cycle
from protect.services import LONGEST_REASON, SHORTEST_REASON, record_look
from villages.models import Division, VillageKind


@dataclass(frozen=True, slots=True)
class Opened:
    """The sealed part of an objection, for whoever has just been recorded as having opened it."""

    accuser: str
    contact: str
    matter: str


def wanted_length(cycle: Cycle, body: str) -> rules.Length:
    """How long a notice of a body's nominees must be."""
    return rules.length(cycle.law(), chapter(body, VillageKind.VILLAGE))


def plan_period(cycle: Cycle, body: str, asked: datetime.date, days: int | None = None) -> rules.Period:
    """First and last day of a notice. Raises ValidationError where the rulebook refuses its start."""
    try:
        return rules.period(asked, wanted_length(cycle, body), day_table(cycle.county_id), days=days)
    except rules.StartsOnHoliday as holiday:
        values = {"day": holiday.day, "name": holiday.holiday or _("day off"), "following": holiday.following}
        message = _(
            "%(day)s is no working day (%(name)s); the rules refuse a notice that starts on it. Take %(following)s."
        )
        raise ValidationError({"asked_start": [message % values]}) from None


@transaction.atomic
def save_notice(
    *,
    scope: Scope,
    cycle: Cycle,
    division: Division,
    values: Mapping[str, Any],
    nominations: Iterable[Nomination],
    notice: Notice | None = None,
    version: int = 0,
) -> Notice:
    """A draft: batch, issuer, start, contact and persons. The period follows from the rulebook. Raises ValidationError, Stale."""
    scope.require(Act.DECIDE_NOMINATIONS, division.code)
    row = _locked(scope, notice, version, NoticeState.DRAFT) if notice else Notice(cycle=cycle, division=division)
    for name, value in values.items():
        setattr(row, name, value)
    book, wanted = cycle.law(), wanted_length(cycle, row.body)
    if (row.days or 0) < wanted.days:
        least = {"days": wanted.days, "basis": wanted.basis}
        raise ValidationError({"days": [_("The notice lasts %(days)s days at least (%(basis)s).") % least]})
    found = plan_period(cycle, row.body, row.asked_start, row.days)
    row.starts_on, row.ends_on, row.working_days = found.first, found.last, wanted.working
    row.rulebook, row.rulebook_version = book.id, book.version
    row.full_clean()
    row.save()
    _put_on(row, list(nominations))
    row.refresh_from_db(fields=["version"])
    return row


def candidates_for(notice: Notice) -> QuerySet[Nomination]:
    """Those of the township who stand for the body and are on no other notice that has been posted."""
    elsewhere = NoticeLine.objects.filter(
        notice__cycle=notice.cycle, notice__state__in=[NoticeState.POSTED, NoticeState.CONCLUDED]
    )
    return (
        Nomination.objects.filter(
            Q(state__in=[State.PRELIMINARY, State.NOMINEE]),
            election__cycle=notice.cycle,
            election__body=notice.body,
            election__village__code__startswith=notice.division_id,
        )
        .exclude(pk__in=elsewhere.values("nomination"))
        .select_related("person", "election__village__parent")
        .order_by("election__village_id", "position", "person__name_key", "pk")
    )


def _put_on(notice: Notice, nominations: list[Nomination]) -> None:
    if not nominations:
        raise ValidationError({"nominations": [_("Choose at least one person for the notice.")]})
    allowed = set(candidates_for(notice).values_list("pk", flat=True))
    if any(one.pk not in allowed for one in nominations):
        raise ValidationError(
            {"nominations": [_("Somebody on the list no longer stands here, or has been posted already.")]}
        )
    NoticeLine.objects.filter(notice=notice).exclude(nomination__in=nominations).delete()
    NoticeLine.objects.bulk_create(
        [NoticeLine(notice=notice, nomination=one) for one in nominations], ignore_conflicts=True
    )


@transaction.atomic
def post_notice(*, scope: Scope, notice: Notice, version: int) -> Notice:
    """Record that the notice hangs from its first day: what it shows of each person is frozen. Raises ValidationError, Stale."""
    row = _locked(scope, notice, version, NoticeState.DRAFT)
    if row.starts_on > timezone.localdate():
        raise ValidationError(_("The notice starts on %(day)s. Record it on that day.") % {"day": row.starts_on})
    lines = list(row.lines.select_related("nomination__person", "nomination__election__village__parent"))
    gone = [line.nomination.person.name for line in lines if line.nomination.state not in STANDING]
    if gone:
        message = _("%(names)s no longer stand. Take them off the notice first.")
        raise ValidationError(message % {"names": "、".join(gone)})
    facts = facts_of([line.nomination for line in lines])
    for line in lines:
        line.shown = rules.shown(facts[line.nomination_id])
    NoticeLine.objects.bulk_update(lines, ["shown"])
    row.state, row.posted_on = NoticeState.POSTED, row.starts_on
    row.save()
    return row


@transaction.atomic
def drop_notice(*, scope: Scope, notice: Notice, version: int) -> Notice:
    """Give up a draft. Raises ValidationError, Stale."""
    row = _locked(scope, notice, version, NoticeState.DRAFT)
    row.state = NoticeState.DROPPED
    row.save()
    return row


@transaction.atomic
def conclude_notice(*, scope: Scope, notice: Notice, version: int, conclusion: str) -> Notice:
    """Close a notice whose days are over and whose objections are concluded. Raises ValidationError, Stale."""
    row = _locked(scope, notice, version, NoticeState.POSTED)
    today = timezone.localdate()
    problems = []
    if today <= row.ends_on:
        problems.append(_("The notice hangs until %(day)s. Conclude it after that day.") % {"day": row.ends_on})
    open_ones = Objection.objects.filter(line__notice=row).exclude(state=ObjectionState.CONCLUDED).count()
    if open_ones:
        problems.append(_("%(count)s objections are not concluded yet.") % {"count": open_ones})
    standing = row.lines.filter(objections__upheld=Upheld.AFFECTS, nomination__state__in=STANDING).distinct()
    names = [line.nomination.person.name for line in standing.select_related("nomination__person")]
    if names:
        message = _("An objection to %(names)s was upheld. Remove them from the list first.")
        problems.append(message % {"names": "、".join(names)})
    if problems:
        raise ValidationError(problems)
    if not conclusion.strip():
        raise ValidationError({"conclusion": [_("Say what came of the notice, for example “no objections”.")]})
    row.state, row.concluded_on, row.conclusion = NoticeState.CONCLUDED, today, conclusion.strip()
    row.save()
    return row


def _locked(scope: Scope, notice: Notice, version: int, state: NoticeState) -> Notice:
    scope.require(Act.DECIDE_NOMINATIONS, notice.division_id)
    row = Notice.objects.select_for_update(of=("self",)).select_related("cycle", "division").get(pk=notice.pk)
    if row.changed_since(version):
        raise Stale(row)
    if row.state != state:
        raise ValidationError(_("The notice is %(state)s already.") % {"state": row.get_state_display()})
    return row


@transaction.atomic
def receive_objection(*, scope: Scope, line: NoticeLine, values: Mapping[str, Any]) -> Objection:
    """Register an objection to a person on a notice. Raises ValidationError."""
    scope.require(Act.HANDLE_OBJECTIONS, line.notice.division_id)
    notice = Notice.objects.select_for_update().get(pk=line.notice_id)
    objection = Objection(line=line, **values)
    if notice.state != NoticeState.POSTED:
        raise ValidationError(_("Objections are received while the notice hangs or until it is concluded."))
    if not notice.starts_on <= objection.received_on <= timezone.localdate():
        days = {"start": date_format(notice.starts_on, "SHORT_DATE_FORMAT")}
        raise ValidationError({"received_on": [_("Give a day from %(start)s until today.") % days]})
    if objection.named and not objection.accuser.strip():
        raise ValidationError({"accuser": [_("Type the name of who objects, or say that no name was given.")]})
    if not objection.matter.strip():
        raise ValidationError({"matter": [_("Type what is said, as it was said.")]})
    objection.full_clean()
    objection.save()
    return objection


@transaction.atomic
def check_objection(
    *, scope: Scope, objection: Objection, version: int, checked_by: str, on: datetime.date
) -> Objection:
    """Hand an objection to those who check it; a concluded one may be taken up again. Raises ValidationError, Stale."""
    row = _locked_objection(scope, objection, version)
    if not checked_by.strip():
        raise ValidationError({"checked_by": [_("Name the office that checks it.")]})
    if row.state == ObjectionState.CHECKING:
        raise ValidationError(_("The objection is being checked already."))
    _not_ahead(row, on)
    row.state, row.checked_by, row.checking_since = ObjectionState.CHECKING, checked_by.strip(), on
    row.upheld, row.conclusion, row.concluded_on = "", "", None
    row.save()
    return row


@transaction.atomic
def conclude_objection(
    *, scope: Scope, objection: Objection, version: int, upheld: Upheld, conclusion: str, on: datetime.date
) -> Objection:
    """Record what checking came to, in words that give nobody away. Raises ValidationError, Stale."""
    row = _locked_objection(scope, objection, version)
    if row.state != ObjectionState.CHECKING:
        raise ValidationError(_("Record first who checks the objection."))
    if not conclusion.strip():
        raise ValidationError({"conclusion": [_("Say what checking came to.")]})
    if row.accuser and row.accuser in conclusion:
        raise ValidationError(
            {
                "conclusion": [
                    _("The conclusion names who objects; everybody who sees the person reads it. Leave the name out.")
                ]
            }
        )
    _not_ahead(row, on)
    row.state, row.upheld, row.conclusion, row.concluded_on = ObjectionState.CONCLUDED, upheld, conclusion.strip(), on
    row.full_clean()
    row.save()
    return row


def _not_ahead(objection: Objection, on: datetime.date) -> None:
    if not objection.received_on <= on <= timezone.localdate():
        days = {"start": date_format(objection.received_on, "SHORT_DATE_FORMAT")}
        raise ValidationError({"on": [_("Give a day from %(start)s until today.") % days]})


def _locked_objection(scope: Scope, objection: Objection, version: int) -> Objection:
    scope.require(Act.HANDLE_OBJECTIONS, objection.division_code)
    row = Objection.objects.select_for_update(of=("self",)).select_related("line__notice").get(pk=objection.pk)
    if row.changed_since(version):
        raise Stale(row)
    return row


@transaction.atomic
def open_objection(*, user: User, scope: Scope, objection: Objection, reason: str, ip: str | None) -> Opened:
    """The sealed part of an objection, after the look at each of its fields has been recorded. Raises ValidationError, Http404."""
    scope.require(Act.HANDLE_OBJECTIONS, objection.division_code)
    reason = " ".join(reason.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        values = {"shortest": SHORTEST_REASON, "longest": LONGEST_REASON}
        raise ValidationError(
            {"reason": [_("Type why you need to see it, in %(shortest)d to %(longest)d characters.") % values]}
        )
    for field in ("accuser", "contact", "matter"):
        record_look(user=user, obj=objection, field=field, reason=reason, ip=ip)
    return Opened(objection.accuser, objection.contact, objection.matter)
