"""Reviews as the township and the county see them: the list, one person with all that is known, what follows from it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.web.forms import submit
from electionadmin.web.lists import Action, list_response
from elections.queries import current_cycle
from vetting.forms import AgainForm, ReasonForm, TellForm, TownshipForm
from vetting.models import (
    Answer,
    Conclusion,
    Opinion,
    Outcome,
    PersonField,
    Question,
    Review,
    ReviewKind,
    Told,
    TownshipReview,
)
from vetting.queries.cases import conclusions_of, last_conclusions, reviews
from vetting.queries.law import basis_of
from vetting.services.access import look_at_opinion
from vetting.services.conclusions import is_new, issue_conclusions, tell_refusal
from vetting.services.nominations import open_for_nominations, unreviewed
from vetting.services.reviews import review_again
from vetting.services.township import BarAnswer, bars_for, list_for, save_township_review
from vetting.tables import REVIEWS
from vetting.views.dossiers import facts_of
from vetting.views.sheets import attachment_response


@page(Act.VIEW_VETTING)
def person_list(request: OfficeRequest) -> HttpResponse:
    """Everybody under review in the scope, newest round."""
    cycle = current_cycle(request)
    rows = Review.objects.none()
    if cycle:
        newest = Conclusion.objects.filter(review=OuterRef("pk")).order_by("-number")
        rows = (
            reviews(request.scope, cycle)
            .filter(following=None)
            .select_related("township_review", "entry__batch", "told")
            .annotate(outcome=Subquery(newest.values("outcome")[:1]), code=Subquery(newest.values("code")[:1]))
        )
    waiting = unreviewed(request.scope, cycle).count() if cycle and request.scope.allows(Act.REVIEW_IN_TOWNSHIP) else 0
    return list_response(
        request,
        table=REVIEWS,
        queryset=rows,
        title=_("Persons under review"),
        actions=[Action(_("Statistics"), reverse("vetting:statistics"))],
        template="vetting/person_list.html",
        context={"waiting": waiting},
    )


@page(Act.REVIEW_IN_TOWNSHIP, writes=True)
def take_over(request: OfficeRequest) -> HttpResponse:
    """Open a review for everybody who is nominated and has none yet."""
    cycle = current_cycle(request)
    if request.method != "POST" or cycle is None:
        return redirect("vetting:person_list")
    count = open_for_nominations(scope=request.scope, user=request.user, cycle=cycle)
    text = ngettext("%(count)d review is opened.", "%(count)d reviews are opened.", count)
    messages.success(request, text % {"count": count})
    return redirect("vetting:person_list")


@page(Act.VIEW_VETTING)
@never_cache
def review(request: OfficeRequest, pk: int) -> HttpResponse:
    """One person: dossier and the township's review, the departments' board, what follows, and the one next step."""
    review = _review(request, pk)
    verdict, issued = conclusions_of([review.pk])[review.pk], last_conclusions([review.pk]).get(review.pk)
    township = TownshipReview.objects.filter(review=review).first()
    county = review.election.cycle.county_id
    may_conclude = request.scope.allows(Act.CONCLUDE_REVIEWS, county)
    told = Told.objects.filter(review=review).select_related("told_by").first()
    context = {
        "review": review,
        "dossier": facts_of(review.person, PersonField.values),
        "township": township,
        "met": _met(township),
        "answers": list(township.answers.select_related("bar").order_by("bar__position")) if township else [],
        "board": _board(review),
        "verdict": verdict,
        "issued": issued,
        "told": told,
        "rounds": _rounds(review),
        "may_review": request.scope.allows(Act.REVIEW_IN_TOWNSHIP, review.division_code),
        "may_conclude": may_conclude and is_new(verdict, issued),
        "may_see_problems": request.scope.allows(Act.VIEW_PROBLEMS, county),
        "may_send": request.scope.allows(Act.SEND_BATCHES, county),
        "entry": getattr(review, "entry", None),
        "again_form": AgainForm(),
        "again_basis": basis_of("review_another_officer", review.election.cycle.law()),
        "is_last": not Review.objects.filter(previous=review).exists(),
    }
    return render(request, "vetting/review.html", context)


def _met(township: TownshipReview | None) -> list[tuple[str, bool | None]]:
    """The four facts that a township checks."""
    if township is None:
        return []
    return [
        (_("Form"), township.form_complete),
        (_("Age"), township.age_met),
        (_("Residence"), township.residence_met),
        (_("Pledge"), township.pledge_signed),
    ]


def _board(review: Review) -> list[Question]:
    """The departments with what stands in their cells."""
    return list(
        Question.objects.filter(entry__review=review)
        .select_related("sheet__department", "sheet__batch", "current__bar", "current__signed__signature__head")
        .order_by("sheet__department__position")
    )


def _rounds(review: Review) -> list[Review]:
    """All rounds of the person's review, the first one first."""
    return list(
        Review.objects.filter(election=review.election_id, person=review.person_id, post=review.post)
        .order_by("round")
        .prefetch_related("conclusions__officer")
    )


@page(Act.REVIEW_IN_TOWNSHIP, writes=True)
@never_cache
def township(request: OfficeRequest, pk: int) -> HttpResponse:
    """The township's review of a person."""
    review = _review(request, pk, Act.REVIEW_IN_TOWNSHIP)
    try:
        bar_list = list_for(review)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("vetting:review", review.pk)
    bars = bars_for(review, bar_list, timezone.localdate())
    instance = TownshipReview.objects.filter(review=review).first() or TownshipReview(review=review, bar_list=bar_list)
    form = TownshipForm(request.POST or None, instance=instance, bars=bars, given=_given(instance))
    if request.method == "POST":
        again = submit(
            form,
            lambda form: save_township_review(
                scope=request.scope,
                user=request.user,
                review=review,
                data=form.data_of(),
                answers=form.answers(),
                version=form.seen_version(),
            ),
        )
        if again is None:
            messages.success(request, _("%(name)s: stored.") % {"name": review.person.name})
            return redirect(_next_in_township(request, review))
        form = again
    context = {"review": review, "form": form, "bar_list": bar_list, "sent": hasattr(review, "entry")}
    return render(request, "vetting/township.html", context)


