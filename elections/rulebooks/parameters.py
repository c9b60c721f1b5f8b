"""The parameters a rulebook may set: what kind of value each takes and in which direction it tightens."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from elections.rulebooks.shares import Share

Scalar = bool | int | str | Share | tuple[str, ...]
"""A parameter's value once read."""

RELATIONS = ("spouse", "parent", "child", "sibling", "grandparent", "grandchild")
"""Near relatives of the Civil Code, art. 1045."""
BARS = ("expelled", "crime", "forces", "religion")
"""What OLVC-2025 and URC-2025, art. 18, keep from standing."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """Reads one of some words."""

    choices: tuple[str, ...]

    def __call__(self, raw: object) -> Scalar:
        if not isinstance(raw, str) or raw not in self.choices:
            raise ValueError(f"one of {', '.join(self.choices)} is wanted")
        return raw


@dataclass(frozen=True, slots=True)
class _SomeOf:
    """Reads a list out of some words, each once."""

    choices: tuple[str, ...]

    def __call__(self, raw: object) -> Scalar:
        if not isinstance(raw, list) or any(item not in self.choices for item in raw) or len(set(raw)) < len(raw):
            raise ValueError(f"a list out of {', '.join(self.choices)} is wanted")
        return tuple(raw)


def _choice(*choices: str) -> _Choice:
    return _Choice(choices)


def _some_of(*choices: str) -> _SomeOf:
    return _SomeOf(choices)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of the rulebooks.

    `as_tight(new, old)` says whether a lower level may put `new` in the place of a binding `old`.
    """

    name: str
    label: Promise
    read: Callable[[object], Scalar]
    as_tight: Callable[[Scalar, Scalar], bool]

    @property
    def choices(self) -> tuple[str, ...]:
        """The words it may be set to; none for a number, a share, yes or no."""
        return self.read.choices if isinstance(self.read, _Choice | _SomeOf) else ()


def _count(raw: object) -> Scalar:
    if type(raw) is not int or raw < 0:
        raise ValueError("a whole number, 0 or more, is wanted")
    return raw


def _flag(raw: object) -> Scalar:
    if not isinstance(raw, bool):
        raise ValueError("true or false is wanted")  # noqa: TRY004 - one kind of error for every reader
    return raw


def _share(raw: object) -> Scalar:
    if not isinstance(raw, str):
        raise ValueError("a share such as “> 1/2” is wanted")  # noqa: TRY004
    return Share.parse(raw)


def _only_the_same(new: Scalar, old: Scalar) -> bool:
    return new == old


def _higher(new: Scalar, old: Scalar) -> bool:
    return isinstance(new, int) and isinstance(old, int) and new >= old


def _lower(new: Scalar, old: Scalar) -> bool:
    return isinstance(new, int) and isinstance(old, int) and new <= old


def _harder(new: Scalar, old: Scalar) -> bool:
    return isinstance(new, Share) and isinstance(old, Share) and new.demands_as_much_as(old)


def _wider(new: Scalar, old: Scalar) -> bool:
    return isinstance(new, tuple) and isinstance(old, tuple) and set(new) >= set(old)


def _stays_true(new: Scalar, old: Scalar) -> bool:
    return bool(new) or not old


def _stays_false(new: Scalar, old: Scalar) -> bool:
    return bool(old) or not new


def _later_of(*choices: str) -> Callable[[Scalar, Scalar], bool]:
    def as_tight(new: Scalar, old: Scalar) -> bool:
        return choices.index(str(new)) >= choices.index(str(old))

    return as_tight


VOTER_CLASSES = ("married_in", "former", "converted", "returning")
"""Classes of voters that provinces add to those of the law."""

UNLISTED = (
    "undeclared",
    "pending",
    "refused",
    "elsewhere",
    "under_age",
    "deprived",
    "incapable",
    "unreachable",
    "left",
)
"""Why an inhabitant is not listed on the roll."""

_PROXY_SCOPES = ("villagers", "near_relatives", "none")

