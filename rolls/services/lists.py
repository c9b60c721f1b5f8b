"""Proxies, voters at mobile boxes, helpers: entered, published, withdrawn."""

from datetime import date, timedelta
from typing import Any, Final, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.versions import Stale
from elections.chain.services import require_open
from elections.steps import Step
from rolls.models import Entry, Helper, MobileVoter, Proxy, Roll, State
from rolls.models.lists import Listed
from rolls.queries import candidate_entries, present
from rolls.rules import Law, proxy_problems
from rolls.services.common import law_of, locked_roll

AnyListed = TypeVar("AnyListed", bound=Listed)
# Which parameter says how long before the election day a list is published.
PUBLISH_DAYS: Final[dict[type[Listed], str]] = {
    Proxy: "proxy_publish_days",
    MobileVoter: "assisted_publish_days",
    Helper: "assisted_publish_days",
}
_NOT_ON_ROLL = gettext_lazy("This person does not stand on the roll. Choose somebody who does.")


@transaction.atomic
def add_proxy(
    *,
    scope: Scope,
    roll: Roll,
    voter: Entry,
    proxy: Entry,
    relation: str,
    reason: str,
    written: bool,
    applied_on: date,
) -> Proxy:
    """A written proxy. Raises ValidationError with the article of whatever forbids it."""
    roll, law = _opened(scope, roll)
    voters = _on_roll(roll, voter=voter, proxy=proxy)
    if voter.pk == proxy.pk:
        raise ValidationError({"proxy": [_("Nobody is his own proxy. Choose somebody else.")]})
    in_force = Proxy.objects.filter(roll=roll, withdrawn_on=None)
    problems = dict(
        proxy_problems(
            law=law,
            method=roll.method,
            relation=relation,
            written=written,
            applied_on=applied_on,
            election_day=roll.election.election_day,
            held_already=in_force.filter(proxy=voters["proxy"]).count(),
            proxy_is_candidate=voters["proxy"].pk in candidate_entries(roll),
            proxy_gave_own=in_force.filter(voter=voters["proxy"]).exists(),
            voter_is_proxy=in_force.filter(proxy=voters["voter"]).exists(),
        )
    )
    problems |= _listing_problems(applied_on, reason)
    if in_force.filter(voter=voter).exists():
        problems["voter"] = _("This voter has given a proxy already. Withdraw it first.")
    if problems:
        raise ValidationError({field: [message] for field, message in problems.items()})
    return Proxy.objects.create(
        roll=roll,
        voter=voters["voter"],
        proxy=voters["proxy"],
        relation=relation,
        reason=reason.strip(),
        written=written,
        applied_on=applied_on,
        rulebook=law.book.id,
    )


@transaction.atomic
def add_mobile_voter(*, scope: Scope, roll: Roll, voter: Entry, reason: str, applied_on: date) -> MobileVoter:
    """A voter to whom the mobile box is carried, with the reason. Raises ValidationError."""
    return _add(MobileVoter, scope, roll, voter=voter, reason=reason, applied_on=applied_on)


@transaction.atomic
def add_helper(
    *, scope: Scope, roll: Roll, voter: Entry, helper: str, helper_entry: Entry | None, reason: str, applied_on: date
) -> Helper:
    """Somebody who writes for a voter at his will: never a candidate. Raises ValidationError."""
    if helper_entry is not None and helper_entry.pk in candidate_entries(roll):
        raise ValidationError({"helper_entry": [_("A candidate does not write for voters. Choose somebody else.")]})
    if helper_entry is not None and helper_entry.pk == voter.pk:
        raise ValidationError({"helper_entry": [_("Nobody is his own helper. Choose somebody else.")]})
    name = helper_entry.name if helper_entry else helper.strip()
    if not name:
        raise ValidationError({"helper": [_("Type the helper's name, or choose somebody on the roll.")]})
    return _add(
        Helper, scope, roll, voter=voter, reason=reason, applied_on=applied_on, helper=name, helper_entry=helper_entry
    )


