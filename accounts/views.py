"""Signing in and out, one's own password and sessions."""

from datetime import datetime, timedelta
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash, views
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.i18n import set_language
from django_otp import user_has_device

from accounts import services
from accounts.forms import OwnPasswordForm, SignInForm
from accounts.models import Duty
from accounts.pages import OfficeRequest, page, public
from accounts.steps import destination


class SignIn(views.LoginView):
    """Account name and password; says why an earlier session has ended."""

    template_name = "accounts/sign_in.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds `ended`: the sentence on the end of the earlier session; `kept`: whether typed text waits (`protect.typed`)."""
        sentences = {
            "idle": _("You were signed out because nothing happened for %(minutes)d minutes.")
            % {"minutes": settings.SESSION_IDLE_SECONDS // 60},
            "absolute": _("You were signed out because a session lasts %(hours)d hours at most.")
            % {"hours": settings.SESSION_ABSOLUTE_SECONDS // 3600},
        }
        return super().get_context_data(**kwargs) | {
            "ended": sentences.get(self.request.GET.get("ended", ""), ""),
            "kept": "kept" in self.request.GET,
        }


sign_in = public(SignIn.as_view())
sign_out = public(views.LogoutView.as_view())
language = public(set_language)


def locked(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """Answer of django-axes to too many failures: until when the account is locked."""
    context = {
        "until": _locked_until(request, credentials),
        "failures": settings.AXES_FAILURE_LIMIT,
        "username": (credentials or {}).get("username") or "",
    }
    return render(request, "accounts/locked.html", context, status=429)


def _locked_until(request: HttpRequest, credentials: dict[str, Any] | None) -> datetime:
    attempts = AxesProxyHandler.get_implementation().filter_user_attempts(request, credentials)
    recent = [found.filter(attempt_time__gte=get_cool_off_threshold(request)) for found in attempts]
    last = [found.aggregate(last=Max("attempt_time"))["last"] for found in recent]
    cool_off: timedelta = get_cool_off(request) or timedelta()
    until: datetime = max((time for time in last if time), default=timezone.now()) + cool_off
    # Shown to the minute, so never earlier than it is.
    return until + timedelta(seconds=59)


@page(writes=True)
def change_password(request: OfficeRequest) -> HttpResponse:
    """A new password for oneself; asked of everybody who has one of a slip, or one that is too old."""
    form = OwnPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.change_password(user=request.user, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Your password is changed. Other sessions of this account have ended."))
        return redirect(destination(request))
    return render(request, "accounts/change_password.html", {"form": form, "days": settings.PASSWORD_MAX_AGE_DAYS})


@page(writes=True)
def me(request: OfficeRequest) -> HttpResponse:
    """One's own account: duties, password, second factor; ends the sessions on other machines."""
    if request.method == "POST":
        services.end_sessions(user=request.user)
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Your other sessions have ended."))
        return redirect("accounts:me")
    duties = Duty.objects.filter(user=request.user).select_related("permission", "content_object", "department")
    age = settings.PASSWORD_MAX_AGE_DAYS
    context = {
        "duties": duties.not_ended().order_by("content_object_id", "pk"),
        "has_second_factor": user_has_device(request.user),
        "demanded": request.scope.demands_second_factor(),
        "password_until": request.user.password_changed_at + timedelta(days=age) if age else None,
    }
    return render(request, "accounts/me.html", context)
