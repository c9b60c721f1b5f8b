"""What the tests of the chain start from."""

import datetime
from typing import Any

from accounts.roles import Role
from accounts.scope import Grant, Scope
from elections.chain.cases import PaperData
from elections.chain.models import ElectionStep
from elections.chain.services import approve_step, request_step
from elections.models import Body, Cycle
from tests.factories import COUNTY, TOWNSHIP, VILLAGE, make_cycle

TODAY = datetime.date(2026, 11, 24)
INFORMANT = Scope((Grant(Role.VILLAGE_INFORMANT, VILLAGE, ""),))
LIAISON = Scope((Grant(Role.TOWNSHIP_LIAISON, TOWNSHIP, ""),))
NEIGHBOUR = Scope((Grant(Role.TOWNSHIP_LIAISON, "140431101", ""),))
ORGANISER = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, ""),))
LEADER = Scope((Grant(Role.COUNTY_LEADER, COUNTY, ""),))
BY_OFFICE = {"village": INFORMANT, "township": LIAISON, "county": ORGANISER}


def paper(**changes: Any) -> PaperData:
    fields: dict[str, Any] = {"issuer": "中共城西村支部委员会", "dated": TODAY, "number": "城西字〔2026〕1号"}
    return PaperData(**fields | changes)


def open_cycle(villages: list[str] | None = None, **fields: Any) -> Cycle:
    return make_cycle(villages=villages or [VILLAGE], **fields)


def step_of(cycle: Cycle, step: str, body: Body = Body.PARTY, village: str = VILLAGE) -> ElectionStep:
    found = ElectionStep.objects.select_related("election__cycle", "election__village")
    return found.get(election__cycle=cycle, election__body=body, election__village_id=village, step=step)


def state(cycle: Cycle, step: str, body: Body = Body.PARTY, village: str = VILLAGE) -> str:
    return step_of(cycle, step, body, village).state


def everything(rules: list[str]) -> dict[str, str]:
    return dict.fromkeys(rules, "县换届办同意")


def close(step: ElectionStep, acknowledged: dict[str, str] | None = None, dated: datetime.date = TODAY) -> ElectionStep:
    """Ask and approve, each by the level that does it."""
    from elections.chain.versions import chains_of

    rule = chains_of(step.election.cycle)[step.election.body].rule(step.step)
    request_step(scope=ORGANISER, by=None, step=step, paper=paper(dated=dated), acknowledged=acknowledged)
    for office in rule.approvals:
        decides = (
            LEADER if office == "county" else Scope((Grant(Role.TOWNSHIP_LIAISON, step.election.village_id[:9], ""),))
        )
        approve_step(scope=decides, by=None, step=step, paper=paper(dated=dated), acknowledged=acknowledged)
    step.refresh_from_db()
    return step


def put(step: ElectionStep, wanted: str) -> None:
    """Bring a step to a state by the way the database allows, past every gate."""
    ways = {
        "open": ["open"],
        "requested": ["open", "requested"],
        "returned": ["open", "requested", "returned"],
        "approved": ["open", "requested", "approved"],
        "reopened": ["open", "requested", "approved", "reopened"],
    }
    step.refresh_from_db()
    way = ways[wanted]
    for each in way[way.index(step.state) + 1 :] if step.state in way else way:
        ElectionStep.objects.filter(pk=step.pk).update(
            state=each,
            awaits="township" if each == "requested" else "",
            closed_on=TODAY if each == "approved" else None,
        )
    step.refresh_from_db()


def put_before(step: ElectionStep) -> None:
    """Close everything before a step, past every gate, and open it."""
    for earlier in step.election.steps.filter(position__lt=step.position).order_by("position"):
        put(earlier, "approved")
    put(step, "open")
