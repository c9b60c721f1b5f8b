"""Forms of signing in and of one's own password."""

from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.passwords import is_expired_slip


class SignInForm(AuthenticationForm):
    """Account name and password."""

    error_messages = {  # noqa: RUF012  # as Django declares it
        "invalid_login": _("Account name and password do not belong together. Capital and small letters differ."),
        "inactive": _("This account is disabled."),
        "expired_slip": _("This one-time password is too old. Ask the county administrator for a new slip."),
    }

    def confirm_login_allowed(self, user: User) -> None:
        """Refuse the password of a slip that lay about too long."""
        super().confirm_login_allowed(user)
        if is_expired_slip(user):
            raise ValidationError(self.error_messages["expired_slip"], code="expired_slip")


class OwnPasswordForm(PasswordChangeForm):
    """The present password and, twice, the new one."""

    error_messages = {  # noqa: RUF012  # as Django declares it
        **PasswordChangeForm.error_messages,
        "password_incorrect": _("This is not your present password. Type it again."),
    }
