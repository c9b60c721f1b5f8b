"""A county's own parameters for tests."""

from typing import Any

from accounts.roles import Role
from accounts.scope import Grant, Scope
from elections.county_rulebooks import CountyRulebook
from elections.county_services import Setting, set_county_rulebook
from tests.factories import COUNTY, make_division

ADMIN = Scope((Grant(Role.COUNTY_ADMIN, COUNTY, ""),))


def tighten(
    *values: tuple[str, str, Any], base: str = "cn-2026-shanxi", reason: str = "县委常委会议定", **more: Any
) -> CountyRulebook:
    """A version that sets some values, each `(body, parameter, value)`."""
    settings = [Setting(body, name, value, "县发〔2026〕12号第三条") for body, name, value in values]
    return set_county_rulebook(
        scope=more.pop("scope", ADMIN),
        county=make_division(COUNTY),
        base=base,
        title="沁源县参数",
        document="县发〔2026〕12号",
        reason=reason,
        settings=settings,
    )
