"""What the pages of the rolls share: finding things in the scope, and the page of one form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.pages import OfficeRequest
from accounts.roles import Act
from electionadmin.versions import Stale
from elections.models import Body, Election
from rolls.models import Entry, Roll
from rolls.services.common import open_roll

Text = str | Promise


def election_or_404(request: OfficeRequest, pk: int, act: Act, body: Body = Body.COMMITTEE) -> Election:
    """An election of a committee (or a Party organisation) in the scope; 404 for any other."""
    elections = Election.objects.filter(request.scope.within(act, "village__code"), body=body)
    return get_object_or_404(elections.select_related("village__parent", "village__profile", "cycle"), pk=pk)


def roll_or_404(request: OfficeRequest, pk: int, act: Act) -> Roll:
    """The roll of an election in the scope, made when a page that writes first needs it; 404 where there is none."""
    election = election_or_404(request, pk, act)
    if act is Act.VIEW_ROLLS:
        roll = get_object_or_404(Roll, election=election)
    else:
        roll = open_roll(scope=request.scope, election=election)
    roll.election = election
    return roll


def entry_or_404(request: OfficeRequest, pk: int, act: Act) -> Entry:
    """An entry in the scope; 404 for any other."""
    entries = Entry.objects.filter(request.scope.within(act, "roll__election__village__code"))
    return get_object_or_404(
        entries.select_related(
            "resolution", "roll__election__village__parent", "roll__election__village__profile", "roll__election__cycle"
        ),
        pk=pk,
    )


def form_page(
    request: OfficeRequest,
    form: Any,
    *,
    title: Text,
    back: str,
    place: object,
    button: Text,
    hint: Text = "",
    danger: bool = False,
    **more: Any,
) -> HttpResponse:
    """The page of one form: heading, where it belongs, one button, and the way back."""
    context = {
        "form": form,
        "title": title,
        "back": back,
        "place": place,
        "button": button,
        "hint": hint,
        "danger": danger,
        **more,
    }
    return render(request, "rolls/form.html", context)


def save(
    request: OfficeRequest, form: Any, action: Callable[[], object], *, done: Text, back: str
) -> HttpResponse | None:
    """Carry out what a valid form asks for; None with the error on the form when it is refused."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        action()
    except Stale:
        form.add_error(None, _("Somebody else has changed this meanwhile. Look at it again before you decide."))
        return None
    except ValidationError as error:
        put_errors(form, error)
        return None
    messages.success(request, str(done))
    return redirect(back)


def put_errors(form: Any, error: ValidationError) -> None:
    """Errors at the fields that the form has, the others above it."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, problems in error.error_dict.items():
        form.add_error(field if field in form.fields else None, problems)
