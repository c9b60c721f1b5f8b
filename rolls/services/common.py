"""What the services of the rolls share: the roll, locked and in the user's scope, and the law it is drawn up under."""

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.roles import Act
from accounts.scope import Scope
from elections.chain.services import require_open
from elections.law import chapter_of
from elections.models import Body, Election
from elections.steps import Step
from rolls.models import Edition, Method, Roll, State
from rolls.rules import Law


def law_of(election: Election) -> Law:
    """The rulebook of the election's cycle and its chapter."""
    return Law(election.cycle.law(), chapter_of(election))


def open_roll(*, scope: Scope, election: Election) -> Roll:
    """The roll of a committee's election; made when it is first needed."""
    scope.require(Act.CHANGE_ROLLS, election.village_id)
    if election.body != Body.COMMITTEE:
        raise Http404
    return Roll.objects.get_or_create(election=election, defaults={"cycle": election.cycle})[0]


def locked_roll(*, scope: Scope, roll: Roll, act: Act = Act.CHANGE_ROLLS) -> Roll:
    """The roll, locked against others who change it; within a transaction. Raises Http404, ValidationError.

    The lock on the cycle waits for an import that is storing rows, which holds the whole cycle.
    """
    scope.require(act, roll.election.village_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM elections_cycle WHERE id = %s FOR KEY SHARE", [roll.cycle_id])
    locked = (
        Roll.objects.select_for_update(of=("self",))
        .select_related("election__village__parent", "election__village__profile", "election__cycle")
        .get(pk=roll.pk)
    )
    if locked.election.village.abolished_on is not None:
        raise ValidationError(_("The village is abolished; its data stay as they were."))
    return locked


def edition_in_preparation(roll: Roll) -> Edition | None:
    """The decision that is being prepared."""
    return roll.editions.filter(announced_on=None).first()


def writable_edition(roll: Roll) -> Edition | None:
    """The decision under which entries may change: None while the roll is drawn up. Raises ValidationError."""
    if roll.state == State.DRAFT:
        return None
    edition = edition_in_preparation(roll)
    if edition is None:
        values = {"day": roll.frozen_on if roll.state == State.FROZEN else roll.published_on}
        message = (
            _("The roll has been frozen since %(day)s. Record the decision of the election committee first.")
            if roll.state == State.FROZEN
            else _("The roll was published on %(day)s. Record the decision that corrects it first.")
        )
        raise ValidationError(message % values)
    return edition


@transaction.atomic
def set_method(*, scope: Scope, roll: Roll, method: str, delegates: int | None) -> Roll:
    """Who elects: all voters, or in a community household or residents' representatives (URC-2025). Raises ValidationError."""
    roll = locked_roll(scope=scope, roll=roll)
    require_open(roll.election, Step.ROLL)
    if method != Method.VOTERS and not law_of(roll.election).community:
        raise ValidationError(
            {"method": [_("A villagers' committee is elected by the voters themselves. Choose that.")]}
        )
    if method == Method.REPRESENTATIVES and roll.proxys.filter(withdrawn_on=None).exists():
        raise ValidationError(
            {"method": [_("Proxies have been given: where representatives elect there are none. Withdraw them first.")]}
        )
    roll.method, roll.delegates = method, delegates
    roll.full_clean(exclude=["election", "cycle"])
    roll.save(update_fields=["method", "delegates"])
    return roll
