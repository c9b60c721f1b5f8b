"""What several rooms' tests start from; each room appends its own."""

import datetime
import io
from typing import Any

import time_machine
from django.contrib.auth.models import Permission
from PIL import Image

from accounts.models import Duty, User
from accounts.roles import Role
from accounts.scope import Grant, Scope
from candidates.models import Nomination, Nominator, PostSeats, State
from candidates.nominations.states import ENDED
from electionadmin.codes import ancestors_of
from elections.models import Body, Cycle, Election
from elections.services import open_cycle
from filings.facts import sm3
from filings.kinds import kind_of
from filings.models import CONTENT, Document
from filings.services import paper_of
from people.models import Attachment, AttachmentKind, Person
from people.rules import PersonData
from people.services import add_attachment, create_person
from protect.crypto import encrypt_bytes
from vetting.models import Department
from villages.models import BodyKind, Division, Member, Post, VillageProfile
from villages.services import add_member, save_profile

COUNTY = "140431"
# What every page reads for its frame, for an officer who sees jobs: session, account, duties; cycle; jobs under way.
FRAME_QUERIES = 5
TOWNSHIP = "140431100"
VILLAGE = "140431100201"


def make_division(code: str = COUNTY, name: str = "") -> Division:
    """A division with all above it."""
    above = ancestors_of(code)
    parent = make_division(above[-1]) if above else None
    return Division.objects.get_or_create(code=code, defaults={"name": name or f"D{code}", "parent": parent})[0]


def make_officer(role: Role, code: str = COUNTY, **fields: Any) -> User:
    """A user with one duty on a division."""
    user = User.objects.create_user(fields.pop("username", f"{role.value}.{code}"), **{"name": role.name, **fields})
    division = make_division(code)
    permission = Permission.objects.get(codename=role.value, content_type__app_label="villages")
    Duty.objects.create(user=user, permission=permission, content_object=division)
    return user


def make_person(name: str = "王小明", *, county_code: str = COUNTY, **fields: Any) -> Person:
    """A person as the service records him."""
    scope = Scope((Grant(Role.COUNTY_ORGANISER, county_code, ""),))
    return create_person(scope=scope, county_code=county_code, data=PersonData(name=name, **fields))


def make_attachment(person: Person, *, kind: str = "photograph", title: str = "照片", shade: int = 150) -> Attachment:
    """A small grey picture of a person, stored as the service stores it."""
    picture = io.BytesIO()
    Image.new("RGB", (60, 80), (shade, shade, shade)).save(picture, "PNG")
    scope = Scope((Grant(Role.COUNTY_ORGANISER, person.county_code, ""),))
    return add_attachment(
        scope=scope,
        user=User(username="clerk", name="李明"),
        person=person,
        kind=AttachmentKind(kind),
        title=title,
        content=picture.getvalue(),
    )


def make_cycle(
    *,
    villages: list[str] | None = None,
    name: str = "2026年换届选举",
    county_code: str = COUNTY,
    election_day: datetime.date | None = datetime.date(2026, 12, 14),
    rulebook: str = "cn-2026",
) -> Cycle:
    """A cycle of the county with all its bodies, for the villages of the given codes."""
    county = make_division(county_code)
    for code in villages or []:
        make_division(code)
    # Opened when the election day was far enough away for the roll, whatever day the test runs on.
    with time_machine.travel(datetime.datetime(2026, 9, 1, 4, tzinfo=datetime.UTC), tick=True):
        return open_cycle(
            scope=Scope((Grant(Role.COUNTY_ADMIN, county_code, ""),)),
            county=county,
            name=name,
            rulebook=rulebook,
            bodies=list(Body),
            starts_on=datetime.date(2026, 9, 1),
            ends_on=datetime.date(2026, 12, 31),
            election_day=election_day,
        )


def make_profile(village: Division, **figures: Any) -> VillageProfile:
    """The figures of a village as the service stores them."""
    scope = Scope((Grant(Role.COUNTY_ORGANISER, village.code[:6], ""),))
    return save_profile(scope=scope, village=village, values={"kind": "village", **figures}, version=0)


def seat(person: Person, village: Division, kind: BodyKind = BodyKind.PARTY, post: Post = Post.SECRETARY) -> Member:
    """A person's seat on a body of a village."""
    scope = Scope((Grant(Role.COUNTY_ORGANISER, village.code[:6], ""),))
    return add_member(scope=scope, village=village, kind=kind, person=person, post=post)


def make_department(code: str = "police", *, county_code: str = COUNTY, name: str = "县公安局") -> Department:
    """A department of a county."""
    return Department.objects.create(county=make_division(county_code), code=code, name=name, short_name=name[1:3])


def make_nomination(
    person: Person,
    village: str = VILLAGE,
    *,
    body: Body = Body.PARTY,
    post: Post = Post.MEMBER,
    state: State = State.PRELIMINARY,
    cycle: Cycle | None = None,
    **fields: Any,
) -> Nomination:
    """A nomination, brought to its state on the ways the database allows."""
    cycle = cycle or Cycle.objects.filter(county_id=village[:6]).first() or make_cycle(villages=[village])
    election = cycle.elections.get(village_id=village, body=body)
    on = fields.pop("on", cycle.starts_on)
    nomination = Nomination.objects.create(
        election=election,
        person=person,
        post=post,
        source=fields.pop("source", Nominator.PARTY),
        nominated_on=on,
        state_on=on,
        state=State.RESERVE if state == State.RESERVE else State.PRELIMINARY,
        **fields,
    )
    for following in _WAYS.get(state, (state,)):
        if following != nomination.state:
            nomination.state = following
            nomination.end_reason = "试" if following in ENDED else ""
            nomination.save()
    nomination.refresh_from_db()
    return nomination


_WAYS = {State.FORMAL: (State.NOMINEE, State.FORMAL)}


def make_seats(election: Election, **seats: int) -> None:
    """Seats of an election by post: `make_seats(election, director=1, member=2)`."""
    PostSeats.objects.bulk_create(PostSeats(election=election, post=post, number=n) for post, n in seats.items())


# One empty page, for documents that nobody has to look at: nothing is rendered.
EMPTY_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def make_document(thing: Election, kind: str = "announcement-election-day", **fields: Any) -> Document:
    """A document in the register, as if it had been printed."""
    chosen = kind_of(kind)
    paper = paper_of(chosen, thing)
    pdf = fields.pop("pdf", EMPTY_PDF)
    values = {
        "number": paper.number(fields["replaces"].number if fields.get("replaces") else ""),
        "kind": kind,
        "title": paper.title,
        "subject": paper.subject,
        "subject_label": paper.label,
        "division_code": paper.division_code,
        "issued_on": datetime.date(2026, 11, 10),
        "digest": paper.digest,
        "sm3": sm3(pdf),
        "pages": 1,
        "size": len(pdf),
        "file_name": f"{paper.file_name}.pdf",
        "facts": paper.content.decode(),
        "content": encrypt_bytes(pdf, context=CONTENT),
    }
    return Document.objects.create(**values | fields)


def attention_of(client: Any, word: str) -> list[tuple[str, int]]:
    """The home page's lines of one area: title, and how many rows the page behind it shows."""
    lines = [line for line in client.get("/", follow=True).context["lines"] if line.word == word]
    return [(str(line.title), client.get(line.url).context["listing"].page.paginator.count) for line in lines]
