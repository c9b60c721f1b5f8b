"""The tree of divisions, level by level, and its changes by hand."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.codes import Level
from electionadmin.versions import Stale
from electionadmin.web.lists import list_response
from villages import queries, services
from villages.forms import MergeForm, OrderForm, RenameForm
from villages.models import ChangeKind, Division, DivisionChange
from villages.tables import CHANGES, division_table


@page(Act.VIEW_DIVISIONS)
def division_list(request: OfficeRequest) -> HttpResponse:
    """The tree from the user's own division down; with a search, a filter or an order a list of all divisions."""
    if not request.GET:
        return redirect("villages:division", request.scope.prefixes(Act.VIEW_DIVISIONS)[0])
    divisions = queries.divisions(request.scope).select_related("parent", "successor")
    if request.GET.get("state") != "abolished":
        divisions = queries.in_force(divisions)
    return list_response(request, table=division_table(), queryset=divisions, title=_("Divisions"))


@page(Act.VIEW_DIVISIONS)
def division(request: OfficeRequest, code: str) -> HttpResponse:
    """A division, what lies in it, and its history."""
    division = _division(request, code)
    children = list(division.children.order_by("code"))
    counts = queries.village_counts(division, children[0].level) if children else {}
    context = {
        "division": division,
        "path": [(above, request.scope.allows(Act.VIEW_DIVISIONS, above.code)) for above in queries.path_of(division)],
        "rows": [(child, counts.get(child.code, 0)) for child in children if child.abolished_on is None],
        "abolished": [child for child in children if child.abolished_on is not None],
        "total": sum(counts.values()),
        "leaves": bool(children) and children[0].level is Level.VILLAGE,
        "changes": division.changes.select_related("successor"),
        "predecessors": division.predecessors.order_by("code"),
        "is_village": division.level is Level.VILLAGE,
        "may_change": _by_hand(division) and request.scope.allows(Act.CHANGE_DIVISIONS, code),
        "may_import": request.scope.allows(Act.CHANGE_DIVISIONS),
        "may_see_village": division.level is Level.VILLAGE and request.scope.allows(Act.VIEW_VILLAGES, code),
    }
    return render(request, "villages/division.html", context)


@page(Act.VIEW_DIVISIONS)
def change_list(request: OfficeRequest) -> HttpResponse:
    """Renames, mergers and abolitions in the scope."""
    changes = DivisionChange.objects.filter(request.scope.within(Act.VIEW_DIVISIONS, "division__code")).select_related(
        "division__parent", "successor"
    )
    return list_response(request, table=CHANGES, queryset=changes, title=_("Changes of divisions"))


@page(Act.CHANGE_DIVISIONS, writes=True)
def rename(request: OfficeRequest, code: str) -> HttpResponse:
    """Give a division another name."""
    division = _changeable(request, code)
    form = RenameForm(request.POST or None, initial={"name": division.name, "seen_name": division.name})
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_division(scope=request.scope, division=division, **form.cleaned_data)
        except Stale as stale:
            return _page(request, division, _renamed_meanwhile(request, stale), _("Rename"))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Renamed; the old name stays in the history."))
            return redirect("villages:division", code)
    return _page(request, division, form, _("Rename"))


def _renamed_meanwhile(request: OfficeRequest, stale: Stale) -> RenameForm:
    """The form with all that was typed, told the name that somebody else has given."""
    data = request.POST.copy()
    data["seen_name"] = name = str(stale.current)
    form = RenameForm(data)
    message = _("Somebody else has renamed it to %(name)s meanwhile. Save again to rename it once more, or leave.")
    form.add_error("name", message % {"name": name})
    return form


@page(Act.CHANGE_DIVISIONS, writes=True)
def merge(request: OfficeRequest, code: str) -> HttpResponse:
    """Merge neighbouring villages into this one."""
    division = _changeable(request, code)
    if division.level is not Level.VILLAGE:
        raise Http404
    beside = queries.in_force(queries.villages(request.scope, Act.CHANGE_DIVISIONS)).filter(parent=division.parent)
    form = MergeForm(request.POST or None, villages=beside.exclude(pk=code))
    return _carry_out(
        request,
        division,
        form,
        _("Merge villages into it"),
        lambda values: services.merge_villages(scope=request.scope, into=division, **values),
    )


@page(Act.CHANGE_DIVISIONS, writes=True)
def abolish(request: OfficeRequest, code: str) -> HttpResponse:
    """Abolish a division without a successor."""
    division = _changeable(request, code)
    return _carry_out(
        request,
        division,
        OrderForm(request.POST or None),
        _("Abolish"),
        lambda values: services.abolish(scope=request.scope, division=division, **values),
    )


@page(Act.CHANGE_DIVISIONS, writes=True)
def restore(request: OfficeRequest, code: str) -> HttpResponse:
    """Put back in force what was abolished by mistake."""
    division = _division(request, code, Act.CHANGE_DIVISIONS)
    if division.abolished_on is None:
        raise Http404
    return _carry_out(
        request,
        division,
        OrderForm(request.POST or None),
        _("Restore"),
        lambda values: services.restore(scope=request.scope, division=division, **values),
    )


def _carry_out(
    request: OfficeRequest,
    division: Division,
    form: OrderForm,
    title: str,
    change: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            change(form.cleaned_data)
        except ValidationError as error:
            _add_errors(form, error)
        else:
            messages.success(request, _("Recorded in the history."))
            return redirect("villages:division", division.code)
    return _page(request, division, form, title)


def _add_errors(form: forms.Form, error: ValidationError) -> None:
    for field, problems in getattr(error, "error_dict", {None: [error]}).items():
        form.add_error(field if field in form.fields else None, problems)


def _page(request: OfficeRequest, division: Division, form: forms.Form, title: str) -> HttpResponse:
    context = {"division": division, "form": form, "title": title, "kinds": ChangeKind}
    return render(request, "villages/division_form.html", context)


def _division(request: OfficeRequest, code: str, act: Act = Act.VIEW_DIVISIONS) -> Division:
    """A division in the scope; 404 for any other."""
    divisions = Division.objects.filter(request.scope.within(act)).select_related("parent", "successor")
    return get_object_or_404(divisions, pk=code)


def _changeable(request: OfficeRequest, code: str) -> Division:
    """A township or village in force that the user may change."""
    division = _division(request, code, Act.CHANGE_DIVISIONS)
    if division.abolished_on is not None or not _by_hand(division):
        raise Http404
    return division


def _by_hand(division: Division) -> bool:
    """Whether a division is changed by hand: the levels above a county's own come with the national list."""
    return division.level >= Level.TOWNSHIP
