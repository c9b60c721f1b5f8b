"""What of a page is shown to whom."""

from django import template
from django.urls import Resolver404, resolve

from accounts.pages import Access
from accounts.scope import Scope

register = template.Library()


@register.filter
def opens(scope: Scope, url: str) -> bool:
    """Whether duties open the page at an address: a link to a page that does not exist for the reader is not shown.

    It looks at the act of the page, not at the place of what is on it.
    """
    try:
        view = resolve(str(url).partition("?")[0]).func
    except Resolver404:
        return False
    access: Access | None = getattr(view, "access", None)
    return access is None or access.read is None or scope.allows(access.read)
