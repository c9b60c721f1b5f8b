"""The result: a verdict on accepted figures, certificates for those it names, rulings of the authorities on it."""

import datetime
import json
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from ballots.models import (
    Certificate,
    Elected,
    Line,
    Occasion,
    PublicCount,
    Result,
    Ruling,
    Standing,
    Vote,
    VoteState,
)
from ballots.queries import to_certify, valid_results
from ballots.rules import RecordError, judge
from ballots.services.kinship import note_relatives
from ballots.services.locks import locked_vote
from ballots.services.seating import move_seats
from ballots.sums import VoteData, load, record_of
from electionadmin.trail import because
from elections.chain.services import require_open
from elections.models import Cycle, Election
from elections.services import tell_held
from elections.steps import Step
from protect.crypto import blind_index

_CODE = "ballots.result"


def code_of(record: Any, verdict: Any) -> str:
    """Check code of a result: HMAC-SM3 over record and verdict in one spelling."""
    whole = json.dumps([record, verdict], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return blind_index(whole, context=_CODE)


def is_genuine(result: Result) -> bool:
    """Whether record and verdict are those that the application stored."""
    return result.code == code_of(result.record, result.verdict)


@transaction.atomic
def close_vote(*, scope: Scope, user: User, vote: Vote) -> Result:
    """End the count: judge the accepted figures and store the verdict. Raises ValidationError, Http404.

    Whatever the verdict says, it is the result: refused until a recount, void, or with those it names elected.
    """
    locked = locked_vote(scope=scope, pk=vote.pk)
    if locked.state != VoteState.OPEN:
        raise ValidationError(_("The vote is not being counted."))
    if locked.occasion == Occasion.ELECTION:
        require_open(locked.election, Step.RESULT)
    data = load(locked)
    _check_ready(data)
    note_relatives(locked)
    record = record_of(data)
    book = locked.election.cycle.law()
    try:
        verdict = judge(record, book=book).as_dict()
    except RecordError as error:
        raise ValidationError(_("The figures cannot be judged: %(error)s") % {"error": error}) from error
    result = Result.objects.create(
        vote=locked,
        number=locked.results.count() + 1,
        recount=max(data.recounts, key=lambda recount: recount.pk, default=None),
        record=record,
        verdict=verdict,
        status=verdict["status"],
        rulebook=book.id,
        rulebook_version=book.version,
        code=code_of(record, verdict),
        by=user,
    )
    _name_elected(result, data)
    locked.state = VoteState.CLOSED
    locked.save(update_fields=["state"])
    _tell_election(locked.election)
    if locked.day:
        move_seats(locked.election, on=locked.day)
    return result


def _check_ready(data: VoteData) -> None:
    errors = [
        _("Figures of %(station)s (%(ballot)s) are not accepted yet.")
        % {"station": station.name, "ballot": ballot.name}
        for station, ballot in data.missing()
    ]
    running = PublicCount.objects.filter(station__vote=data.vote, closed_at=None, strokes__isnull=False).distinct()
    errors += [
        _("The public count at %(station)s is still running. Close it first.") % {"station": count.station.name}
        for count in running.select_related("station")
    ]
    if errors:
        raise ValidationError(errors)


def _name_elected(result: Result, data: VoteData) -> None:
    posts = {post.key: post for post in data.posts}
    lines: dict[str, Line] = {}
    for post in data.posts:
        for line in post.lines.all():
            known = lines.setdefault(line.name, line)
            lines[line.name] = line if known.write_in and not line.write_in else known
    Elected.objects.bulk_create(
        Elected(
            result=result,
            post=posts[one["post"]],
            name=one["name"],
            person_id=lines[one["name"]].person_id,
            sex=lines[one["name"]].sex,
            write_in=lines[one["name"]].write_in,
            votes=one["votes"],
        )
        for one in result.verdict["elected"]
    )


def _tell_election(election: Election) -> None:
    """An election was held on the day of its first vote whose result is valid; a void or refused one does not count."""
    valid = valid_results().filter(vote__election=election, vote__state=VoteState.CLOSED)
    void = Ruling.objects.filter(vote__election=election, elected=None).order_by("-pk").first()
    day = valid.order_by("vote__number").values_list("vote__day", flat=True).first()
    if void and void.standing == Standing.VOID and not valid.filter(vote__number__gt=void.vote.number).exists():
        day = None
    tell_held(election=election, day=day)


@transaction.atomic
def rule_on(
    *,
    scope: Scope,
    user: User,
    vote: Vote,
    one: Elected | None,
    standing: str,
    act: str,
    issuer: str,
    document: str,
    on: datetime.date,
    basis: str,
    reason: str,
) -> Ruling:
    """Record an authority's act on a vote or on one elected in it: disputed, void, restored (OLVC-2025 art. 21).

    It can take a result away and give it back; it never puts anybody in the place of another. Raises ValidationError,
    Http404.
    """
    locked = locked_vote(scope=scope, pk=vote.pk, act=Act.DECIDE_VOTES)
    if on > timezone.localdate():
        raise ValidationError({"on": _("This day is still to come. Give the day of the act.")})
    before = _standing(locked, one)
    if standing == before or (standing == Standing.RESTORED and not before):
        raise ValidationError({"standing": _("The result has this standing already.")})
    with because(reason):
        ruling = Ruling.objects.create(
            vote=locked,
            elected=one,
            standing=standing,
            act=act,
            issuer=issuer,
            document=document,
            on=on,
            basis=basis,
            reason=reason,
            by=user,
        )
        _tell_election(locked.election)
        move_seats(locked.election, on=on)
    return ruling


def _standing(vote: Vote, one: Elected | None) -> str:
    rulings = Ruling.objects.filter(vote=vote)
    rulings = rulings.filter(elected=None) | rulings.filter(elected=one) if one else rulings.filter(elected=None)
    newest = rulings.order_by("-pk").first()
    if newest is None and not vote.results.exists():
        raise ValidationError(_("There is no result yet."))
    return newest.standing if newest else ""


@transaction.atomic
def issue_certificates(
    *, scope: Scope, user: User, vote: Vote, issuer: str, issued_on: datetime.date, prefix: str
) -> Sequence[Certificate]:
    """Number certificates for all whose seat stands and who have none; who was written in waits for his review.

    Raises ValidationError, Http404.

    Numbers run through the cycle without a gap: `prefix` and four digits, for example 沁村选〔2026〕0001号.
    """
    locked = locked_vote(scope=scope, pk=vote.pk, act=Act.DECIDE_VOTES)
    if locked.state != VoteState.CLOSED:
        raise ValidationError(_("The vote is not counted yet."))
    if issued_on > timezone.localdate() or (locked.day and issued_on < locked.day):
        raise ValidationError({"issued_on": _("Give a day from the vote until today.")})
    cycle = Cycle.objects.select_for_update().get(pk=locked.election.cycle_id)
    waiting = to_certify(locked)
    last = cycle.certificates.order_by("-serial").values_list("serial", flat=True).first() or 0
    return Certificate.objects.bulk_create(
        Certificate(
            elected=one,
            cycle=cycle,
            serial=last + place,
            number=f"{prefix}{last + place:04}号",
            issuer=issuer,
            issued_on=issued_on,
            by=user,
        )
        for place, one in enumerate(waiting.order_by("post__position", "-votes", "pk"), 1)
    )
