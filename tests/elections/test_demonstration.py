"""What the demonstration shows of this room: every state of a committee, of the calendar and of the groups occurs."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from demo import services
from elections.calendar.models import CountyDay
from elections.committee.models import CommitteeMember, ElectionCommittee, Leaving
from elections.digests.models import Digest
from elections.groups.models import GroupKind, WorkGroup
from elections.models import Body, Cycle

pytestmark = pytest.mark.django_db


def test_every_state_occurs(client):
    services.load()
    client.force_login(User.objects.get(username="county"))
    listing = client.get(reverse("elections:committee_list"))
    for state in ("none", "incomplete", "unfiled", "office"):
        narrowed = client.get(reverse("elections:committee_list") + f"?state={state}")
        assert narrowed.context["listing"].page.paginator.count, state
    assert listing.context["listing"].page.paginator.count == 187
    assert set(CommitteeMember.objects.exclude(left_for="").values_list("left_for", flat=True)) >= {
        Leaving.NOMINATED,
        Leaving.RESIGNED,
    }
    assert ElectionCommittee.objects.filter(announced_on=None).exists()
    assert set(WorkGroup.objects.values_list("kind", flat=True)) == set(GroupKind.values)
    assert CountyDay.objects.count() == 2
    assert Digest.objects.filter(day=timezone.localdate()).count() == 3
    cycle = Cycle.objects.get()
    page = client.get(reverse("elections:calendar", args=[cycle.county_id]))
    states = {row.state for _label, rows in page.context["groups"] for row in rows}
    assert states >= {"overdue", "later"}
    entries = [entry.state for _label, rows in page.context["groups"] for row in rows for entry in row.entries]
    assert {"done", "late", "overdue", "due", "later"} <= set(entries)
    assert cycle.elections.filter(body=Body.COMMITTEE).count() == 187
