"""The county's list of bars: the version in force, older ones, the draft that is being written."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Max, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.codes import Level
from electionadmin.web.forms import submit
from vetting.forms import BarForm, BarListForm, PublishForm, ReviewRulesForm
from vetting.models import Bar, BarList, Department, ReviewRules
from vetting.queries.bars import bar_list_in_force
from vetting.queries.law import basis_of_bars
from vetting.services.bars import begin_draft, publish, remove_bar, save_bar, save_list
from vetting.services.declarations import save_rules
from villages.models import Division


def _lists(request: OfficeRequest, act: Act = Act.VIEW_VETTING) -> QuerySet[BarList]:
    counties = {code[: Level.COUNTY] for code in request.scope.prefixes(act)}
    return BarList.objects.filter(county__in=counties).select_related("county", "published_by")


@page(Act.VIEW_VETTING)
def bar_list_list(request: OfficeRequest) -> HttpResponse:
    """All versions, the newest first; who manages them begins one."""
    lists = list(_lists(request).prefetch_related("bars"))
    county = (request.scope.prefixes(Act.VIEW_VETTING)[0])[: Level.COUNTY]
    context = {
        "lists": lists,
        "in_force": bar_list_in_force(county, timezone.localdate()),
        "may_manage": request.scope.allows(Act.MANAGE_BARS),
        "has_draft": any(found.published_at is None for found in lists),
    }
    return render(request, "vetting/bar_lists.html", context)


@page(Act.MANAGE_BARS, writes=True)
def draft(request: OfficeRequest) -> HttpResponse:
    """Begin a new version, or open the one begun."""
    if request.method != "POST":
        return redirect("vetting:bar_list_list")
    county = get_object_or_404(Division, pk=request.scope.prefixes(Act.MANAGE_BARS)[0][: Level.COUNTY])
    begun = begin_draft(scope=request.scope, county=county)
    return redirect("vetting:bar_list", begun.pk)


@page(Act.VIEW_VETTING, write=Act.MANAGE_BARS)
def bar_list(request: OfficeRequest, pk: int) -> HttpResponse:
    """One version: its bars; of a draft also what its head says, and how it is published."""
    found = get_object_or_404(_lists(request), pk=pk)
    may_manage = request.scope.allows(Act.MANAGE_BARS, found.county_id) and found.published_at is None
    if request.method == "POST" and not request.scope.allows(Act.MANAGE_BARS, found.county_id):
        request.scope.require(Act.MANAGE_BARS, found.county_id)
    form = BarListForm(request.POST or None, instance=found) if may_manage or request.method == "POST" else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            save_list(scope=request.scope, bar_list=form.save(commit=False))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("vetting:bar_list", found.pk)
    bars = found.bars.prefetch_related("departments")
    context = {"list": found, "bars": bars, "form": form, "may_manage": may_manage}
    return render(request, "vetting/bar_list.html", context)


@page(Act.MANAGE_BARS, writes=True)
def bar_publish(request: OfficeRequest, pk: int) -> HttpResponse:
    """Publish a draft."""
    found = get_object_or_404(_lists(request, Act.MANAGE_BARS), pk=pk)
    form = PublishForm(request.POST or None, initial={"valid_from": found.valid_from})
    if request.method == "POST" and form.is_valid():
        try:
            publish(scope=request.scope, user=request.user, bar_list=found, valid_from=form.cleaned_data["valid_from"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The list is published."))
            return redirect("vetting:bar_list", found.pk)
    return render(request, "vetting/bar_publish.html", {"list": found, "form": form, "count": found.bars.count()})


@page(Act.MANAGE_BARS, writes=True)
def bar_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """A further bar of a draft."""
    found = get_object_or_404(_lists(request, Act.MANAGE_BARS), pk=pk)
    last = found.bars.aggregate(last=Max("position"))["last"] or 0
    return _edit(request, Bar(bar_list=found, position=last + 1))


@page(Act.MANAGE_BARS, writes=True)
def bar(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change a bar of a draft, or take it out."""
    found = get_object_or_404(
        Bar.objects.filter(bar_list__in=_lists(request, Act.MANAGE_BARS)).select_related("bar_list"), pk=pk
    )
    if request.method == "POST" and "remove" in request.POST:
        try:
            remove_bar(scope=request.scope, bar=found)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("vetting:bar", pk)
        messages.success(request, _("%(code)s is out of the draft.") % {"code": found.code})
        return redirect("vetting:bar_list", found.bar_list_id)
    return _edit(request, found)


def _edit(request: OfficeRequest, bar: Bar) -> HttpResponse:
    departments = Department.objects.filter(county=bar.bar_list.county_id)
    form = BarForm(request.POST or None, instance=bar, departments=departments)
    if request.method == "POST" and form.is_valid():
        try:
            save_bar(scope=request.scope, bar=form.save(commit=False), departments=form.cleaned_data["departments"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("vetting:bar_list", bar.bar_list_id)
    context = {"bar": bar, "form": form, "basis": basis_of_bars(bar.bar_list) if bar.statute else ""}
    return render(request, "vetting/bar.html", context)


@page(Act.MANAGE_BARS, writes=True)
def review_rules(request: OfficeRequest) -> HttpResponse:
    """Days for an answer, for a reminder, and how long a review holds."""
    county = request.scope.prefixes(Act.MANAGE_BARS)[0][: Level.COUNTY]
    found = ReviewRules.objects.filter(county_id=county).first() or ReviewRules(county_id=county)
    form = ReviewRulesForm(request.POST or None, instance=found)
    if request.method == "POST":
        again = submit(
            form,
            lambda form: save_rules(scope=request.scope, rules=form.save(commit=False), version=form.seen_version()),
        )
        if again is None:
            messages.success(request, _("Saved."))
            return redirect("vetting:bar_list_list")
        form = again
    return render(request, "vetting/review_rules.html", {"form": form})
