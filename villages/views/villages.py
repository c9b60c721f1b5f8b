"""The list of villages, a village's page, its profile and its bodies."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.web.forms import submit
from electionadmin.web.lists import Action, list_response
from villages import queries, rules, services
from villages.forms import BodyForm, ProfileForm
from villages.labels import body_label
from villages.models import Body, BodyKind, Division, PartyForm, VillageProfile
from villages.tables import village_table


@page(Act.VIEW_VILLAGES)
def village_list(request: OfficeRequest) -> HttpResponse:
    """All villages in the scope; the abolished ones only when asked for."""
    villages = queries.with_heads(queries.villages(request.scope))
    if request.GET.get("state") != "abolished":
        villages = queries.in_force(villages)
    actions = [Action(_("Import figures"), reverse("sheets:profiles"))]
    return list_response(
        request,
        table=village_table(request.scope),
        queryset=villages,
        title=_("Villages"),
        actions=actions if request.scope.allows(Act.CHANGE_VILLAGES) else (),
    )


@page(Act.VIEW_VILLAGES)
def village(request: OfficeRequest, code: str) -> HttpResponse:
    """What is known of a village, who sits on its bodies, and what is missing."""
    village = village_or_404(request, code)
    benches = queries.benches(village)
    profile = queries.profile_of(village)
    before, after = queries.neighbours(request.scope, village)
    context = {
        "village": village,
        "profile": profile,
        "benches": benches,
        "gaps": queries.gaps_of(village, benches),
        "audits": village.audits.all(),
        "usual_form": _usual_form(profile, benches[0].body),
        "before": before,
        "after": after,
        "changes": village.changes.select_related("successor"),
        "predecessors": village.predecessors.order_by("code"),
        "may_change": village.abolished_on is None and request.scope.allows(Act.CHANGE_VILLAGES, code),
        "may_see_persons": request.scope.allows(Act.VIEW_PERSONS, code),
        "may_enter_persons": request.scope.allows(Act.CHANGE_PERSONS, code),
        "linked": {
            member.person_id
            for bench in benches
            for member in bench.members
            if request.scope.allows(Act.VIEW_PERSONS, member.person.division_code)
        },
    }
    return render(request, "villages/village.html", context)


def _usual_form(profile: VillageProfile | None, party: Body | None) -> str:
    """Form that the Party organisation would have by its members, where it has another one; else the empty text."""
    usual = rules.usual_party_form(profile.party_members if profile else None)
    if not usual or party is None or party.party_form in {"", usual}:
        return ""
    return str(PartyForm(usual).label)


@page(Act.CHANGE_VILLAGES, writes=True)
def profile(request: OfficeRequest, code: str) -> HttpResponse:
    """Enter or change a village's figures."""
    village = changeable_or_404(request, code)
    known = queries.profile_of(village) or VillageProfile(village=village)
    form = ProfileForm(request.POST or None, instance=known)
    if request.method == "POST":
        again = submit(
            form,
            lambda form: services.save_profile(
                scope=request.scope, village=village, values=form.values(), version=form.seen_version()
            ),
        )
        if again is None:
            messages.success(request, _("Saved."))
            return redirect("villages:village", code)
        form = again
    return render(request, "villages/form.html", {"village": village, "form": form, "title": _("Figures")})


@page(Act.CHANGE_VILLAGES, writes=True)
def body(request: OfficeRequest, code: str, kind: str) -> HttpResponse:
    """Enter or change what is known of a body itself."""
    village = changeable_or_404(request, code)
    body_kind = kind_or_404(kind)
    known = Body.objects.filter(village=village, kind=body_kind).first() or Body(village=village, kind=body_kind)
    form = BodyForm(request.POST or None, instance=known)
    if request.method == "POST":
        again = submit(
            form,
            lambda form: services.save_body(
                scope=request.scope,
                village=village,
                kind=body_kind,
                values=form.values(),
                version=form.seen_version(),
            ),
        )
        if again is None:
            messages.success(request, _("Saved."))
            return redirect("villages:village", code)
        form = again
    profile = queries.profile_of(village)
    title = body_label(body_kind, profile.kind if profile else None)
    return render(request, "villages/form.html", {"village": village, "form": form, "title": title})


def village_or_404(request: OfficeRequest, code: str, act: Act = Act.VIEW_VILLAGES) -> Division:
    """A village in which the scope allows the act; 404 for any other."""
    return get_object_or_404(queries.villages(request.scope, act), pk=code)


def changeable_or_404(request: OfficeRequest, code: str) -> Division:
    """A village in force that the user may change."""
    return get_object_or_404(queries.in_force(queries.villages(request.scope, Act.CHANGE_VILLAGES)), pk=code)


def kind_or_404(kind: str) -> BodyKind:
    """A body's kind from an address."""
    try:
        return BodyKind(kind)
    except ValueError as error:
        raise Http404 from error
