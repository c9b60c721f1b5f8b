"""The calendar as an iCalendar file (RFC 5545), for telephones and office programs. Whole days, no person named."""

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from electionadmin.templatetags.ui import offset
from elections.calendar.queries import Row
from elections.models import Cycle
from villages.models import Division

# Nine o'clock on the day before: whole days begin at midnight.
_BEFORE = datetime.timedelta(hours=-15)
_NAMED = 8


def calendar_file(*, division: Division, cycle: Cycle | None, rows: Iterable[Row], now: datetime.datetime) -> bytes:
    """All items of a division's elections; items of villages that share their days are one event."""
    calendar = Calendar()
    calendar.add("prodid", "-//electionadmin//calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    title = f"{division.name} · {cycle.name}" if cycle else division.name
    # A property of no standard is written as it is: no line may begin in it.
    calendar.add("x-wr-calname", " ".join(title.split()))
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    for row in rows:
        for event in _events(division, row, now):
            calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _events(division: Division, row: Row, now: datetime.datetime) -> Iterable[Event]:
    """One event for each day on which villages of the row do the item."""
    for first, last in sorted({(entry.span.first, entry.span.last) for entry in row.entries}):
        villages = [entry.election.village.name for entry in row.entries if entry.span.first == first]
        named = "、".join(villages[:_NAMED])
        if len(villages) > _NAMED:
            named = _("%(named)s and %(more)s more") % {"named": named, "more": len(villages) - _NAMED}
        event = Event()
        event.add(
            "uid", f"{row.entries[0].election.cycle_id}.{division.code}.{row.item.id}.{first:%Y%m%d}@electionadmin"
        )
        event.add("dtstamp", now.astimezone(datetime.UTC))
        event.add("dtstart", first)
        event.add("dtend", last + datetime.timedelta(days=1))
        event.add("summary", f"{row.item.label}（{offset(row.offsets)}）")
        event.add("location", named)
        event.add("description", "\n".join(_description(row, named)))
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", str(row.item.label))
        alarm.add("trigger", _BEFORE)
        event.add_component(alarm)
        yield event


def _description(row: Row, named: str) -> Iterable[str]:
    yield named
    yield _("Done by: %(office)s") % {"office": row.item.office_label}
    if row.item.notice:
        yield _("Announcement no. %(number)s") % {"number": row.item.notice}
    for breach in row.breaches:
        yield f"{breach.sentence} {breach.finding.basis}"
