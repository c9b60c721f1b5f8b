"""Votes that follow: on a tie, for the seats left, in the place of a void vote, on a motion of recall."""

import datetime
from collections.abc import Sequence
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.roles import Act
from accounts.scope import Scope
from ballots.models import (
    Line,
    Method,
    Motion,
    MotionTarget,
    Occasion,
    Result,
    Round,
    Standing,
    Status,
    Vote,
    VotePost,
)
from ballots.queries import elected
from ballots.rules import judge
from ballots.services.arranging import NamePlan, PostPlan, VotePlan, arrange_vote
from ballots.services.kinship import copy_kinship
from ballots.services.locks import locked_vote
from elections.law import chapter_of
from elections.models import Election
from people.models import Person
from villages.models import Post

KINDS = {"tie_vote": Round.TIE, "second_round": Round.SECOND}


@transaction.atomic
def arrange_following(*, scope: Scope, vote: Vote, kind: str, day: datetime.date | None = None) -> Vote:
    """The vote that a result asks for: `tie_vote` among the tied, or `second_round` for the seats left.

    Posts, seats and names are the verdict's; days are the rulebook's. Raises ValidationError, Http404.
    """
    locked = locked_vote(scope=scope, pk=vote.pk)
    result = _result(locked)
    wanted = [one for one in result.verdict["next"] if one["kind"] == kind]
    if not wanted or result.status != Status.FURTHER_VOTE:
        raise ValidationError(_("The result asks for no such vote."))
    if any(one.round == KINDS[kind] for one in locked.following.all()):
        raise ValidationError(_("This vote is arranged already."))
    if kind == "second_round" and _ties_open(locked, result):
        raise ValidationError(_("The tie is voted on first: whoever loses it may stand again."))
    plan = VotePlan(
        posts=_posts(locked, wanted),
        day=day,
        place=locked.place,
        method=locked.method,
        electors=locked.electors,
        electors_source=locked.electors_source,
        electors_note=locked.electors_note,
        separate=locked.ballots.count() > 1,
        joint_count=locked.joint_count,
        seated=_seated(locked),
    )
    following = arrange_vote(
        scope=scope,
        election=locked.election,
        plan=plan,
        occasion=locked.occasion,
        round=KINDS[kind],
        follows=locked,
        within=within(locked) if kind == "second_round" else None,
    )
    copy_kinship(locked, following)
    return following


def _result(vote: Vote) -> Result:
    result = vote.results.order_by("-number").first()
    if result is None:
        raise ValidationError(_("There is no result yet."))
    return result


def _ties_open(vote: Vote, result: Result) -> bool:
    tied = any(one["kind"] == "tie_vote" for one in result.verdict["next"])
    return tied and not vote.following.filter(round=Round.TIE, results__isnull=False).exists()


def within(vote: Vote) -> datetime.date | None:
    """Last day of a second round, where the rulebook sets one."""
    value = vote.election.cycle.law().get(vote.body, "second_round_days")
    return vote.day + datetime.timedelta(days=cast("int", value.value)) if value and vote.day else None


def _posts(vote: Vote, wanted: Sequence[dict[str, Any]]) -> list[PostPlan]:
    rows = {post.key: post for post in VotePost.objects.filter(ballot__vote=vote)}
    people = {line.name: line for line in Line.objects.filter(post__ballot__vote=vote).order_by("-write_in", "pk")}
    merged: dict[str, tuple[int, list[str]]] = {}
    for one in wanted:
        seats, names = merged.get(one["post"], (0, []))
        merged[one["post"]] = (seats + one["seats"], names + [name for name in one["candidates"] if name not in names])
    return [
        PostPlan(
            post=Post(row.post),
            women=row.women,
            seats=merged[key][0],
            names=[NamePlan(name, people[name].sex, people[name].person) for name in merged[key][1]],
        )
        for key, row in sorted(rows.items(), key=lambda item: item[1].position)
        if key in merged
    ]


def _seated(vote: Vote) -> list[tuple[NamePlan, Post]]:
    """Those who hold seats: before this vote, by it, and by votes that followed it."""
    held = {one.name: (NamePlan(one.name, one.sex, one.person), Post(one.post)) for one in vote.seated.all()}
    chain = Vote.objects.filter(pk=vote.pk) | Vote.objects.filter(follows=vote)
    for one in (
        elected().filter(result__vote__in=chain).exclude(standing=Standing.VOID).select_related("post", "person")
    ):
        held[one.name] = (NamePlan(one.name, one.sex, one.person), Post(one.post.post))
    return list(held.values())


