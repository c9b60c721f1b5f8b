"""The voters of a roll: list, entry and correction, striking off, the look at an ID number."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.web.forms import submit
from electionadmin.web.lists import Action, list_response
from people.forms import RevealForm
from protect.services import reveal as reveal_field
from rolls.forms.entries import EntryForm, RemoveForm, StrikeForm
from rolls.models import Entry, State
from rolls.queries import with_place
from rolls.services import decisions, entries
from rolls.services.common import edition_in_preparation, law_of
from rolls.tables.entries import entry_table
from rolls.views.common import entry_or_404, form_page, put_errors, roll_or_404, save


@page(Act.VIEW_ROLLS)
def entry_list(request: OfficeRequest, pk: int) -> HttpResponse:
    """All entries of a roll."""
    roll = roll_or_404(request, pk, Act.VIEW_ROLLS)
    law = law_of(roll.election)
    may_change = request.scope.allows(Act.CHANGE_ROLLS, roll.election.village_id)
    actions = [
        Action(_("Roll"), reverse("rolls:roll", args=[pk])),
        Action(_("As posted"), reverse("rolls:posting", args=[pk])),
        *([Action(_("Add a voter"), reverse("rolls:entry_add", args=[pk]), primary=True)] if may_change else []),
    ]
    return list_response(
        request,
        table=entry_table(roll, law),
        queryset=with_place(roll.entries.all()),
        title=_("Voters of %(village)s") % {"village": roll.election.village.name},
        subtitle=roll.election.cycle.name,
        actions=actions,
    )


@page(Act.CHANGE_ROLLS, writes=True)
@never_cache
def entry_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Register somebody; “save and next” keeps the group, for typing from paper forms."""
    roll = roll_or_404(request, pk, Act.CHANGE_ROLLS)
    law, edition = law_of(roll.election), edition_in_preparation(roll)
    initial = {"group": request.GET.get("group", ""), "basis": "" if law.community else "resident"}
    form = EntryForm(request.POST or None, roll=roll, law=law, edition=edition, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        try:
            entry = entries.add_entry(
                scope=request.scope, roll=roll, data=form.data_of(values), added_as=values.get("added_as", "")
            )
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("%(name)s is entered.") % {"name": entry.name})
            if "next" in request.POST:
                return redirect(f"{reverse('rolls:entry_add', args=[pk])}?group={entry.group}")
            return redirect("rolls:entry_list", pk)
    closed = roll.state != State.DRAFT and edition is None
    context = {"form": form, "roll": roll, "edition": edition, "closed": closed, "entry": None}
    return render(request, "rolls/entry.html", context)


@page(Act.VIEW_ROLLS, write=Act.CHANGE_ROLLS)
@never_cache
def entry(request: OfficeRequest, pk: int) -> HttpResponse:
    """One entry: shown, and changed by whoever may."""
    found = entry_or_404(request, pk, Act.VIEW_ROLLS)
    roll = found.roll
    law, edition = law_of(roll.election), edition_in_preparation(roll)
    form = EntryForm(request.POST or None, instance=found, roll=roll, law=law, edition=edition)
    if request.method == "POST":
        request.scope.require(Act.CHANGE_ROLLS, roll.election.village_id)
        again = submit(
            form,
            lambda form: entries.change_entry(
                scope=request.scope, entry=found, data=form.data_of(form.values()), version=form.seen_version()
            ),
        )
        if again is None:
            messages.success(request, _("Saved."))
            return redirect("rolls:entry", pk)
        form = again
    return render(request, "rolls/entry.html", _context(request, entry_or_404(request, pk, Act.VIEW_ROLLS), form))


