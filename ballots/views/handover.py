"""The handover of an election and its list."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from ballots import services
from ballots.forms import HandoverForm, ItemForm
from ballots.models import Handover, HandoverItem, ItemKind
from ballots.services.seating import not_seated
from ballots.views.found import done_or_told, election_or_404
from electionadmin.web.forms import submit


@page(Act.VIEW_VOTES, write=Act.ENTER_VOTES)
def handover(request: OfficeRequest, election: int) -> HttpResponse:
    """When the new body was formed, the ten days, the list, and how it went."""
    found = election_or_404(request, election, Act.VIEW_VOTES)
    row = Handover.objects.filter(election=found).first()
    instance = row or Handover(election=found)
    if row is None and found.held_on:
        instance.formed_on = found.held_on
    may_enter = request.scope.allows(Act.ENTER_VOTES, found.village_id)
    form = HandoverForm(request.POST or None, instance=instance)
    if request.method == "POST":
        again = submit(
            form,
            lambda form: services.save_handover(
                scope=request.scope, election=found, values=form.values(), version=form.seen_version()
            ),
        )
        if again is None:
            messages.success(request, _("Saved."))
            return redirect("ballots:handover", election)
        form = again
    items = list(row.items.all()) if row else []
    present = {item.kind for item in items}
    today = timezone.localdate()
    context = {
        "election": found,
        "handover": row,
        "form": form,
        "item_form": ItemForm(),
        "items": items,
        "missing": [kind.label for kind in ItemKind if kind.value not in present],
        "late": bool(row and row.held_on is None and row.due_on < today),
        "days": (row.due_on - today).days if row else None,
        "may_enter": may_enter,
        "not_seated": not_seated(found) if row and row.held_on else [],
    }
    return render(request, "ballots/handover.html", context)


@page(Act.ENTER_VOTES, writes=True)
def item_add(request: OfficeRequest, election: int) -> HttpResponse:
    """A thing handed over."""
    found = election_or_404(request, election)
    row = Handover.objects.filter(election=found).first()
    if row is None:
        messages.error(request, _("Give the day on which the new body was formed first."))
        return redirect("ballots:handover", election)
    form = ItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_item(scope=request.scope, handover=row, values=form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("ballots:handover", election)
    return render(request, "ballots/item.html", {"election": found, "form": form})


@page(Act.ENTER_VOTES, writes=True)
def item_remove(request: OfficeRequest, item: int) -> HttpResponse:
    """Take a thing off the list."""
    items = HandoverItem.objects.filter(request.scope.within(Act.ENTER_VOTES, "handover__election__village__code"))
    found = get_object_or_404(items.select_related("handover"), pk=item)
    return done_or_told(
        request,
        lambda: services.remove_item(scope=request.scope, item=found),
        done=_("Taken off the list."),
        to="ballots:handover",
        arguments=(found.handover.election_id,),
    )
