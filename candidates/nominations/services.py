"""Nominating, refusing, withdrawing, removing; deciding on nominees and the formal list."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.roles import Act
from accounts.scope import Scope
from candidates.models import Nomination, Nominator, PostSeats, State
from candidates.nominations import checks
from candidates.nominations.findings import blocking, findings_of
from candidates.nominations.states import TRANSITIONS
from electionadmin.findings import Finding
from electionadmin.trail import because
from electionadmin.versions import Stale
from elections.models import Election
from people.models import Person
from villages.models import Post


@dataclass(frozen=True, slots=True)
class Outcome:
    """A nomination after a change, who stepped up for it, and what now holds of the list it stands on."""

    nomination: Nomination
    successor: Nomination | None
    findings: tuple[Finding, ...]


@transaction.atomic
def set_seats(
    *, scope: Scope, election: Election, seats: Mapping[Post, tuple[int, int]], decided_on: datetime.date | None
) -> None:
    """Record the seats of each post, and how many of them are kept for women. Raises ValidationError."""
    scope.require(Act.CHANGE_NOMINATIONS, election.village_id)
    locked = locked_election(election)
    checks.check_seats(locked, seats)
    known = {row.post: row for row in PostSeats.objects.filter(election=locked)}
    for post, (number, women) in seats.items():
        row = known.get(post) or PostSeats(election=locked, post=post)
        row.number, row.women, row.decided_on = number, women, decided_on
        row.full_clean()
        row.save()


@transaction.atomic
def nominate(
    *,
    scope: Scope,
    election: Election,
    person: Person,
    post: Post,
    source: Nominator,
    nominated_on: datetime.date,
    nominators: str = "",
    by_hand_reason: str = "",
) -> Outcome:
    """Nominate a person by hand; the list's differential is told with the outcome. Raises ValidationError, Http404."""
    scope.require(Act.CHANGE_NOMINATIONS, election.village_id)
    locked = locked_election(election)
    nomination = Nomination(
        election=locked,
        person=person,
        post=post,
        source=source,
        nominated_on=nominated_on,
        nominators=nominators,
        by_hand_reason=by_hand_reason.strip(),
        state_on=nominated_on,
        position=_next_position(locked, post),
    )
    checks.check_nomination(scope=scope, nomination=nomination)
    nomination.full_clean()
    nomination.save()
    return _outcome(nomination)


@transaction.atomic
def state_post(*, scope: Scope, nomination: Nomination, on: datetime.date, document: str) -> Outcome:
    """Record for which of two posts somebody stands: his other nominations in the election end. Raises ValidationError."""
    locked = _locked(scope, nomination, Act.CHANGE_NOMINATIONS)
    checks.check_day(locked, on, "on")
    if not document.strip():
        raise ValidationError(
            {
                "document": _(
                    "Say where the written statement is kept, for example “file of the election committee, no. 12”."
                )
            }
        )
    locked.stated_on, locked.stated_document = on, document.strip()
    locked.save()
    others = Nomination.objects.filter(election=locked.election, person_id=locked.person_id).exclude(pk=locked.pk)
    for other in others.filter(state__in=[State.RESERVE, State.PRELIMINARY, State.NOMINEE, State.FORMAL]):
        chosen = _("Stands for %(post)s by his written statement.") % {"post": locked.get_post_display()}
        _move(other, State.WITHDRAWN, on=on, reason=str(chosen))
        _step_up(other, on)
    return _outcome(locked)


@transaction.atomic
def refuse(
    *, scope: Scope, nomination: Nomination, on: datetime.date, reason: str, version: int | None = None
) -> Outcome:
    """Record that the person refused the nomination in writing; the next in order steps up. Raises ValidationError, Stale."""
    locked = _locked(scope, nomination, Act.CHANGE_NOMINATIONS, version)
    checks.check_refusal(locked, on)
    return _end(locked, State.REFUSED, on=on, reason=reason)


@transaction.atomic
def withdraw(
    *, scope: Scope, nomination: Nomination, on: datetime.date, reason: str, version: int | None = None
) -> Outcome:
    """Record that the person, or who nominated him, withdrew. Raises ValidationError, Stale."""
    locked = _locked(scope, nomination, Act.CHANGE_NOMINATIONS, version)
    checks.check_refusal(locked, on)
    return _end(locked, State.WITHDRAWN, on=on, reason=reason)


@transaction.atomic
def remove(
    *, scope: Scope, nomination: Nomination, on: datetime.date, reason: str, version: int | None = None
) -> Outcome:
    """Take somebody off the list: a review not passed, an objection upheld. Raises ValidationError, Stale."""
    locked = _locked(scope, nomination, Act.DECIDE_NOMINATIONS, version)
    return _end(locked, State.REMOVED, on=on, reason=reason)


