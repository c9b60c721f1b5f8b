"""What a template may lead to."""

from django import template

from accounts import pages
from accounts.pages import OfficeRequest

register = template.Library()


@register.filter
def opened_by(address: str, request: OfficeRequest) -> bool:
    """Whether the user's duties open the page at an address: a link that answers 404 is none."""
    return pages.opens(request.scope, address)
