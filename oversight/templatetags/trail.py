"""Links from other rooms' pages to the history of what they show, and long digests in groups."""

from typing import Any

from django import template
from django.db.models import Model
from django.urls import reverse

from accounts.roles import Act

register = template.Library()


@register.simple_tag(takes_context=True)
def history_url(context: dict[str, Any], thing: Model) -> str:
    """Address of a thing's history; empty for whoever may not read the trail."""
    scope = context.get("scope")
    if scope is None or not scope.allows(Act.VIEW_TRAIL):
        return ""
    return reverse("oversight:object", args=[thing._meta.app_label, thing._meta.model_name, thing.pk])


@register.filter
def grouped(digest: str) -> str:
    """A digest in groups of eight, to be compared by eye."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))
