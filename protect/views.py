"""What was typed when the session had ended: sent again or dropped, as the user says."""

import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure
from django.views.decorators.cache import never_cache

from accounts.models import User
from accounts.pages import OfficeRequest, page
from protect import typed


@page(writes=True)
@never_cache
def kept(request: OfficeRequest) -> HttpResponse:
    """Shows what is kept, with a button that sends it to where it was going; POST drops it."""
    found = typed.kept(request.session, str(request.user.pk))
    if request.method == "POST":
        typed.drop(request.session)
        messages.info(request, _("What you had typed is dropped. Nothing was saved."))
        return redirect("home")
    if found is None:
        messages.info(request, _("Nothing that you typed is waiting to be sent."))
        return redirect("home")
    context = {
        "typed": found,
        "at": datetime.datetime.fromtimestamp(found.at, tz=datetime.UTC),
        "filled": sum(1 for _name, value in found.fields if value.strip()),
        "path": found.address.partition("?")[0],
    }
    return render(request, "protect/typed.html", context)


def token_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer to a form without the right token: its page was open while its user signed in anew in another window.

    A browser tells where a form comes from (Origin). One of ours is kept and its user asked; any other is refused.
    """
    user = request.user
    if typed.comes_from_here(request) and isinstance(user, User) and typed.keep(request, str(user.pk)):
        return redirect("protect:typed")
    return csrf_failure(request, reason)
