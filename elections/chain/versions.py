"""A county's own versions of the chains: which is in force, and how one is added."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from elections.chain.definitions import Addition, Chain, ChainError, Office, extended, national
from elections.chain.models import CountyChain
from elections.models import Cycle


def chains_of(cycle: Cycle) -> dict[str, Chain]:
    """The chain of each body of a cycle with the county's additions, in one query. Raises ChainError."""
    law = {body: national(cycle.law(), body) for body in cycle.bodies}
    own = {
        (row.chain, row.body): row
        for row in CountyChain.objects.filter(county_id=cycle.county_id, body__in=law).order_by("version")
    }
    return {body: _with_own(chain, own.get((chain.id, body))) for body, chain in law.items()}


def _with_own(chain: Chain, row: CountyChain | None) -> Chain:
    if row is None:
        return chain
    version = f"{chain.version}.{row.version}"
    return extended(chain, [_read(entry) for entry in row.additions], version=version, basis=row.basis)


def _read(entry: dict[str, Any]) -> Addition:
    approval = entry.get("approval")
    return Addition(
        at=entry["at"],
        approval=Office(approval) if approval else None,
        name=entry.get("name", ""),
        key=entry.get("key", ""),
        requested_by=Office(entry.get("requested_by", Office.TOWNSHIP)),
        plan=entry.get("plan", 0),
    )


@transaction.atomic
def add_to_chain(
    *, scope: Scope, by: User | None, cycle: Cycle, body: str, addition: Addition, basis: str, reason: str
) -> CountyChain:
    """A new version of the county's chain with one more step or approval.

    Elections that have gone past the place of a new step keep the chain they have; an approval holds from the next
    decision on. `basis` is the county's own paper. Raises ValidationError.
    """
    from elections.chain.rows import make_steps  # rows ask this module for the chains

    scope.require(Act.MANAGE_CYCLES, cycle.county_id)
    if not reason.strip() or not basis.strip():
        raise ValidationError(_("Name the county's paper and say why the chain is changed."))
    # Two who add at once: the second waits and adds to what the first has made.
    Cycle.objects.select_for_update().get(pk=cycle.pk)
    law = national(cycle.law(), body)
    versions = CountyChain.objects.filter(county_id=cycle.county_id, chain=law.id, body=body)
    newest = versions.order_by("-version").first()
    version = newest.version + 1 if newest else 1
    if addition.name:
        addition = Addition(**(asdict(addition) | {"key": f"own-{version}"}))
    row = CountyChain(
        county_id=cycle.county_id,
        chain=law.id,
        body=body,
        version=version,
        additions=[*(newest.additions if newest else ()), asdict(addition)],
        basis=basis.strip(),
        reason=reason.strip(),
        by=by,
    )
    before = _with_own(law, newest)
    try:
        after = _with_own(law, row)
    except ChainError as error:
        raise ValidationError(_("The chain cannot be changed like this: %(why)s") % {"why": error}) from error
    if after.steps == before.steps:
        raise ValidationError(_("The chain has this already. Nothing was changed."))
    row.save()
    make_steps(cycle=cycle)
    return row


def additions_of(cycle: Cycle) -> Iterable[CountyChain]:
    """All versions of the county's chains under the law of a cycle, the newest first."""
    laws = {national(cycle.law(), body).id for body in cycle.bodies}
    return CountyChain.objects.filter(county_id=cycle.county_id, chain__in=laws).order_by("-at").select_related("by")
