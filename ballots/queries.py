"""Reading votes and results, in a fixed number of queries."""

from collections.abc import Collection
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.roles import Act
from accounts.scope import Scope
from ballots.models import Elected, Occasion, Result, Ruling, Standing, Status, Vote
from elections.models import Election
from vetting.models import Conclusion, Outcome, Review


def votes_in(scope: Scope) -> QuerySet[Vote]:
    """Votes that the scope lets see, with election, village and township."""
    return Vote.objects.filter(scope.within(Act.VIEW_VOTES, "election__village__code")).select_related(
        "election__village__parent", "election__cycle"
    )


def results_in_force() -> QuerySet[Result]:
    """Of each vote the newest result: a recount's takes the place of the one before."""
    newest = Result.objects.filter(vote=OuterRef("vote")).order_by("-number").values("pk")[:1]
    return Result.objects.filter(pk=Subquery(newest))


def valid_results() -> QuerySet[Result]:
    """Of the elections' own votes those results in force that neither refuse nor void the vote."""
    return results_in_force().filter(
        vote__occasion=Occasion.ELECTION, status__in=(Status.COMPLETE, Status.FURTHER_VOTE)
    )


def elected() -> QuerySet[Any]:
    """All whom the results in force name, with `standing`: the newest ruling on them or their whole vote, empty without one."""
    ruled = Ruling.objects.filter(vote=OuterRef("result__vote")).order_by("-pk")
    ruled = ruled.filter(elected=None) | ruled.filter(elected=OuterRef("pk"))
    return Elected.objects.filter(result__in=results_in_force()).annotate(
        standing=Coalesce(Subquery(ruled.values("standing")[:1]), Value(""), output_field=CharField())
    )


def seats_won() -> QuerySet[Any]:
    """Those elected whose seat stands: no ruling in force makes it void."""
    return elected().exclude(standing=Standing.VOID)


def winners_of(elections: Collection[Election]) -> QuerySet[Any]:
    """Those elected whose seat stands, of several elections, with person and post."""
    return (
        seats_won()
        .filter(result__vote__election__in=elections)
        .exclude(result__vote__occasion=Occasion.RECALL)
        .select_related("person", "post", "result__vote")
    )


def unreviewed() -> QuerySet[Any]:
    """Those elected by write-in votes whose seat stands and whose review nobody has opened."""
    reviewed = Review.objects.filter(
        election=OuterRef("result__vote__election"), person=OuterRef("person"), post=OuterRef("post__post")
    )
    winners = seats_won().filter(write_in=True).exclude(result__vote__occasion=Occasion.RECALL)
    found: QuerySet[Any] = winners.filter(~Q(Exists(reviewed))).select_related("person", "post").order_by("pk")
    return found


def unreviewed_write_ins(vote: Vote) -> QuerySet[Any]:
    """The same of one vote."""
    return unreviewed().filter(result__vote=vote)


def to_certify(vote: Vote) -> QuerySet[Any]:
    """Whose seat stands and who has no certificate; of those written in only who was found qualified after the count."""
    concluded = Conclusion.objects.filter(
        review__election=OuterRef("result__vote__election"),
        review__person=OuterRef("person"),
        review__post=OuterRef("post__post"),
        review__following=None,
    )
    found: QuerySet[Any] = (
        elected()
        .filter(result__vote=vote, certificate=None, standing__in=("", Standing.RESTORED))
        .annotate(concluded=Subquery(concluded.order_by("-number").values("outcome")[:1]))
        .filter(Q(write_in=False) | Q(concluded=Outcome.QUALIFIED))
    )
    return found


def write_in_winners(elections: Collection[Election]) -> QuerySet[Any]:
    """Those elected whose name was written in: nobody has reviewed them as candidates, so they are reviewed now."""
    return winners_of(elections).filter(write_in=True)


def undecided(elections: Collection[Election]) -> QuerySet[Result]:
    """Results in force that still ask for something: a recount, another vote."""
    followed = Vote.objects.filter(follows=OuterRef("vote"))
    return (
        results_in_force()
        .filter(vote__election__in=elections)
        .exclude(status=Status.COMPLETE)
        .exclude(Exists(followed))
    )


def with_status(votes: QuerySet[Vote]) -> QuerySet[Any]:
    """Votes with `status` of the result in force and `standing` after a ruling on the whole vote, None without."""
    results = Result.objects.filter(vote=OuterRef("pk")).order_by("-number")
    rulings = Ruling.objects.filter(vote=OuterRef("pk"), elected=None).order_by("-pk")
    return votes.annotate(
        status=Subquery(results.values("status")[:1]), standing=Subquery(rulings.values("standing")[:1])
    )
