"""Every change of a vote, its figures, its count and its result."""

from ballots.services.arranging import (
    NamePlan,
    PostPlan,
    VotePlan,
    arrange_vote,
    change_arrangement,
    open_vote,
    remove_station,
    save_station,
    with_seated,
)
from ballots.services.counting import Event, finish_count, open_count, strike
from ballots.services.figures import (
    Figures,
    add_write_in,
    order_recount,
    record_doubtful_paper,
    save_sheet,
    settle,
)
from ballots.services.following import arrange_following, arrange_recall, arrange_rerun, move_recall
from ballots.services.handing_over import add_item, remove_item, save_handover
from ballots.services.kinship import save_kinship
from ballots.services.results import close_vote, issue_certificates, rule_on
from ballots.services.write_ins import review_write_ins

__all__ = [
    "Event",
    "Figures",
    "NamePlan",
    "PostPlan",
    "VotePlan",
    "add_item",
    "add_write_in",
    "arrange_following",
    "arrange_recall",
    "arrange_rerun",
    "arrange_vote",
    "change_arrangement",
    "close_vote",
    "finish_count",
    "issue_certificates",
    "move_recall",
    "open_count",
    "open_vote",
    "order_recount",
    "record_doubtful_paper",
    "remove_item",
    "remove_station",
    "review_write_ins",
    "rule_on",
    "save_handover",
    "save_kinship",
    "save_sheet",
    "save_station",
    "settle",
    "strike",
    "with_seated",
]
