"""Files about persons: type by content, limits, scope, every download on record, nothing shown as a page."""

import datetime
import hashlib
import io
from pathlib import Path

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.roles import Role
from people import uploads
from people.models import Attachment
from protect.models import Reveal
from tests.factories import TOWNSHIP, VILLAGE, make_attachment, make_officer, make_person

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF"


@pytest.fixture
def person(village):
    return make_person(village_code=VILLAGE)


def picture(kind="PNG", size=(60, 80), **options):
    target = io.BytesIO()
    Image.new("RGB", size, (90, 120, 150)).save(target, kind, **options)
    return target.getvalue()


def send(client, person, content, *, kind="other", name="scan.pdf", **more):
    file = SimpleUploadedFile(name, content, content_type="text/html")
    return client.post(reverse("people:attachment_add", args=[person.pk]), {"kind": kind, "file": file, **more})


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (picture(), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("TIFF"), "image/tiff"),
    ],
)
def test_the_type_is_found_by_content_whatever_the_name_says(client, officer, person, content, media_type):
    assert send(client, person, content, name="page.html").status_code == 302
    attachment = Attachment.objects.get()
    assert (attachment.media_type, attachment.size, attachment.added_by) == (
        media_type,
        len(content),
        "TOWNSHIP_LIAISON",
    )
    assert "page" not in attachment.file.name
    with attachment.file.open() as stored:
        assert stored.read() == content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script></html>",
        b"GIF89a" + b"\0" * 50,
        b"PK\x03\x04" + b"\0" * 50,
        b"MZ\x90" + b"\0" * 50,
        b"only words",
        PDF + b"<</S /JavaScript /JS (app.alert(1))>>",
        picture()[:60],
        PDF + b" " * uploads.LARGEST,
    ],
    ids=["empty", "web page", "gif", "archive", "program", "text", "active pdf", "damaged", "too large"],
)
def test_anything_else_is_refused_with_what_to_send_instead(client, officer, person, content):
    page = send(client, person, content)
    assert page.context["form"].errors["file"]
    assert not Attachment.objects.exists()


def test_a_damaged_picture_is_refused_also_once_documents_have_been_drawn(client, officer, person, monkeypatch):
    monkeypatch.setattr("PIL.ImageFile.LOAD_TRUNCATED_IMAGES", True)  # what loading WeasyPrint does
    assert send(client, person, picture()[:60]).context["form"].errors["file"]


def test_a_picture_that_would_unpack_to_too_much_is_not_unpacked(client, officer, person):
    huge = picture(size=(9000, 9000))
    assert len(huge) < 1_000_000
    assert send(client, person, huge).context["form"].errors["file"]


def test_a_photograph_is_drawn_anew_small_and_without_what_the_camera_added(client, officer, person):
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    assert send(client, person, picture("JPEG", (2000, 3000), exif=exif), kind="photograph").status_code == 302
    with Attachment.objects.get().file.open() as stored:
        content = stored.read()
    assert b"secret place" not in content
    with Image.open(io.BytesIO(content)) as drawn:
        assert (drawn.format, drawn.size) == ("JPEG", (427, 640))
    assert send(client, person, PDF, kind="photograph").context["form"].errors["file"]


def test_a_new_photograph_takes_the_place_of_the_old(client, officer, person, django_capture_on_commit_callbacks):
    old = make_attachment(person)
    name = old.file.name
    with django_capture_on_commit_callbacks(execute=True):
        send(client, person, picture(size=(70, 90)), kind="photograph")
    old.refresh_from_db()
    assert old.removed_at
    assert not default_storage.exists(name)
    assert person.attachments.filter(removed_at=None).count() == 1


def test_a_download_is_an_attachment_that_nobody_keeps_and_is_recorded(client, officer, person):
    attachment = make_attachment(person, kind="id_card", title="<身份证>")
    response = client.get(reverse("people:attachment", args=[attachment.pk]))
    b"".join(response)
    assert response["Content-Disposition"].startswith("attachment")
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert "no-store" in response["Cache-Control"]
    look = Reveal.objects.get()
    assert (look.user, look.model, look.object_pk, look.field) == (officer, "attachment", str(attachment.pk), "file")


