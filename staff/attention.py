"""What of the accounts needs attention."""

from collections.abc import Iterator

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.pages import OfficeRequest
from accounts.roles import Act
from electionadmin.web.attention import Attention, asks
from staff.queries import managed_accounts, unused, without_slip


@asks
def accounts(request: OfficeRequest) -> Iterator[Attention]:
    """Accounts that wait for their slip, and such as nobody uses."""
    if not request.scope.allows(Act.MANAGE_ACCOUNTS):
        return
    found = managed_accounts(request.scope).exclude(pk=request.user.pk)
    counts = found.aggregate(waiting=Count("pk", filter=without_slip()), unused=Count("pk", filter=unused()))
    if counts["waiting"]:
        title = _("%(waiting)s accounts wait for their slip") % counts
        detail = _("Nobody can sign in to them before it is printed.")
        yield Attention("wait", _("slips"), title, detail, reverse("staff:slips"))
    if counts["unused"]:
        title = _("%(unused)s accounts are unused for long") % counts
        detail = _("Disable those that are no longer needed.")
        yield Attention("warn", _("unused"), title, detail, reverse("staff:unused"))
