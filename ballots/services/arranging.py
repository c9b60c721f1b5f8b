"""Arranging a vote: day, electors, posts, names, stations. All of it is frozen when the vote opens."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.roles import Act
from accounts.scope import Scope
from ballots.models import (
    Ballot,
    Line,
    Method,
    Occasion,
    Round,
    Seated,
    Source,
    Station,
    StationKind,
    Vote,
    VotePost,
    VoteState,
)
from ballots.services.kinship import note_relatives
from ballots.services.locks import locked_vote
from electionadmin.versions import Stale
from elections.chain.services import require_open
from elections.law import chapter_of
from elections.models import Election
from elections.steps import Step
from people.models import Person
from villages.models import Post

# Names that go onto papers and into announcements.
_BALLOT, _MEETING, _PARTY_MEETING, _JOINT_COUNT = "选票", "选举大会会场", "党员大会会场", "集中计票"


@dataclass(frozen=True, slots=True)
class NamePlan:
    """A name for a ballot; `sex` M, F or empty."""

    name: str
    sex: str = ""
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class PostPlan:
    """A post, its seats and the names for it, in the order of the ballot; `women` for one kept for women."""

    post: Post
    seats: int
    names: Sequence[NamePlan]
    women: bool = False


@dataclass(frozen=True, slots=True)
class VotePlan:
    """What is arranged; posts from the highest down. `separate`: a ballot for each post."""

    posts: Sequence[PostPlan]
    day: datetime.date | None = None
    place: str = ""
    method: str = Method.VOTERS
    electors: int | None = None
    electors_source: str = ""
    electors_note: str = ""
    separate: bool = False
    joint_count: bool = False
    seated: Sequence[tuple[NamePlan, Post]] = ()
    reason: str = ""


@transaction.atomic
def arrange_vote(
    *,
    scope: Scope,
    election: Election,
    plan: VotePlan,
    occasion: str = Occasion.ELECTION,
    round: str = Round.FIRST,  # noqa: A002 - the word of the record
    follows: Vote | None = None,
    within: datetime.date | None = None,
    **more: Any,
) -> Vote:
    """A new vote of an election, to be arranged further until it opens. Raises ValidationError, Http404."""
    scope.require(Act.ENTER_VOTES, election.village_id)
    locked = Election.objects.select_for_update(of=("self",)).select_related("cycle", "village").get(pk=election.pk)
    if follows is None and occasion == Occasion.ELECTION and locked.votes.filter(occasion=Occasion.ELECTION).exists():
        raise ValidationError(_("The first vote is arranged already. What follows it is arranged on its result."))
    if follows is None and occasion == Occasion.ELECTION:
        require_open(locked, Step.ARRANGEMENTS)
    book = locked.cycle.law()
    vote = Vote(
        election=locked,
        number=locked.votes.count() + 1,
        occasion=occasion,
        round=round,
        follows=follows,
        within=within,
        body=chapter_of(locked),
        rulebook=book.id,
        rulebook_version=book.version,
        **more,
    )
    _fill(vote, plan)
    try:
        with transaction.atomic():
            vote.save()
    except IntegrityError as error:
        if "vote_one_at_a_time" not in str(error):
            raise
        raise ValidationError(_("Another vote of this election is not counted yet. Finish it first.")) from error
    _write(vote, plan)
    _first_stations(vote)
    return vote


@transaction.atomic
def change_arrangement(*, scope: Scope, vote: Vote, plan: VotePlan, version: int) -> Vote:
    """Arrange a vote anew that is not open yet. Raises Stale, ValidationError, Http404."""
    locked = _arranged(scope=scope, vote=vote)
    if locked.changed_since(version):
        raise Stale(locked)
    _fill(locked, plan)
    locked.save()
    for ballot in locked.ballots.all():
        Line.objects.filter(post__ballot=ballot).delete()
        ballot.posts.all().delete()
        ballot.delete()
    locked.seated.all().delete()
    _write(locked, plan)
    _first_stations(locked)
    locked.refresh_from_db(fields=["version"])
    return locked


def _arranged(*, scope: Scope, vote: Vote) -> Vote:
    locked = locked_vote(scope=scope, pk=vote.pk)
    if locked.state != VoteState.ARRANGED:
        raise ValidationError(_("The vote is open; its arrangement is frozen."))
    if locked.follows_id is None and locked.occasion == Occasion.ELECTION:
        require_open(locked.election, Step.ARRANGEMENTS)
    return locked


def _fill(vote: Vote, plan: VotePlan) -> None:
    """Put the plan's columns on the vote, checked."""
    for name in ("day", "place", "method", "electors", "electors_source", "electors_note", "joint_count", "reason"):
        setattr(vote, name, getattr(plan, name))
    _check(vote, plan)


def _check(vote: Vote, plan: VotePlan) -> None:
    errors: dict[str, str] = {}
    cycle = vote.election.cycle
    if vote.day and vote.occasion == Occasion.ELECTION and not cycle.starts_on <= vote.day <= cycle.ends_on:
        errors["day"] = _("The cycle runs from %(start)s to %(end)s; give a day in it.") % {
            "start": cycle.starts_on,
            "end": cycle.ends_on,
        }
    if vote.day and not cycle.law().fits(day=vote.day, code=cycle.county_id):
        errors["day"] = _("“%(title)s” is not in force on that day.") % {"title": cycle.law().title}
    if vote.day and vote.within and vote.day > vote.within:
        errors["day"] = _("It must be held until %(day)s. Give an earlier day.") % {"day": vote.within}
    if plan.electors_source == Source.TYPED and not plan.electors_note:
        errors["electors_note"] = _("Say where the number comes from, since it is not that of a frozen roll.")
    if not plan.posts:
        errors["posts"] = _("Give at least one post with its seats.")
    if plan.separate and cycle.law().choice(vote.body, "carry_down") == "count":
        errors["separate"] = _("Votes for a higher post count for a lower one here: all posts stand on one ballot.")
    if errors:
        raise ValidationError(errors)
    _check_names(plan)


