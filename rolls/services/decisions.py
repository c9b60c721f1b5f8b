"""Publishing a roll, decisions that correct it, freezing it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.trail import because
from electionadmin.versions import Stale
from elections.chain.services import require_open
from elections.steps import Step
from rolls.models import Decrease, Edition, EditionKind, Entry, Roll, State, Unlisted
from rolls.queries import present
from rolls.rules import Law, last_objection_day, latest_publication
from rolls.services.common import edition_in_preparation, law_of, locked_roll

LATER = frozenset({Decrease.MOVED_OUT, Decrease.LEFT_FAMILY, Decrease.DIED, Decrease.RIGHTS_LOST})


@transaction.atomic
def publish(*, scope: Scope, roll: Roll, on: date, document: str = "") -> Edition:
    """Publish a roll; edition 1 holds all who are listed. Raises ValidationError.

    At least `roll_days` before the election day (OLVC-2025, art. 17), else refused with both dates.
    """
    roll = locked_roll(scope=scope, roll=roll, act=Act.DECIDE_ROLLS)
    if roll.state != State.DRAFT:
        raise ValidationError(_("The roll is published already."))
    require_open(roll.election, Step.ROLL)
    law = law_of(roll.election)
    _check_publication(roll, on, law)
    listed = roll.entries.filter(present())
    count = listed.count()
    if not count:
        raise ValidationError(_("Nobody is listed yet. Enter or import the voters first."))
    if roll.entries.filter(unlisted=Unlisted.PENDING).exists():
        raise ValidationError(
            _(
                "Applications are not yet decided. Enter the meeting's resolution, or that it did not agree, for each of them."
            )
        )
    _number_cards(roll)
    edition = Edition.objects.create(
        roll=roll,
        number=1,
        kind=EditionKind.PUBLICATION,
        decided_on=on,
        announced_on=on,
        document=document,
        electors=count,
        rulebook=law.book.id,
    )
    roll.state, roll.published_on = State.PUBLISHED, on
    roll.save(update_fields=["state", "published_on"])
    return edition


def _check_publication(roll: Roll, on: date, law: Law) -> None:
    election_day = roll.election.election_day
    if election_day is None:
        raise ValidationError(_("The election has no day yet. Set it first: the roll is published before it."))
    if on > timezone.localdate():
        raise ValidationError(
            {"published_on": [_("This day is still to come. Give the day on which the roll was posted.")]}
        )
    latest = latest_publication(election_day, law)
    if on > latest:
        message = _(
            "Published on %(on)s, the roll is up for %(days)s days before the election day %(day)s; %(needed)s are needed"
            " (%(basis)s). The last day was %(latest)s: name a later election day."
        )
        values = {
            "on": on,
            "day": election_day,
            "days": (election_day - on).days,
            "needed": law.count("roll_days"),
            "basis": law.basis("roll_days"),
            "latest": latest,
        }
        raise ValidationError({"published_on": [message % values]})


def _number_cards(roll: Roll, *, after: int = 0, edition: int = 1) -> None:
    """Numbers of the voter cards by group and strokes; who comes later gets the next ones, a card handed out keeps its own."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER, {"roll": roll.pk, "after": after, "edition": edition})


_NUMBER = """
    UPDATE rolls_entry AS e SET number = %(after)s + placed.place
    FROM (
        SELECT id, row_number() OVER (ORDER BY group_order, "group", name_key, id) AS place
        FROM rolls_entry WHERE roll_id = %(roll)s AND unlisted = '' AND removed_in IS NULL AND added_in = %(edition)s
    ) AS placed WHERE placed.id = e.id
"""


@transaction.atomic
def prepare(*, scope: Scope, roll: Roll, decided_on: date, reason: str, document: str = "") -> Edition:
    """A decision of the election committee on a published roll: a correction, or a later change of a frozen one."""
    roll = locked_roll(scope=scope, roll=roll, act=Act.DECIDE_ROLLS)
    if roll.state == State.DRAFT:
        raise ValidationError(_("The roll is not published yet: change its entries directly."))
    if edition_in_preparation(roll) is not None:
        raise ValidationError(_("A decision is in preparation already. Announce it or drop it first."))
    last = roll.editions.order_by("-number").first()
    errors = _decision_errors(roll, decided_on, last.announced_on if last else None)
    if not reason.strip():
        errors["reason"] = _("Type the reason of the decision.")
    if errors:
        raise ValidationError({field: [message] for field, message in errors.items()})
    return Edition.objects.create(
        roll=roll,
        number=(last.number if last else 0) + 1,
        kind=EditionKind.CHANGE if roll.state == State.FROZEN else EditionKind.CORRECTION,
        decided_on=decided_on,
        reason=" ".join(reason.split()),
        document=document,
    )


def _decision_errors(roll: Roll, decided_on: date, last: date | None) -> dict[str, str]:
    if decided_on > timezone.localdate():
        return {"decided_on": _("This day is still to come. Give a day that has come.")}
    earliest = last or roll.published_on
    if earliest is not None and decided_on < earliest:
        return {
            "decided_on": _("The decision must not be earlier than the edition before it (%(day)s).")
            % {"day": earliest}
        }
    return {}