PARAMETERS = {
    parameter.name: parameter
    for parameter in (
        # The body
        Parameter("term_years", _("Term in years"), _count, _only_the_same),
        Parameter("size_min", _("Members at least"), _count, _higher),
        Parameter("size_max", _("Members at most"), _count, _lower),
        Parameter("size_odd", _("Odd number of members"), _flag, _stays_true),
        Parameter("women_min", _("Women at least"), _count, _higher),
        Parameter(
            "women_rule",
            _("How a woman's seat is secured"),
            _choice("none", "column", "reserved_post", "women_first"),
            _only_the_same,
        ),
        Parameter("relatives", _("Relations that may not sit together"), _some_of(*RELATIONS), _wider),
        Parameter(
            "relatives_rule",
            _("Relatives elected together"),
            _choice("report", "higher_post_then_votes"),
            _later_of("report", "higher_post_then_votes"),
        ),
        # The election committee
        Parameter("ec_size_min", _("Election committee: members at least"), _count, _higher),
        Parameter("ec_size_max", _("Election committee: members at most"), _count, _lower),
        Parameter(
            "ec_exit_relatives",
            _("Whose nomination makes a member leave the election committee, besides the member's own"),
            _some_of(*RELATIONS),
            _wider,
        ),
        Parameter("ec_size_odd", _("Election committee: odd number preferred"), _flag, _stays_true),
        Parameter("ec_deputy_chair", _("Election committee: has a deputy chair"), _flag, _stays_true),
        Parameter(
            "ec_relatives",
            _("Relations that should not sit together on the election committee"),
            _some_of(*RELATIONS),
            _wider,
        ),
        Parameter("ec_absences_max", _("Election committee: absences in a row that end a membership"), _count, _lower),
        # The roll
        Parameter("roll_days", _("Roll published: days before the election"), _count, _higher),
        Parameter("objection_days", _("Days for objections to the roll"), _count, _only_the_same),
        Parameter("decision_days", _("Days for deciding an objection"), _count, _lower),
        Parameter("late_objections", _("Objections after the period"), _choice("accepted", "refused"), _only_the_same),
        Parameter("objections_written", _("Objections only in writing"), _flag, _stays_true),
        Parameter("voting_age", _("Age of voters on the election day"), _count, _only_the_same),
        Parameter("residence_months", _("Months of living or working here for (c)"), _count, _only_the_same),
        Parameter("worker_months", _("Months of work for community workers"), _count, _only_the_same),
        Parameter("voter_extra_classes", _("Further classes of voters"), _some_of(*VOTER_CLASSES), _only_the_same),
        Parameter("unlisted_reasons", _("Reasons for not listing somebody"), _some_of(*UNLISTED), _only_the_same),
        # Before the roll
        Parameter("audit_days", _("Outgoing audit published: days before the election"), _count, _higher),
        # Candidates
        Parameter(
            "nominators",
            _("Who nominates"),
            _some_of("party", "voters", "voters_jointly", "committee", "recommendation"),
            _only_the_same,
        ),
        Parameter("nominators_joint_min", _("Voters who nominate jointly, at least"), _count, _only_the_same),
        Parameter("nomination_quorum", _("Voters taking part in the nomination"), _share, _harder),
        Parameter("candidate_age", _("Age of candidates on the election day, at least"), _count, _higher),
        Parameter(
            "two_posts",
            _("One person nominated for two posts"),
            _choice("states_one"),
            _only_the_same,
        ),
        Parameter("refusal_days_before", _("Refusal of a nomination: days before the election"), _count, _higher),
        Parameter("refusal_days_after", _("Refusal of a nomination: days after the nomination"), _count, _lower),
        Parameter("candidates_extra_min", _("Candidates beyond the seats, at least"), _count, _higher),
        Parameter("candidates_extra_share", _("Candidates beyond the seats, share of the seats"), _share, _harder),
        *(
            parameter
            for post, least, most in (
                (
                    "director",
                    _("Candidates for director beyond the seats, at least"),
                    _("Candidates for director beyond the seats, at most"),
                ),
                (
                    "deputy",
                    _("Candidates for deputy beyond the seats, at least"),
                    _("Candidates for deputy beyond the seats, at most"),
                ),
                (
                    "member",
                    _("Candidates for member beyond the seats, at least"),
                    _("Candidates for member beyond the seats, at most"),
                ),
            )
            for parameter in (
                Parameter(f"candidates_extra_min_{post}", least, _count, _higher),
                Parameter(f"candidates_extra_max_{post}", most, _count, _lower),
            )
        ),
        Parameter("formal_list_days", _("Formal list published: days before the election"), _count, _higher),
        Parameter("list_order", _("Order of the formal list"), _choice("votes", "strokes"), _only_the_same),
        Parameter("no_candidates", _("Election without candidates is possible"), _flag, _stays_false),
        Parameter("self_nomination", _("Self-nomination is possible"), _flag, _stays_false),
        Parameter("self_nomination_days", _("Self-nomination: days before the election"), _count, _higher),
        # Review of those who stand
        Parameter("candidate_bars", _("What bars a person from standing"), _some_of(*BARS), _wider),
        Parameter("joint_review", _("Joint review of those who stand"), _flag, _stays_true),
        Parameter("review_working_days", _("Working days for the joint review, at least"), _count, _higher),
        Parameter("review_valid_days", _("Days a joint review holds"), _count, _lower),
        Parameter("reviewer_recusal", _("Reviewers keep out of cases of their own"), _flag, _stays_true),
        Parameter("review_another_officer", _("A review is repeated by another officer"), _flag, _stays_true),
        # Before the election day
        Parameter("meeting_notice_days", _("Day, time and place published: days before the election"), _count, _higher),
        Parameter("speech_request_days", _("Request to speak: days before the election"), _count, _higher),
        # Inspection, talks, commitments
        Parameter("inspection_officers_min", _("Inspection: officers at least"), _count, _higher),
        Parameter(
            "inspection_sides",
            _("Inspection: who takes part in the team"),
            _some_of("organisation", "discipline", "township"),
            _wider,
        ),
        Parameter("inspection_hearings_min", _("Inspection: talks held at least"), _count, _higher),
        Parameter("inspection_appraisal", _("Inspection: with a democratic appraisal"), _flag, _stays_true),
        Parameter(
            "talks",
            _("Who must be talked to"),
            _some_of("township_secretaries", "merged", "posted", "heads", "returned"),
            _wider,
        ),
        Parameter(
            "commitments",
            _("Commitments asked of those who stand"),
            _some_of("conduct", "office", "resignation", "integrity", "avoidance"),
            _wider,
        ),
        # Public notice of persons
        Parameter("notice_days", _("Public notice of persons: days at least"), _count, _higher),
        Parameter("notice_working_days", _("Public notice of persons is counted in working days"), _flag, _stays_true),
        Parameter("notice_first_day", _("Public notice of persons: its first day counts"), _flag, _stays_false),
        Parameter(
            "notice_start",
            _("Public notice that would start on a holiday"),
            _choice("moved", "refused"),
            _later_of("moved", "refused"),
        ),
        # Proxies, staff, boxes
        Parameter("proxy_scope", _("Who may be a proxy"), _choice(*_PROXY_SCOPES), _later_of(*_PROXY_SCOPES)),
        Parameter("proxy_max", _("Electors one proxy may vote for"), _count, _lower),
        Parameter("proxy_candidate_barred", _("No candidate may be a proxy"), _flag, _stays_true),
        Parameter("proxy_apply_days", _("Proxy applied for: days before the election"), _count, _higher),
        Parameter("proxy_publish_days", _("Proxies published: days before the election"), _count, _higher),
        Parameter(
            "assisted_publish_days",
            _("Voters at mobile boxes and helpers published: days before the election"),
            _count,
            _higher,
        ),
        Parameter("proxy_on_the_spot", _("Proxy may be given on the spot"), _flag, _stays_false),
        Parameter(
            "staff_barred_relatives",
            _("Whose candidacy bars a person from the polling staff, besides the person's own"),
            _some_of(*RELATIONS),
            _wider,
        ),
        Parameter("mobile_box_staff_min", _("Scrutineers with a mobile box, at least"), _count, _higher),
        # The count
        Parameter("quorum", _("Attendance of the meeting"), _share, _harder),
        Parameter("turnout", _("Turnout"), _share, _harder),
        Parameter("turnout_households", _("Turnout of household representatives"), _share, _harder),
        Parameter("turnout_representatives", _("Turnout of representatives"), _share, _harder),
        Parameter("win", _("Votes needed in the first round"), _share, _harder),
        Parameter("second_round_win", _("Votes needed in the second round"), _share, _harder),
        Parameter("second_round_turnout", _("Turnout is demanded of later rounds too"), _flag, _stays_true),
        Parameter("second_round_majority_first", _("Second round: those over half come first"), _flag, _stays_true),
        Parameter("second_round_extra", _("Second round: candidates beyond the seats"), _count, _higher),
        Parameter("second_round_days", _("Second round within days"), _count, _lower),
        Parameter(
            "excess_comparator",
            _("What the papers returned may not exceed"),
            _choice("voters_else_issued", "voters", "issued", "present"),
            _only_the_same,
        ),
        Parameter(
            "carry_down",
            _("Votes for a higher post added to a lower one"),
            _choice("none", "nomination_only", "count"),
            _only_the_same,
        ),
        Parameter(
            "same_name_rule", _("One person chosen for two posts"), _choice("count", "paper_invalid"), _only_the_same
        ),
        Parameter("tie", _("Equal votes at the last seat"), _choice("vote_again"), _only_the_same),
        # After the count
        Parameter("vacancy_min_elected", _("Seats may stay empty once so many are elected"), _count, _higher),
        Parameter("vacancy_needs_director", _("Seats may stay empty only with a director elected"), _flag, _stays_true),
        Parameter(
            "vacancy_decider",
            _("Who decides that a seat stays empty"),
            _choice("nobody", "meeting", "representatives"),
            _only_the_same,
        ),
        Parameter(
            "acting_head",
            _("Who acts without a director"),
            _choice("deputy_then_chosen", "most_votes"),
            _only_the_same,
        ),
        Parameter("certificate_days", _("Certificates issued within days"), _count, _lower),
        Parameter("handover_days", _("Days for the handover"), _count, _lower),
        # Recall and by-election
        Parameter("recall_movers", _("Voters who move a recall"), _share, _only_the_same),
        Parameter("recall_movers_representatives", _("Representatives who move a recall"), _share, _only_the_same),
        Parameter("recall_turnout", _("Turnout of a recall"), _share, _only_the_same),
        Parameter("recall_win", _("Votes needed for a recall"), _share, _only_the_same),
        Parameter("recall_days", _("Days for holding the recall vote"), _count, _lower),
        Parameter("recall_repeat_months", _("Months before a recall on the same facts"), _count, _only_the_same),
        Parameter("by_election_turnout", _("Turnout of a by-election"), _share, _harder),
        Parameter("by_election_representatives", _("Representatives voting in a by-election"), _share, _harder),
        # Recommendation meetings
        Parameter("recommendation_attendance", _("Attendance of a recommendation meeting"), _share, _harder),
        Parameter("recommendation_win", _("Recommendation votes needed"), _share, _harder),
        Parameter(
            "recommendation_base",
            _("Base of the recommendation votes"),
            _choice("due", "present", "returned"),
            _only_the_same,
        ),
        Parameter(
            "recommendation_majority",
            _("Meetings in which a name needs the recommendation votes"),
            _some_of("members", "villagers"),
            _wider,
        ),
        Parameter(
            "recommendation_weight_members", _("Weight of the members' recommendation votes"), _count, _only_the_same
        ),
        Parameter(
            "recommendation_weight_villagers",
            _("Weight of the villagers' recommendation votes"),
            _count,
            _only_the_same,
        ),
        Parameter(
            "recommendation_sum",
            _("What the weights of the recommendation multiply"),
            _choice("votes", "shares"),
            _only_the_same,
        ),
    )
}
