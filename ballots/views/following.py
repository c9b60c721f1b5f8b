"""Votes that follow a result, by-elections, recall."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from ballots import services, shown
from ballots.forms import ArrangeForm, MotionForm
from ballots.models import Motion, Occasion, Vote
from ballots.services import NamePlan
from ballots.sources import Basis
from ballots.views.found import election_or_404, vote_or_404
from rolls.queries import electors_of
from villages.models import Member, Post

KINDS = ("tie_vote", "second_round", "rerun")


@page(Act.ENTER_VOTES, writes=True)
def following(request: OfficeRequest, pk: int, kind: str) -> HttpResponse:
    """Arrange what the result asks for: a tie vote, the second round, or the whole vote anew."""
    vote = vote_or_404(request, pk, Act.ENTER_VOTES)
    if kind not in KINDS:
        raise Http404
    if request.method != "POST":
        return redirect("ballots:vote", pk)
    try:
        if kind == "rerun":
            made = services.arrange_rerun(scope=request.scope, vote=vote)
        else:
            made = services.arrange_following(scope=request.scope, vote=vote, kind=kind)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return redirect("ballots:vote", pk)
    messages.success(request, _("The vote is arranged with the names of the result. Give its day."))
    return redirect("ballots:change", made.pk)


@page(Act.ENTER_VOTES, writes=True)
def by_election(request: OfficeRequest, election: int) -> HttpResponse:
    """Arrange a by-election; those in office count as seated."""
    found = election_or_404(request, election)
    basis = Basis(electors_of(found), {}, {})
    form = ArrangeForm(request.POST or None, election=found, basis=basis)
    seated = Member.objects.filter(body__village=found.village_id, body__kind=found.body, ends_on=None)
    if request.method == "POST" and form.is_valid():
        plan = form.plan()
        office = [
            (NamePlan(one.person.name, one.person.sex, one.person), Post(one.post))
            for one in seated.select_related("person")
        ]
        try:
            vote = services.arrange_vote(
                scope=request.scope,
                election=found,
                plan=services.with_seated(plan, office),
                occasion=Occasion.BY_ELECTION,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The by-election is arranged."))
            return redirect("ballots:vote", vote.pk)
    context = {
        "form": form,
        "election": found,
        "vote": None,
        "basis": basis,
        "title": _("By-election"),
        "seated": seated.select_related("person"),
    }
    return render(request, "ballots/arrange.html", context)


@page(Act.ENTER_VOTES, writes=True)
def recall(request: OfficeRequest, election: int) -> HttpResponse:
    """Record a motion of recall."""
    found = election_or_404(request, election)
    form = MotionForm(request.POST or None, instance=Motion(election=found), election=found)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.move_recall(
                scope=request.scope,
                election=found,
                targets=form.targets(),
                submitted_on=form.cleaned_data["submitted_on"],
                reasons=form.cleaned_data["reasons"],
                defence=form.cleaned_data["defence"],
                voters=form.pair("voters"),
                representatives=form.pair("representatives"),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("ballots:motion", made.pk)
    context = {"form": form, "election": found, "motions": found.motions.prefetch_related("targets").order_by("pk")}
    return render(request, "ballots/recall.html", context)


@page(Act.VIEW_VOTES, write=Act.ENTER_VOTES)
def motion(request: OfficeRequest, motion: int) -> HttpResponse:
    """A motion of recall, what the rules say to it, and the vote on it."""
    motions = Motion.objects.filter(request.scope.within(Act.VIEW_VOTES, "election__village__code"))
    found = get_object_or_404(motions.select_related("election__village__parent", "election__cycle"), pk=motion)
    if request.method == "POST":
        electors = electors_of(found.election) or found.voters_of
        try:
            vote = services.arrange_recall(
                scope=request.scope,
                motion=found,
                day=None,
                electors=electors,
                source="typed" if electors else "",
                note=_("voters on the roll, as in the motion"),
            )
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
        else:
            messages.success(request, _("The vote on the recall is arranged. Give its day."))
            return redirect("ballots:change", vote.pk)
    context = {
        "motion": found,
        "targets": found.targets.order_by("pk"),
        "findings": [shown.finding(raw) for raw in found.verdict["findings"]],
        # Asked of the database: a vote that was refused still hangs, unsaved, on the motion in memory.
        "vote": Vote.objects.filter(motion=found).first(),
        "may_enter": request.scope.allows(Act.ENTER_VOTES, found.election.village_id),
    }
    return render(request, "ballots/motion.html", context)