def _add(
    model: type[AnyListed], scope: Scope, roll: Roll, *, voter: Entry, reason: str, applied_on: date, **more: Any
) -> AnyListed:
    roll, law = _opened(scope, roll)
    voters = _on_roll(roll, voter=voter)
    problems = _listing_problems(applied_on, reason)
    if model.objects.filter(roll=roll, voter=voter, withdrawn_on=None).exists():
        problems["voter"] = _("This voter stands on the list already.")
    if problems:
        raise ValidationError({field: [message] for field, message in problems.items()})
    return model.objects.create(
        roll=roll, voter=voters["voter"], reason=reason.strip(), applied_on=applied_on, rulebook=law.book.id, **more
    )


@transaction.atomic
def publish_list(*, scope: Scope, roll: Roll, model: type[Listed], on: date) -> int:
    """Publish whoever is not published yet; how many that were. Raises ValidationError: too late, with article and dates."""
    roll, law = _opened(scope, roll, Act.DECIDE_ROLLS)
    last = last_publication(roll, model, law)
    if last is None:
        raise ValidationError(_("The election has no day yet. Set it first."))
    if on > timezone.localdate():
        raise ValidationError({"published_on": [_("This day is still to come. Give a day that has come.")]})
    if on > last:
        message = _("Published on %(on)s; for the election day %(day)s the last day was %(last)s (%(basis)s).")
        values = {
            "on": on,
            "day": roll.election.election_day,
            "last": last,
            "basis": law.basis(PUBLISH_DAYS[model]),
        }
        raise ValidationError({"published_on": [message % values]})
    waiting = model.objects.filter(roll=roll, published_on=None, withdrawn_on=None)
    if waiting.filter(applied_on__gt=on).exists():
        message = _("Somebody on the list applied after %(on)s. Give the day on which the list was posted.")
        raise ValidationError({"published_on": [message % {"on": on}]})
    return int(waiting.update(published_on=on))


@transaction.atomic
def withdraw(*, scope: Scope, listed: Listed, on: date, reason: str, version: int) -> Listed:
    """Take somebody off a list, for instance because the voter has come back. Raises Stale, ValidationError."""
    roll = locked_roll(scope=scope, roll=listed.roll)
    require_open(roll.election, Step.VOTE)
    found: Listed = type(listed).objects.select_for_update(of=("self",)).get(pk=listed.pk)
    if found.changed_since(version):
        raise Stale(found)
    if found.withdrawn_on is not None:
        raise ValidationError(_("This is withdrawn already."))
    if on < found.applied_on or on > timezone.localdate():
        message = _("Give a day from the application (%(day)s) to today.") % {"day": found.applied_on}
        raise ValidationError({"withdrawn_on": [message]})
    if not reason.strip():
        raise ValidationError({"withdrawn_because": [_("Type why, for example: the voter has come back.")]})
    found.withdrawn_on, found.withdrawn_because = on, reason.strip()
    found.save(update_fields=["withdrawn_on", "withdrawn_because"])
    return found


def last_publication(roll: Roll, model: type[Listed], law: Law) -> date | None:
    """The last day on which a list may be published; None without an election day."""
    day = roll.election.election_day
    return day - timedelta(days=law.count(PUBLISH_DAYS[model])) if day else None


def _opened(scope: Scope, roll: Roll, act: Act = Act.CHANGE_ROLLS) -> tuple[Roll, Law]:
    roll = locked_roll(scope=scope, roll=roll, act=act)
    if roll.state == State.DRAFT:
        raise ValidationError(_("The roll is not published yet: its lists are drawn up afterwards."))
    if roll.election.held_on is not None:
        raise ValidationError(_("The election has been held: its lists stay as they are."))
    require_open(roll.election, Step.ARRANGEMENTS)
    return roll, law_of(roll.election)


def _on_roll(roll: Roll, **people: Entry) -> dict[str, Entry]:
    """The people as the roll has them now. Raises ValidationError for those who do not stand on it."""
    found = roll.entries.filter(present(), pk__in=[entry.pk for entry in people.values()]).in_bulk()
    missing = [field for field, entry in people.items() if entry.pk not in found]
    if missing:
        raise ValidationError({field: [_NOT_ON_ROLL] for field in missing})
    return {field: found[entry.pk] for field, entry in people.items()}


def _listing_problems(applied_on: date, reason: str) -> dict[str, Any]:
    problems: dict[str, Any] = {}
    if applied_on > timezone.localdate():
        problems["applied_on"] = _("This day is still to come. Give a day that has come.")
    if not reason.strip():
        problems["reason"] = _("Type the reason: it is published with the list.")
    return problems