def _check_names(plan: VotePlan) -> None:
    """The same name is the same person; twice for one post it stands for nobody."""
    known: dict[str, Person | None] = {}
    for post in plan.posts:
        names = [name.name for name in post.names]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValidationError(
                {
                    "posts": _("%(name)s stands twice for one post. Tell two people apart: 王芳（三组）.")
                    % {"name": twice[0]}
                }
            )
        for name in post.names:
            other = known.setdefault(name.name, name.person)
            if name.person and other and other != name.person:
                raise ValidationError(
                    {"posts": _("Two people are called %(name)s. Tell them apart: 王芳（三组）.") % {"name": name.name}}
                )


def _write(vote: Vote, plan: VotePlan) -> None:
    """Ballots, posts, lines, seats held already."""
    posts: list[VotePost] = []
    ballot = None
    for place, post in enumerate(plan.posts):
        if ballot is None or plan.separate:
            name = _ballot_name(post) if plan.separate else _BALLOT
            ballot = Ballot.objects.create(vote=vote, name=name, position=place)
        posts.append(VotePost(ballot=ballot, post=post.post, seats=post.seats, women=post.women, position=place))
    VotePost.objects.bulk_create(posts)
    Line.objects.bulk_create(
        Line(post=row, name=name.name, sex=name.sex, person=name.person, position=place)
        for row, post in zip(posts, plan.posts, strict=True)
        for place, name in enumerate(post.names)
    )
    Seated.objects.bulk_create(
        Seated(vote=vote, name=name.name, sex=name.sex, person=name.person, post=post) for name, post in plan.seated
    )
    note_relatives(vote)


def _ballot_name(post: PostPlan) -> str:
    """What stands on paper is Chinese, whatever language the page is in."""
    with override("zh-hans"):
        return f"{Post(post.post).label}（妇女）" if post.women else str(Post(post.post).label)


def _first_stations(vote: Vote) -> None:
    """A vote has its meeting; where the boxes are counted as one, the joint count as well."""
    stations = vote.stations
    if not stations.exclude(kind=StationKind.JOINT).exists():
        stations.create(kind=StationKind.CENTRE, name=_PARTY_MEETING if vote.is_party else _MEETING, place=vote.place)
    if vote.joint_count:
        stations.get_or_create(kind=StationKind.JOINT, defaults={"name": _JOINT_COUNT, "position": 999})
    else:
        stations.filter(kind=StationKind.JOINT).delete()


@transaction.atomic
def save_station(
    *, scope: Scope, vote: Vote, values: Mapping[str, Any], station: Station | None, version: int
) -> Station:
    """Add or change a station and its staff while the vote is arranged.

    Raises Stale, ValidationError, Http404.
    """
    locked = _arranged(scope=scope, vote=vote)
    row = Station(vote=locked, version=0) if station is None else Station.objects.get(pk=station.pk)
    if row.changed_since(version):
        raise Stale(row)
    row.version = max(row.version, 1)
    for name, value in values.items():
        setattr(row, name, value)
    if row.kind == StationKind.JOINT and not locked.joint_count:
        raise ValidationError({"kind": _("Boxes are counted one by one here; choose another kind.")})
    row.position = row.position or locked.stations.count()
    row.full_clean()
    row.save()
    row.refresh_from_db(fields=["version"])
    return row


@transaction.atomic
def remove_station(*, scope: Scope, station: Station) -> None:
    """Take a station away while the vote is arranged. Raises ValidationError, Http404."""
    _arranged(scope=scope, vote=station.vote)
    station.delete()


_UNREADY = {
    "day": gettext_lazy("Give the day of the vote first."),
    "electors": gettext_lazy("Give the number of electors first."),
    "lines": gettext_lazy("No name stands for %(post)s. Put names on the ballot first."),
}


@transaction.atomic
def open_vote(*, scope: Scope, vote: Vote) -> Vote:
    """Freeze the arrangement and begin with entry and count. Raises ValidationError, Http404."""
    locked = locked_vote(scope=scope, pk=vote.pk)
    if locked.state != VoteState.ARRANGED:
        raise ValidationError(_("The vote is open already."))
    errors = []
    if locked.day is None:
        errors.append(str(_UNREADY["day"]))
    if not locked.electors:
        errors.append(str(_UNREADY["electors"]))
    posts = VotePost.objects.filter(ballot__vote=locked).prefetch_related("lines")
    errors += [str(_UNREADY["lines"]) % {"post": post.label} for post in posts if not post.lines.all()]
    if errors:
        raise ValidationError(errors)
    note_relatives(locked)
    locked.state = VoteState.OPEN
    locked.save(update_fields=["state"])
    return locked


def with_seated(plan: VotePlan, seated: Sequence[tuple[NamePlan, Post]]) -> VotePlan:
    """The same plan with those who hold seats already."""
    return replace(plan, seated=seated)