@transaction.atomic
def arrange_rerun(*, scope: Scope, vote: Vote, day: datetime.date | None = None) -> Vote:
    """The whole vote anew in the place of one that is void by its figures or by a ruling. Raises ValidationError, Http404."""
    locked = locked_vote(scope=scope, pk=vote.pk)
    result = _result(locked)
    ruling = locked.rulings.filter(elected=None).order_by("-pk").first()
    if result.status != Status.VOID and not (ruling and ruling.standing == Standing.VOID):
        raise ValidationError(_("Only a void vote is held anew."))
    if locked.following.exists():
        raise ValidationError(_("This vote is arranged already."))
    posts = VotePost.objects.filter(ballot__vote=locked).prefetch_related("lines__person").order_by("position")
    plan = VotePlan(
        posts=[
            PostPlan(
                post=Post(post.post),
                seats=post.seats,
                women=post.women,
                names=[NamePlan(line.name, line.sex, line.person) for line in post.lines.all() if not line.write_in],
            )
            for post in posts
        ],
        day=day,
        place=locked.place,
        method=locked.method,
        electors=locked.electors,
        electors_source=locked.electors_source,
        electors_note=locked.electors_note,
        separate=locked.ballots.count() > 1,
        joint_count=locked.joint_count,
        seated=[(NamePlan(one.name, one.sex, one.person), Post(one.post)) for one in locked.seated.all()],
    )
    following = arrange_vote(
        scope=scope,
        election=locked.election,
        plan=plan,
        occasion=locked.occasion,
        round=locked.round if locked.round != Round.FIRST else Round.FIRST,
        follows=locked,
    )
    copy_kinship(locked, following)
    return following


@transaction.atomic
def move_recall(
    *,
    scope: Scope,
    election: Election,
    targets: Sequence[tuple[NamePlan, Post]],
    submitted_on: datetime.date,
    reasons: str,
    defence: str = "",
    voters: tuple[int, int] | None = None,
    representatives: tuple[int, int] | None = None,
) -> Motion:
    """Record a motion of recall; the rules say whether enough have signed it. Raises ValidationError, Http404."""
    scope.require(Act.ENTER_VOTES, election.village_id)
    if not targets:
        raise ValidationError({"targets": _("Name at least one member whose recall is moved.")})
    if voters is None and representatives is None:
        raise ValidationError({"voters_signed": _("Give the signatures of voters or of representatives.")})
    book, body = election.cycle.law(), chapter_of(election)
    signed = {"voters": voters, "representatives": representatives}
    record = {
        "kind": "recall_motion",
        "rulebook": book.id,
        "body": body,
        "motion": {name: {"signed": pair[0], "of": pair[1]} for name, pair in signed.items() if pair},
    }
    verdict = judge(record, book=book).as_dict()
    days = book.get(body, "recall_days")
    motion = Motion.objects.create(
        election=election,
        submitted_on=submitted_on,
        reasons=reasons,
        defence=defence,
        voters_signed=voters[0] if voters else None,
        voters_of=voters[1] if voters else None,
        representatives_signed=representatives[0] if representatives else None,
        representatives_of=representatives[1] if representatives else None,
        record=record,
        verdict=verdict,
        admitted=verdict["admitted"],
        rulebook=book.id,
        rulebook_version=book.version,
        vote_by=submitted_on + datetime.timedelta(days=cast("int", days.value)) if days else None,
    )
    MotionTarget.objects.bulk_create(
        MotionTarget(motion=motion, person=name.person, name=name.name, post=post) for name, post in targets
    )
    return motion


@transaction.atomic
def arrange_recall(
    *, scope: Scope, motion: Motion, day: datetime.date | None, electors: int | None, source: str, note: str
) -> Vote:
    """The vote on an admitted motion: each member is a question of its own. Raises ValidationError, Http404."""
    if not motion.admitted:
        raise ValidationError(_("The motion has too few signatures; there is no vote on it."))
    if Vote.objects.filter(motion=motion).exists():
        raise ValidationError(_("This vote is arranged already."))
    targets = list(motion.targets.order_by("pk"))
    posts: dict[str, list[MotionTarget]] = {}
    for target in targets:
        posts.setdefault(target.post, []).append(target)
    plan = VotePlan(
        posts=[
            PostPlan(Post(post), len(found), [NamePlan(one.name, _sex(one.person), one.person) for one in found])
            for post, found in posts.items()
        ],
        day=day,
        method=Method.VOTERS,
        electors=electors,
        electors_source=source,
        electors_note=note,
        reason=motion.reasons[:300],
    )
    return arrange_vote(
        scope=scope,
        election=motion.election,
        plan=plan,
        occasion=Occasion.RECALL,
        within=motion.vote_by,
        motion=motion,
    )


def _sex(person: Person | None) -> str:
    return person.sex if person else ""
