"""Three screens: choose and set up a second factor, type a code of it at sign-in, print the card."""

import math

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_otp import login

from accounts.pages import OfficeRequest, page
from accounts.steps import destination
from factors import services
from factors.forms import CodeForm
from factors.models import Authenticator, CodeCard, FactorDevice

_ATTEMPTS = 5
_FEW_CODES = 5
_FAILURES = "second_factor_failures"


@page(writes=True)
def ask(request: OfficeRequest) -> HttpResponse:
    """A code before anything else; after five wrong ones the password is asked for again."""
    devices = services.devices_of(request.user)
    if request.user.is_verified() or not devices:  # type: ignore[attr-defined]
        return redirect(destination(request))
    form = CodeForm(request.POST or None, hint=_hint(devices))
    if request.method == "POST" and form.is_valid():
        device = services.check(user=request.user, code=form.cleaned_data["code"])
        if device:
            return _admit(request, device)
        if _failed_too_often(request):
            logout(request)
            messages.error(request, _("The code was wrong too often. Sign in again."))
            return redirect(settings.LOGIN_URL)
        form.add_error("code", _refusal(services.devices_of(request.user)))
    return render(request, "factors/ask.html", {"form": form})


def _admit(request: OfficeRequest, device: FactorDevice) -> HttpResponse:
    """Tie the device to the session, under a new session key."""
    request.session.cycle_key()
    request.session.pop(_FAILURES, None)
    login(request, device)
    if isinstance(device, CodeCard) and device.codes_left() < _FEW_CODES:
        left = device.codes_left()
        text = ngettext(
            "Your code card has %(count)d code left. Print a new one.",
            "Your code card has %(count)d codes left. Print a new one.",
            left,
        )
        messages.warning(request, text % {"count": left})
    return redirect(destination(request))


def _failed_too_often(request: OfficeRequest) -> bool:
    failures: int = request.session.get(_FAILURES, 0) + 1
    request.session[_FAILURES] = failures
    return failures >= _ATTEMPTS


def _hint(devices: list[FactorDevice]) -> str:
    kinds = {type(device) for device in devices}
    if kinds == {CodeCard}:
        return _("One of the codes of your card that you have not used yet; then cross it out.")
    if kinds == {Authenticator}:
        return _("The six digits that the application on your phone shows now.")
    return _("The six digits that your phone shows now, or an unused code of your card.")


def _refusal(devices: list[FactorDevice]) -> str:
    """Why a code was refused: wrong or used, and how long to wait."""
    ends = [answer["locked_until"] for allowed, answer in (d.verify_is_allowed() for d in devices) if not allowed]
    seconds = math.ceil(max(((end - timezone.now()).total_seconds() for end in ends), default=0))
    if seconds <= 1:
        return _("This code is wrong or was used before. Type the code that is shown now.")
    return ngettext(
        "This code is wrong or was used before. Wait %(count)d second, then type a new one.",
        "This code is wrong or was used before. Wait %(count)d seconds, then type a new one.",
        seconds,
    ) % {"count": seconds}


@page(writes=True)
def set_up(request: OfficeRequest) -> HttpResponse:
    """Choose: an application on the phone, or a printed card. Also the place to take one's second factor away."""
    devices = _changeable(request)
    if request.method == "POST":
        if request.scope.demands_second_factor():
            raise Http404
        services.remove_all(user=request.user, reason=_("second factor taken away by its owner"))
        request.session.pop("asks_second_factor", None)
        messages.success(request, _("The second factor is taken away. A password is enough from now on."))
        return redirect("accounts:me")
    context = {
        "phone": any(isinstance(device, Authenticator) for device in devices),
        "card": next((device for device in devices if isinstance(device, CodeCard)), None),
        "demanded": request.scope.demands_second_factor(),
    }
    return render(request, "factors/set_up.html", context)


@page(writes=True)
def phone(request: OfficeRequest) -> HttpResponse:
    """Show the secret of a new phone until a code of it has been typed. A form without a code begins anew."""
    _changeable(request)
    device = Authenticator.objects.filter(user=request.user, confirmed=False).first()
    if request.method == "POST" and "code" not in request.POST:
        services.begin_authenticator(user=request.user)
        return redirect("factors:phone")
    if device is None:
        return redirect("factors:set_up")
    form = CodeForm(request.POST or None, hint=_("The six digits that the application shows now."))
    if request.method == "POST" and form.is_valid() and _confirmed(request, device, form):
        return redirect("accounts:me")
    address = device.address(issuer=_("Village elections"))
    image = segno.make(address, micro=False, error="m").svg_inline(scale=5, border=2, light="#fff", svgclass="qr")
    return render(request, "factors/phone.html", {"form": form, "device": device, "image": mark_safe(image)})  # noqa: S308 segno's own


@page(writes=True)
def card(request: OfficeRequest) -> HttpResponse:
    """Make a card, whose codes are shown this once, and count it once its first code has been typed."""
    _changeable(request)
    if request.method == "POST" and "code" not in request.POST:
        made, codes = services.begin_card(user=request.user)
        context = {"form": CodeForm(hint=_card_hint()), "codes": [(c[:4], c[4:]) for c in codes], "card": made}
        return render(request, "factors/card.html", context)
    found = CodeCard.objects.filter(user=request.user, confirmed=False).first()
    if found is None:
        return redirect("factors:set_up")
    form = CodeForm(request.POST or None, hint=_card_hint())
    if request.method == "POST" and form.is_valid() and _confirmed(request, found, form):
        return redirect("accounts:me")
    return render(request, "factors/card.html", {"form": form, "codes": [], "card": found})


def _card_hint() -> str:
    return _("Type the first code of the printed card, then cross it out.")


def _changeable(request: OfficeRequest) -> list[FactorDevice]:
    """His devices. Raises Http404 when he has one and has not shown it: a stolen password must not replace it."""
    devices = services.devices_of(request.user)
    if devices and not request.user.is_verified():  # type: ignore[attr-defined]
        raise Http404
    return devices


def _confirmed(request: OfficeRequest, device: FactorDevice, form: CodeForm) -> bool:
    """Whether the code makes the new device count; otherwise the reason stands in the form."""
    confirmed = services.confirm(device=device, code=form.cleaned_data["code"])
    if confirmed is None:
        device.refresh_from_db()
        form.add_error("code", _refusal([device]))
        return False
    request.session.cycle_key()
    login(request, confirmed)
    messages.success(request, _("The second factor is set up. You will be asked for it whenever you sign in."))
    return True