@transaction.atomic
def restore(
    *, scope: Scope, nomination: Nomination, on: datetime.date, reason: str, version: int | None = None
) -> Outcome:
    """Put somebody who was removed back among the preliminary names. Raises ValidationError, Stale."""
    locked = _locked(scope, nomination, Act.DECIDE_NOMINATIONS, version)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the removal is revoked.")})
    with because(reason):
        _move(locked, State.PRELIMINARY, on=on)
    return _outcome(locked)


@transaction.atomic
def settle(*, scope: Scope, election: Election, chosen: Iterable[Nomination], on: datetime.date) -> list[Finding]:
    """The township's decision on the nominees to be (预备人选): preliminary names become nominees. Raises ValidationError."""
    scope.require(Act.DECIDE_NOMINATIONS, election.village_id)
    locked = locked_election(election)
    for nomination in _standing(locked, State.PRELIMINARY).filter(pk__in=[one.pk for one in chosen]):
        checks.check_day(nomination, on, "on")
        _move(nomination, State.NOMINEE, on=on)
    return findings_of([locked])[locked.pk]


@transaction.atomic
def list_formally(*, scope: Scope, election: Election, on: datetime.date) -> list[Nomination]:
    """Make the nominees formal candidates, all at once; refused while a finding stands in the way. Raises ValidationError."""
    scope.require(Act.DECIDE_NOMINATIONS, election.village_id)
    locked = locked_election(election)
    against = blocking(findings_of([locked], states=(State.NOMINEE, State.FORMAL))[locked.pk])
    if against:
        raise ValidationError(
            [
                _("The list cannot be fixed: %(detail)s (%(basis)s).") % {"detail": one.detail, "basis": one.basis}
                for one in against
            ]
        )
    nominees = list(_standing(locked, State.NOMINEE))
    if not nominees:
        raise ValidationError(_("Nobody has been decided on as nominee yet."))
    for nomination in nominees:
        checks.check_day(nomination, on, "on")
        _move(nomination, State.FORMAL, on=on)
    return nominees


@transaction.atomic
def call_back(
    *, scope: Scope, nomination: Nomination, on: datetime.date, reason: str, version: int | None = None
) -> Outcome:
    """One step back, with the reason: a formal candidate to nominee, a nominee to preliminary. Raises ValidationError, Stale."""
    locked = _locked(scope, nomination, Act.DECIDE_NOMINATIONS, version)
    before = {State.FORMAL: State.NOMINEE, State.NOMINEE: State.PRELIMINARY}.get(State(locked.state))
    if before is None or not reason.strip():
        raise ValidationError({"reason": _("Say why the decision is taken back.")})
    with because(reason):
        _move(locked, before, on=on)
    return _outcome(locked)


def locked_election(election: Election) -> Election:
    """The election's row, locked: whoever else changes its nominations waits."""
    return Election.objects.select_for_update(of=("self",)).select_related("village", "cycle").get(pk=election.pk)


def _locked(scope: Scope, nomination: Nomination, act: Act, version: int | None = None) -> Nomination:
    scope.require(act, nomination.election.village_id)
    election = locked_election(nomination.election)
    locked = Nomination.objects.select_related("person").get(pk=nomination.pk)
    locked.election = election
    if version is not None and locked.changed_since(version):
        raise Stale(locked)
    return locked


def _standing(election: Election, state: State) -> QuerySet[Nomination]:
    return Nomination.objects.filter(election=election, state=state).select_related("person", "election__cycle")


def _move(nomination: Nomination, to: State, *, on: datetime.date, reason: str = "") -> None:
    """Change the state. Raises ValidationError where it may not follow, as the database would refuse it too."""
    if to not in TRANSITIONS[State(nomination.state)]:
        values = {"name": nomination.person.name, "state": nomination.get_state_display()}
        raise ValidationError(_("%(name)s is %(state)s; open the page again to see what can be done.") % values)
    nomination.state, nomination.state_on, nomination.end_reason = to, on, reason
    nomination.full_clean()
    nomination.save()
    nomination.refresh_from_db(fields=["version"])


def _end(nomination: Nomination, to: State, *, on: datetime.date, reason: str) -> Outcome:
    checks.check_day(nomination, on, "on")
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; it stays on record with the nomination.")})
    stood = nomination.stands
    with because(reason):
        _move(nomination, to, on=on, reason=reason.strip())
    return _outcome(nomination, _step_up(nomination, on) if stood else None)


def _step_up(nomination: Nomination, on: datetime.date) -> Nomination | None:
    """Call the next in order for the post, if anybody stands in reserve."""
    waiting = _standing(nomination.election, State.RESERVE).filter(post=nomination.post)
    following = waiting.exclude(person_id=nomination.person_id).order_by("position", "pk").first()
    if following is not None:
        _move(following, State.PRELIMINARY, on=max(on, following.nominated_on))
    return following


def _outcome(nomination: Nomination, successor: Nomination | None = None) -> Outcome:
    found = findings_of([nomination.election])[nomination.election_id]
    return Outcome(nomination, successor, tuple(found))


def _next_position(election: Election, post: str) -> int:
    last = Nomination.objects.filter(election=election, post=post).order_by("-position").first()
    return last.position + 1 if last else 1
