"""The end of a count, recounts, rulings, certificates."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from ballots import services
from ballots.forms import CertificateForm, RecountForm, RulingForm
from ballots.models import Elected, Recount, Ruling, Vote
from ballots.queries import results_in_force
from ballots.views.found import done_or_told, vote_or_404


@page(Act.ENTER_VOTES, writes=True)
def close(request: OfficeRequest, pk: int) -> HttpResponse:
    """Judge the accepted figures; the verdict is the result."""
    vote = vote_or_404(request, pk, Act.ENTER_VOTES)
    return done_or_told(
        request,
        lambda: services.close_vote(scope=request.scope, user=request.user, vote=vote),
        done=_("The count is closed. The result follows from the figures by the rulebook."),
        to="ballots:vote",
        arguments=(pk,),
    )


@page(Act.REVIEW_IN_TOWNSHIP, writes=True)
def write_ins(request: OfficeRequest, pk: int) -> HttpResponse:
    """Open the reviews of those elected by write-in votes."""
    vote = vote_or_404(request, pk, Act.REVIEW_IN_TOWNSHIP)
    return done_or_told(
        request,
        lambda: services.review_write_ins(scope=request.scope, user=request.user, vote=vote),
        done=_("Their reviews are open. The township looks at them first."),
        to="ballots:vote",
        arguments=(pk,),
    )


@page(Act.DECIDE_VOTES, writes=True)
def recount(request: OfficeRequest, pk: int) -> HttpResponse:
    """Record an ordered recount."""
    vote = vote_or_404(request, pk, Act.DECIDE_VOTES)
    form = RecountForm(request.POST or None, instance=Recount(vote=vote), stations=vote.stations.all())
    if request.method == "POST" and form.is_valid():
        try:
            services.order_recount(scope=request.scope, user=request.user, vote=vote, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The recount is on record. Two clerks enter the figures anew."))
            return redirect("ballots:vote", pk)
    return _page(request, vote, form, _("Order a recount"))


@page(Act.DECIDE_VOTES, writes=True)
def ruling(request: OfficeRequest, pk: int) -> HttpResponse:
    """Record an authority's act on the result."""
    vote = vote_or_404(request, pk, Act.DECIDE_VOTES)
    chosen = Elected.objects.filter(result__in=results_in_force().filter(vote=vote)).select_related("post")
    form = RulingForm(request.POST or None, instance=Ruling(vote=vote), elected=chosen)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            services.rule_on(scope=request.scope, user=request.user, vote=vote, one=values.pop("elected"), **values)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The ruling is on record."))
            return redirect("ballots:vote", pk)
    return _page(request, vote, form, _("Record a ruling"))


@page(Act.DECIDE_VOTES, writes=True)
def certificates(request: OfficeRequest, pk: int) -> HttpResponse:
    """Number certificates for those whose seat stands."""
    vote = vote_or_404(request, pk, Act.DECIDE_VOTES)
    today = timezone.localdate()
    initial = {"issued_on": today, "beginning": _("Village elections [%(year)s] no. ") % {"year": today.year}}
    form = CertificateForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            issued = services.issue_certificates(
                scope=request.scope,
                user=request.user,
                vote=vote,
                issuer=form.cleaned_data["issuer"],
                issued_on=form.cleaned_data["issued_on"],
                prefix=form.cleaned_data["beginning"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(count)s certificates are numbered.") % {"count": len(issued)})
            return redirect("ballots:vote", pk)
    return _page(request, vote, form, _("Number the certificates"))


def _page(request: OfficeRequest, vote: Vote, form: Any, title: str) -> HttpResponse:
    return render(request, "ballots/form.html", {"vote": vote, "form": form, "title": title, "remove": ""})
