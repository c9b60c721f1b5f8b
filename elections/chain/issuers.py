"""Who issues a paper, as a proposal for the form."""

from elections.chain.definitions import Office
from elections.models import Body, Election
from villages.labels import COMMUNITY_ENDINGS


def issuer_of(office: Office, election: Election) -> str:
    """The usual issuer of a level's papers on an election; its village, township and cycle's county are loaded."""
    if office is Office.COUNTY:
        return f"中共{election.cycle.county.name}委组织部"
    if office is Office.TOWNSHIP:
        township = election.village.parent.name if election.village.parent else ""
        return f"中共{township}委员会" if election.body == Body.PARTY else f"{township}人民政府"
    name = election.village.name
    if election.body == Body.PARTY:
        return f"中共{name}支部委员会"
    return f"{name}居民委员会" if name.endswith(COMMUNITY_ENDINGS) else f"{name}村民委员会"
