"""What is known of nominees for a poster, a dossier or a list: the facts before the whitelist."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from candidates.models import Nomination
from villages.labels import body_label, seat_label
from villages.models import BodyKind, Member, VillageProfile


def present_posts(persons: Sequence[int]) -> dict[int, str]:
    """Posts that persons hold today, in words, in two queries; empty for who holds none."""
    seats = Member.objects.filter(person__in=persons, ends_on=None).select_related("body__village")
    rows = list(seats.order_by("person_id", "body__kind", "pk"))
    kinds = dict(
        VillageProfile.objects.filter(village__in={row.body.village_id for row in rows}).values_list(
            "village_id", "kind"
        )
    )
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        kind = kinds.get(row.body.village_id)
        found[row.person_id].append(seat_label(BodyKind(row.body.kind), kind, row.get_post_display()))
    return {person: "、".join(words) for person, words in found.items()}


def facts_of(nominations: Sequence[Nomination]) -> dict[int, dict[str, Any]]:
    """Facts by nomination in a fixed number of queries; `person` and `election__village__parent` are loaded."""
    posts = present_posts([one.person_id for one in nominations])
    kinds = dict(
        VillageProfile.objects.filter(village__in={one.election.village_id for one in nominations}).values_list(
            "village_id", "kind"
        )
    )
    return {
        one.pk: {
            "name": one.person.name,
            "sex": str(one.person.get_sex_display()),
            "ethnicity": one.person.ethnicity,
            "born": _month(one.person.birth_date),
            "party_joined": _month(one.person.party_joined),
            "education": str(one.person.get_education_display() or ""),
            "present_post": posts.get(one.person_id, "") or _("villager"),
            "village": one.election.village.name,
            "proposed_post": f"{body_label(BodyKind(one.election.body), kinds.get(one.election.village_id))}"
            f"{one.get_post_display()}",
        }
        for one in nominations
    }


def _month(day: Any) -> str:
    return f"{day:%Y.%m}" if day else ""