def test_the_photograph_of_the_page_is_no_page_either(client, officer, person):
    photograph = make_attachment(person)
    response = client.get(reverse("people:photograph", args=[photograph.pk]))
    b"".join(response)
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]
    scan = make_attachment(person, kind="id_card", shade=10)
    assert client.get(reverse("people:photograph", args=[scan.pk])).status_code == 404


def test_who_saw_a_photograph_is_recorded_once_a_day_for_each_account(client, officer, person):
    photograph = make_attachment(person)
    url = reverse("people:photograph", args=[photograph.pk])
    tomorrow = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=1)
    start = datetime.datetime.combine(tomorrow, datetime.time(1), datetime.UTC)
    for hours in (0, 8, 14):  # nine, seventeen and twenty-three o'clock in China
        with time_machine.travel(start + datetime.timedelta(hours=hours)):
            client.force_login(officer)
            b"".join(client.get(url))
    look = Reveal.objects.get()
    assert (look.user, look.model, look.object_pk, look.field) == (officer, "attachment", str(photograph.pk), "file")
    with time_machine.travel(start + datetime.timedelta(hours=15)):  # midnight in China: another day, though not in UTC
        client.force_login(officer)
        b"".join(client.get(url))
    assert Reveal.objects.count() == 2
    client.force_login(make_officer(Role.COUNTY_LEADER))
    b"".join(client.get(url))
    assert Reveal.objects.count() == 3


def test_the_page_of_a_person_alone_is_no_look_at_the_photograph(client, officer, person):
    make_attachment(person)
    assert client.get(reverse("people:person", args=[person.pk])).status_code == 200
    assert not Reveal.objects.exists()


def test_nothing_of_a_file_lies_plain_on_the_disk(client, officer, person):
    send(client, person, PDF)
    attachment = Attachment.objects.get()
    raw = Path(default_storage.path(attachment.file.name)).read_bytes()
    assert b"Catalog" not in raw
    assert attachment.digest == hashlib.sha256(PDF).hexdigest()
    assert b"".join(client.get(reverse("people:attachment", args=[attachment.pk]))) == PDF


def test_a_leader_sees_that_there_is_a_file_and_not_what_is_in_it(client, officer, person):
    attachment = make_attachment(person, kind="id_card", title="身份证正面")
    client.force_login(make_officer(Role.COUNTY_LEADER))
    assert "身份证正面" in client.get(reverse("people:person", args=[person.pk])).content.decode()
    assert client.get(reverse("people:attachment", args=[attachment.pk])).status_code == 404
    assert not Reveal.objects.exists()


def test_a_neighbours_file_does_not_exist(client, officer, person):
    stranger = make_attachment(make_person("李红", village_code="140431200201"))
    for name in ("attachment", "photograph", "attachment_remove"):
        assert client.get(reverse(f"people:{name}", args=[stranger.pk])).status_code == 404


def test_a_removed_file_is_gone_and_its_row_stays(client, officer, person, django_capture_on_commit_callbacks):
    attachment = make_attachment(person, kind="other")
    url, name = reverse("people:attachment_remove", args=[attachment.pk]), attachment.file.name
    assert client.post(url, {"reason": " "}).context["form"].errors["reason"]
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url, {"reason": "别人的证件"}).status_code == 302
    assert not default_storage.exists(name)
    assert Attachment.objects.get().removed_at
    assert client.get(reverse("people:attachment", args=[attachment.pk])).status_code == 404


def test_the_same_file_is_not_stored_twice(client, officer, person):
    send(client, person, PDF)
    assert send(client, person, PDF).context["form"].errors["file"]
    assert Attachment.objects.count() == 1


def test_no_more_files_than_a_person_may_have(client, officer, person, monkeypatch):
    for shade in range(50):
        make_attachment(person, kind="other", shade=shade)
    assert send(client, person, PDF).context["form"].errors["file"]
    assert TOWNSHIP
