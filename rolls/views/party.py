"""The registers of Party members: who has the vote in the election of the village's Party organisation."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.web.forms import submit
from electionadmin.web.lists import Action, list_response
from elections.models import Body, Election
from elections.queries import current_cycle
from rolls import queries
from rolls.forms.days import SettleForm
from rolls.forms.entries import RemoveForm
from rolls.forms.party import FindMemberForm, PartyElectorForm
from rolls.models import PartyElector, PartyRegister
from rolls.services import party
from rolls.tables.party import member_table, register_table
from rolls.views.common import election_or_404, form_page, save


@page(Act.VIEW_ROLLS)
def register_list(request: OfficeRequest) -> HttpResponse:
    """The villages with their registers of members."""
    cycle = current_cycle(request)
    elections = queries.registers_in(request.scope, cycle) if cycle else Election.objects.none()
    return list_response(
        request,
        table=register_table(request.scope),
        queryset=elections,
        title=_("Party members with a vote"),
        subtitle=_("Members due (应到会有选举权人数): the meeting needs four fifths of them. There are no proxies."),
    )


@page(Act.VIEW_ROLLS)
@never_cache
def register(request: OfficeRequest, pk: int) -> HttpResponse:
    """One register: the members, and how many of them are due."""
    election = election_or_404(request, pk, Act.VIEW_ROLLS, Body.PARTY)
    found = PartyRegister.objects.filter(election=election).first()
    may_change = request.scope.allows(Act.CHANGE_ROLLS, election.village_id) and not (found and found.settled_on)
    rows = PartyElector.objects.filter(register__election=election).select_related("person")
    return list_response(
        request,
        table=member_table(may_change=may_change),
        queryset=rows,
        title=_("Party members of %(village)s with a vote") % {"village": election.village.name},
        subtitle=election.cycle.name,
        actions=_actions(request, election, found, may_change=may_change),
        template="rolls/party.html",
        context={"register": found, "figures": queries.register_figures(election), "election": election},
    )


def _actions(
    request: OfficeRequest, election: Election, register: PartyRegister | None, *, may_change: bool
) -> list[Action]:
    actions = []
    if may_change:
        actions = [
            Action(_("Take over those on record"), reverse("rolls:party_draw_up", args=[election.pk])),
            Action(_("Add a member"), reverse("rolls:party_add", args=[election.pk])),
        ]
    if register is not None and request.scope.allows(Act.DECIDE_ROLLS, election.village_id):
        label = _("Take up again") if register.settled_on else _("Settle the register")
        actions.append(
            Action(label, reverse("rolls:party_settle", args=[election.pk]), primary=not register.settled_on)
        )
    return actions


@page(Act.CHANGE_ROLLS, writes=True)
def draw_up(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take over the Party members on record in the village."""
    election = election_or_404(request, pk, Act.CHANGE_ROLLS, Body.PARTY)
    back = reverse("rolls:party", args=[pk])
    if request.method == "POST":
        try:
            _register, count = party.draw_up(scope=request.scope, election=election, on=timezone.localdate())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            done = ngettext("%(count)s member was taken over.", "%(count)s members were taken over.", count)
            messages.success(request, done % {"count": count})
        return redirect(back)
    return form_page(
        request,
        None,
        title=_("Take over those on record"),
        back=back,
        place=election,
        button=_("Take over"),
        hint=_(
            "Persons of the village with a date of joining the Party; who joined less than a year ago is taken for probationary."
        ),
    )


@page(Act.CHANGE_ROLLS, writes=True)
def add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Put a member on the register."""
    election = election_or_404(request, pk, Act.CHANGE_ROLLS, Body.PARTY)
    known = PartyElector.objects.filter(register__election=election).values("person_id")
    form = FindMemberForm(request.POST or None, scope=request.scope, village_code=election.village_id, known=known)
    back = reverse("rolls:party", args=[pk])

    def put() -> None:
        party.add_member(scope=request.scope, election=election, person=form.cleaned_data["person"])

    saved = save(request, form, put, done=_("Saved."), back=back)
    hint = _("Somebody who is not on record yet is entered under Persons first, with the date of joining the Party.")
    return saved or form_page(
        request, form, title=_("Add a member"), back=back, place=election, button=_("Add"), hint=hint
    )


@page(Act.CHANGE_ROLLS, writes=True)
@never_cache
def member(request: OfficeRequest, pk: int) -> HttpResponse:
    """Standing, suspension and the file of one member."""
    found = _member(request, pk)
    form = PartyElectorForm(request.POST or None, instance=found)
    back = reverse("rolls:party", args=[found.register.election_id])
    if request.method == "POST":
        again = submit(
            form,
            lambda form: party.change_member(
                scope=request.scope, member=found, values=form.values(), version=form.seen_version()
            ),
        )
        if again is None:
            messages.success(request, _("Saved."))
            return redirect(back)
        form = again
    remove = reverse("rolls:party_remove", args=[pk])
    return form_page(
        request, form, title=found.person.name, back=back, place=found.register, button=_("Save"), remove=remove
    )


@page(Act.CHANGE_ROLLS, writes=True)
def remove(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take somebody off the register who was put there by mistake."""
    found = _member(request, pk)
    form = RemoveForm(request.POST or None, initial={"version": found.version})
    back = reverse("rolls:party", args=[found.register.election_id])

    def take_off() -> None:
        party.remove_member(scope=request.scope, member=found, version=form.cleaned_data["version"])

    saved = save(request, form, take_off, done=_("Taken off the register."), back=back)
    return saved or form_page(
        request,
        form,
        title=_("Take %(name)s off the register") % {"name": found.person.name},
        back=back,
        place=found.register,
        button=_("Take off"),
        danger=True,
    )


@page(Act.DECIDE_ROLLS, writes=True)
def settle(request: OfficeRequest, pk: int) -> HttpResponse:
    """Settle the register, or take a settled one up again."""
    election = election_or_404(request, pk, Act.DECIDE_ROLLS, Body.PARTY)
    register = get_object_or_404(PartyRegister, election=election)
    back = reverse("rolls:party", args=[pk])
    if register.settled_on:
        if request.method == "POST":
            try:
                party.reopen(scope=request.scope, register=register)
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
            return redirect(back)
        return form_page(
            request, None, title=_("Take up again"), back=back, place=election, button=_("Take up again"), danger=True
        )
    form = SettleForm(request.POST or None)

    def settle_it() -> None:
        party.settle(scope=request.scope, register=register, on=form.cleaned_data["settled_on"])

    saved = save(request, form, settle_it, done=_("The register is settled; the members due are known."), back=back)
    return saved or form_page(
        request, form, title=_("Settle the register"), back=back, place=election, button=_("Settle the register")
    )


def _member(request: OfficeRequest, pk: int) -> PartyElector:
    members = PartyElector.objects.filter(
        request.scope.within(Act.CHANGE_ROLLS, "register__election__village__code")
    ).select_related("person", "register__election__village")
    return get_object_or_404(members, pk=pk)