def _given(township: TownshipReview) -> dict[str, BarAnswer]:
    if township.pk is None:
        return {}
    return {
        answer.bar.code: BarAnswer(answer=answer.answer, facts=answer.facts)
        for answer in township.answers.select_related("bar")
    }


def _next_in_township(request: OfficeRequest, review: Review) -> str:
    """The next person without an opinion of the township, else the review itself."""
    if request.POST.get("go") != "next":
        return reverse("vetting:review", args=[review.pk])
    waiting = (
        reviews(request.scope, review.election.cycle)
        .filter(following=None, entry=None)
        .exclude(township_review__opinion__in=("agree", "refuse"))
        .exclude(pk=review.pk)
        .order_by("election__village_id", "person__name_key", "pk")
        .values_list("pk", flat=True)
        .first()
    )
    return reverse("vetting:township", args=[waiting]) if waiting else reverse("vetting:person_list")


@page(Act.CONCLUDE_REVIEWS, writes=True)
def conclude(request: OfficeRequest, pk: int) -> HttpResponse:
    """Issue the conclusion of one review."""
    review = _review(request, pk, Act.CONCLUDE_REVIEWS)
    if request.method != "POST":
        return redirect("vetting:review", review.pk)
    made = issue_conclusions(scope=request.scope, user=request.user, reviews=[review.pk])
    if made:
        messages.success(request, _("The conclusion is issued."))
    else:
        text = _("No new conclusion follows, or you have concluded on the round before: another officer decides.")
        messages.error(request, text)
    return redirect("vetting:review", review.pk)


@page(Act.REVIEW_IN_TOWNSHIP, writes=True)
def again(request: OfficeRequest, pk: int) -> HttpResponse:
    """Open another round."""
    review = _review(request, pk, Act.REVIEW_IN_TOWNSHIP)
    if request.method != "POST":
        return redirect("vetting:review", review.pk)
    form = AgainForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose why the person is reviewed again."))
        return redirect("vetting:review", review.pk)
    kind = ReviewKind(form.cleaned_data["kind"])
    try:
        following = review_again(scope=request.scope, user=request.user, review=review, kind=kind)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("vetting:review", review.pk)
    messages.success(request, _("Round %(round)d is open.") % {"round": following.round})
    return redirect("vetting:review", following.pk)


@page(Act.REVIEW_IN_TOWNSHIP, writes=True)
def tell(request: OfficeRequest, pk: int) -> HttpResponse:
    """Record that a refused person was told his code; the sheet to hand him holds the code and nothing more."""
    review = _review(request, pk, Act.REVIEW_IN_TOWNSHIP)
    issued = last_conclusions([review.pk]).get(review.pk)
    if issued is None or issued.outcome != Outcome.NOT_QUALIFIED:
        raise Http404
    form = TellForm(request.POST or None, initial={"told_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            tell_refusal(scope=request.scope, user=request.user, review=review, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Recorded."))
            return redirect("vetting:review", review.pk)
    text = _code_text(issued)
    return render(request, "vetting/tell.html", {"review": review, "issued": issued, "form": form, "text": text})


def _code_text(conclusion: Conclusion) -> str:
    """The bar's own words, or what the township refused for."""
    from vetting.models import Procedural

    bar = conclusion.bar_list.bars.filter(code=conclusion.code).first()
    return bar.text if bar else str(Procedural(conclusion.code).label)


@page(Act.VIEW_PROBLEMS, writes=True)
@never_cache
def opinion(request: OfficeRequest, pk: int) -> HttpResponse:
    """What a department has written of a problem: shown for a reason, and the look is recorded."""
    opinion = _opinion(request, pk)
    form, detail = ReasonForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            detail = look_at_opinion(
                scope=request.scope,
                user=request.user,
                opinion=opinion,
                reason=form.cleaned_data["reason"],
                ip=request.META.get("REMOTE_ADDR"),
            )
        except ValidationError as error:
            form.add_error(None, error)
    context: dict[str, Any] = {
        "opinion": opinion,
        "form": form,
        "detail": detail,
        "review": opinion.question.entry.review,
    }
    return render(request, "vetting/opinion.html", context)


@page(Act.VIEW_PROBLEMS)
@never_cache
def attachment(request: OfficeRequest, pk: int) -> HttpResponse:
    """The attachment of a problem."""
    return attachment_response(request, _opinion(request, pk))


def _opinion(request: OfficeRequest, pk: int) -> Opinion:
    found = Opinion.objects.filter(
        request.scope.within(Act.VIEW_PROBLEMS, "question__entry__review__election__village__code")
    ).exclude(answer=Answer.CLEAR)
    return get_object_or_404(
        found.select_related(
            "bar",
            "author",
            "question__sheet__department",
            "question__sheet__batch",
            "question__entry__review__person",
            "question__entry__review__election__village__parent",
        ),
        pk=pk,
    )


def _review(request: OfficeRequest, pk: int, act: Act = Act.VIEW_VETTING) -> Review:
    """A review in the scope; 404 for any other."""
    found = Review.objects.filter(request.scope.within(act, "election__village__code"))
    return get_object_or_404(
        found.select_related("person", "election__village__parent", "election__cycle", "entry__batch", "previous"),
        pk=pk,
    )