def _context(request: OfficeRequest, entry: Entry, form: EntryForm) -> dict[str, object]:
    roll, village = entry.roll, entry.roll.election.village_id
    edition = edition_in_preparation(roll)
    decides = request.scope.allows(Act.DECIDE_ROLLS, village)
    announced = (
        entry.unlisted == "" and entry.removed_in is None and (edition is None or entry.added_in != edition.number)
    )
    open_now = roll.state == State.DRAFT or (edition is not None and decides)
    return {
        "form": form,
        "roll": roll,
        "entry": entry,
        "edition": edition,
        "closed": not open_now,
        "may_change": request.scope.allows(Act.CHANGE_ROLLS, village) and open_now and entry.removed_in is None,
        "may_strike": decides and edition is not None and announced,
        "may_leave": decides and edition is not None and entry.removed_in == edition.number,
        "may_delete": request.scope.allows(Act.CHANGE_ROLLS, village)
        and (roll.state == State.DRAFT or (edition is not None and decides and entry.added_in == edition.number)),
        "may_reveal": request.scope.allows(Act.REVEAL_PERSONS, village) and bool(entry.id_number),
    }


@page(Act.DECIDE_ROLLS, writes=True)
def strike(request: OfficeRequest, pk: int) -> HttpResponse:
    """Strike somebody off by the decision in preparation."""
    entry = entry_or_404(request, pk, Act.DECIDE_ROLLS)
    edition, back = edition_in_preparation(entry.roll), reverse("rolls:entry", args=[pk])
    if edition is None:
        raise Http404
    form = StrikeForm(request.POST or None, edition=edition, initial={"version": entry.version})

    def strike_it() -> None:
        decisions.strike_off(
            scope=request.scope,
            entry=entry,
            because_of=form.cleaned_data["removed_as"],
            version=form.cleaned_data["version"],
        )

    done = _("%(name)s is struck off once the decision is announced.") % {"name": entry.name}
    saved = save(request, form, strike_it, done=done, back=back)
    return saved or form_page(
        request,
        form,
        title=_("Strike %(name)s off the roll") % {"name": entry.name},
        back=back,
        place=entry.roll,
        button=_("Strike off"),
        hint=edition.reason,
        danger=True,
    )


@page(Act.DECIDE_ROLLS, writes=True)
def leave(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take back a striking-off that is not announced yet."""
    entry = entry_or_404(request, pk, Act.DECIDE_ROLLS)
    back = reverse("rolls:entry", args=[pk])
    if request.method == "POST":
        try:
            decisions.leave_on(scope=request.scope, entry=entry)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(back)
    return form_page(
        request,
        None,
        title=_("Leave %(name)s on the roll") % {"name": entry.name},
        back=back,
        place=entry.roll,
        button=_("Leave on the roll"),
    )


@page(Act.CHANGE_ROLLS, writes=True)
def entry_delete(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take back an entry that no announced edition holds."""
    entry = entry_or_404(request, pk, Act.CHANGE_ROLLS)
    form = RemoveForm(request.POST or None, initial={"version": entry.version})
    back = reverse("rolls:entry", args=[pk])

    def delete() -> None:
        entries.delete_entry(scope=request.scope, entry=entry, version=form.cleaned_data["version"])

    listing = reverse("rolls:entry_list", args=[entry.roll.election_id])
    saved = save(request, form, delete, done=_("The entry is taken back; it stays in the history."), back=listing)
    return saved or form_page(
        request,
        form,
        title=_("Take back the entry of %(name)s") % {"name": entry.name},
        back=back,
        place=entry.roll,
        button=pgettext("roll", "Take back"),
        hint=_(
            "For somebody who was entered by mistake. Whoever lives here and is not registered is kept with the reason instead."
        ),
        danger=True,
    )


@page(Act.REVEAL_PERSONS, writes=True)
@never_cache
def reveal(request: OfficeRequest, pk: int) -> HttpResponse:
    """Ask for a reason, record the look, show the ID number once."""
    entry = entry_or_404(request, pk, Act.REVEAL_PERSONS)
    request.scope.require(Act.VIEW_ROLLS, entry.division_code)
    if not entry.id_number:
        raise Http404
    form, value = RevealForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            value = reveal_field(
                user=request.user,
                obj=entry,
                field="id_number",
                reason=form.cleaned_data["reason"],
                ip=request.META.get("REMOTE_ADDR"),
            )
        except ValidationError as error:
            put_errors(form, error)
    return render(request, "rolls/reveal.html", {"entry": entry, "form": form, "value": value})