@transaction.atomic
def strike_off(*, scope: Scope, entry: Entry, because_of: str, version: int) -> Entry:
    """Strike somebody off by the decision in preparation. Raises Stale, ValidationError."""
    roll = locked_roll(scope=scope, roll=entry.roll, act=Act.DECIDE_ROLLS)
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk, roll=roll)
    if entry.changed_since(version):
        raise Stale(entry)
    edition = edition_in_preparation(roll)
    if edition is None:
        raise ValidationError(_("Record the decision of the election committee first."))
    if entry.unlisted or entry.removed_in is not None or entry.added_in == edition.number:
        raise ValidationError(_("The person does not stand on the announced roll."))
    if because_of not in Decrease.values:
        raise ValidationError({"removed_as": [_("Choose why the person is struck off.")]})
    if edition.kind == EditionKind.CHANGE and because_of not in LATER:
        message = _("On a frozen roll only the four decreases are possible. Choose one of them.")
        raise ValidationError({"removed_as": [message]})
    entry.removed_in, entry.removed_as = edition.number, because_of
    entry.save(update_fields=["removed_in", "removed_as"])
    return entry


@transaction.atomic
def leave_on(*, scope: Scope, entry: Entry) -> None:
    """Take back a striking-off that is not announced yet."""
    roll = locked_roll(scope=scope, roll=entry.roll, act=Act.DECIDE_ROLLS)
    edition = edition_in_preparation(roll)
    if edition is None:
        raise ValidationError(_("The decision is announced: it stays."))
    roll.entries.filter(pk=entry.pk, removed_in=edition.number).update(removed_in=None, removed_as="")


@transaction.atomic
def announce(*, scope: Scope, roll: Roll, on: date) -> Edition:
    """Announce the decision in preparation: from this day the roll is the new edition. Raises ValidationError."""
    roll = locked_roll(scope=scope, roll=roll, act=Act.DECIDE_ROLLS)
    edition = edition_in_preparation(roll)
    if edition is None:
        raise ValidationError(_("No decision is in preparation."))
    if on < edition.decided_on or on > timezone.localdate():
        message = _("Give a day from the decision (%(day)s) to today.") % {"day": edition.decided_on}
        raise ValidationError({"announced_on": [message]})
    changes = roll.entries.filter(added_in=edition.number) | roll.entries.filter(removed_in=edition.number)
    if not (changes | roll.entries.filter(corrected_in=edition.number)).exists():
        raise ValidationError(_("The decision changes nothing yet. Add, strike off or correct somebody, or drop it."))
    last = roll.entries.aggregate(last=Max("number"))["last"] or 0
    _number_cards(roll, after=last, edition=edition.number)
    edition.electors = roll.entries.filter(present()).count()
    edition.announced_on, edition.rulebook = on, law_of(roll.election).book.id
    edition.save()
    return edition


@transaction.atomic
def drop(*, scope: Scope, roll: Roll) -> None:
    """Drop the decision in preparation with its additions and strikings-off; a corrected entry must be put back first."""
    roll = locked_roll(scope=scope, roll=roll, act=Act.DECIDE_ROLLS)
    edition = edition_in_preparation(roll)
    if edition is None:
        return
    if roll.entries.filter(corrected_in=edition.number).exists():
        raise ValidationError(
            _("The decision has corrected entries: announce it, with the entries put back if need be.")
        )
    with because(_("decision dropped")):
        roll.entries.filter(removed_in=edition.number).update(removed_in=None, removed_as="")
        roll.entries.filter(added_in=edition.number).delete()
        edition.delete()


@transaction.atomic
def freeze(*, scope: Scope, roll: Roll, on: date) -> Roll:
    """Freeze a roll once the objections are over: then it changes only by a decision with a reason. Raises ValidationError."""
    roll = locked_roll(scope=scope, roll=roll, act=Act.DECIDE_ROLLS)
    if roll.state != State.PUBLISHED or roll.published_on is None:
        raise ValidationError(_("Only a published roll is frozen."))
    require_open(roll.election, Step.ROLL)
    law = law_of(roll.election)
    last = last_objection_day(roll.published_on, law)
    if on <= last:
        message = _("Objections are received until %(last)s (%(basis)s). Freeze the roll from the day after.")
        raise ValidationError({"frozen_on": [message % {"last": last, "basis": law.basis("objection_days")}]})
    if on > timezone.localdate():
        raise ValidationError({"frozen_on": [_("This day is still to come. Give a day that has come.")]})
    if roll.objections.filter(announced_on=None).exists():
        raise ValidationError(
            _("Objections are not decided, or their decisions not announced. Settle each of them first.")
        )
    if edition_in_preparation(roll) is not None:
        raise ValidationError(_("A decision is in preparation. Announce it or drop it first."))
    roll.state, roll.frozen_on = State.FROZEN, on
    roll.save(update_fields=["state", "frozen_on"])
    return roll
