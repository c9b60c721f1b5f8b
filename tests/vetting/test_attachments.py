"""Files of a consultation: what is taken, who reads them, what stays once the minutes are closed."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.http import Http404
from django.urls import reverse
from PIL import Image

from accounts.roles import Role
from accounts.scope import scope_of
from filings.documents.consultations import minutes
from filings.kinds import kind_of
from people import uploads
from protect.models import Reveal
from tests.factories import COUNTY, TOWNSHIP, make_officer
from tests.vetting.factories import ORGANISER, answer_all, make_batch, make_organiser
from tests.vetting.test_consultations import answered, close, decide, make_consultation, url
from vetting.models import ConsultationAttachment
from vetting.services import attachments as services

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF"


@pytest.fixture
def batch():
    made = make_batch("王小明")
    answered(made)
    answer_all(made)
    return made


@pytest.fixture
def consultation(batch):
    return make_consultation(batch)


@pytest.fixture
def officer(client):
    user = make_organiser("存档")
    client.force_login(user)
    return user


def picture():
    target = io.BytesIO()
    Image.new("RGB", (60, 80), (90, 120, 150)).save(target, "PNG")
    return target.getvalue()


def bomb():
    """A Word document of a few kilobytes that unpacks to 50 MB."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * (50 << 20))
    return target.getvalue()


def add(consultation, content=PDF, *, title="会诊签到表", kind="sign_in"):
    return services.add_attachment(
        scope=ORGANISER,
        user=make_organiser(f"存{ConsultationAttachment.objects.count()}"),
        consultation=consultation,
        kind=kind,
        title=title,
        content=content,
    )


def send(client, consultation, content, *, name="扫描件.pdf", kind="sign_in", title=""):
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    return client.post(
        url("consultation_attachment_add", consultation.pk), {"kind": kind, "title": title, "file": file}
    )


@pytest.mark.parametrize(("content", "media_type"), [(PDF, "application/pdf"), (picture(), "image/png")])
def test_a_scan_is_stored_and_listed_with_who_and_how_large(client, officer, consultation, content, media_type):
    assert send(client, consultation, content, name="page.html", title=" 韩某　签到 ").status_code == 302
    made = ConsultationAttachment.objects.get()
    assert (made.media_type, made.size, made.title, made.added_by) == (media_type, len(content), "韩某 签到", officer)
    assert "page" not in made.file.name
    page = client.get(url("consultation", consultation.pk)).content.decode()
    assert "韩某 签到" in page
    assert officer.name in page


def test_without_a_title_it_bears_the_name_of_its_kind(client, officer, consultation):
    send(client, consultation, PDF)
    assert ConsultationAttachment.objects.get().title == "sign-in sheet"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"<html><script>alert(1)</script></html>", "Scan the paper"),
        (b"<!DOCTYPE html><!-- %PDF-1.4 -->", "Scan the paper"),
        (b"MZ\x90" + b"\0" * 50, "Scan the paper"),
        (bomb(), "Scan the paper"),
        (b"only words", "Scan the paper"),
        (PDF + b"<</S /JavaScript /JS (app.alert(1))>>", "Print it to a new PDF"),
        (picture()[:60], "Scan it again"),
        (PDF + b" " * uploads.LARGEST, "200 dpi"),
    ],
    ids=["empty", "web page", "web page that names PDF", "program", "bomb", "text", "active pdf", "damaged", "large"],
)
def test_anything_else_is_refused_at_its_field_with_what_to_do(client, officer, consultation, content, message):
    page = send(client, consultation, content, title="讨论材料", kind="evidence")
    assert message in page.context["form"].errors["file"][0]
    assert (page.context["form"]["title"].value(), page.context["form"]["kind"].value()) == ("讨论材料", "evidence")
    assert not ConsultationAttachment.objects.exists()


def test_the_same_file_is_not_stored_twice_and_no_more_than_the_limit(client, officer, consultation, monkeypatch):
    add(consultation)
    assert "stored already" in send(client, consultation, PDF).context["form"].errors["file"][0]
    monkeypatch.setattr(services, "MOST", 1)
    assert "files already" in send(client, consultation, picture()).context["form"].errors["file"][0]


def test_a_download_is_sent_as_a_file_and_recorded(client, officer, consultation):
    made = add(consultation)
    answer = client.get(url("consultation_attachment", made.pk))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    look = Reveal.objects.get(field="file", object_pk=str(made.pk))
    assert look.user == officer


def test_who_reads_the_minutes_reads_the_files_and_nobody_else(client, consultation):
    made = add(consultation)
    client.force_login(make_officer(Role.COUNTY_LEADER, COUNTY))
    assert b"".join(client.get(url("consultation_attachment", made.pk)).streaming_content) == PDF
    for role, code in (
        (Role.TOWNSHIP_LIAISON, TOWNSHIP),
        (Role.AUDITOR, COUNTY),
        (Role.COUNTY_ORGANISER, "140430"),
    ):
        user = make_officer(role, code)
        client.force_login(user)
        assert client.get(url("consultation_attachment", made.pk)).status_code == 404
        assert send(client, consultation, picture()).status_code == 404
        with pytest.raises(Http404):
            services.open_attachment(scope=scope_of(user), user=user, attachment=made, ip=None)


def test_a_file_is_removed_with_a_reason_and_its_row_stays(
    client, officer, consultation, django_capture_on_commit_callbacks
):
    made = add(consultation)
    stored, page = made.file.name, url("consultation_attachment_remove", made.pk)
    assert client.get(page).status_code == 200
    assert client.post(page, {"reason": " "}).context["form"].errors["reason"]
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page, {"reason": "扫错了"}).status_code == 302
    made.refresh_from_db()
    assert (bool(made.file), made.removed_for) == (False, "扫错了")
    assert not default_storage.exists(stored)
    assert client.post(page, {"reason": "再删"}).status_code == 404
    assert client.get(url("consultation_attachment", made.pk)).status_code == 404
    assert "扫错了" in client.get(url("consultation", consultation.pk)).content.decode()
    add(consultation)  # the same file may come again


def test_nothing_is_added_or_removed_once_the_minutes_are_closed(client, officer, batch, consultation):
    made = add(consultation)
    decide(consultation, batch)
    close(consultation)
    assert "minutes are closed" in str(send(client, consultation, picture()).context["form"].errors)
    with pytest.raises(ValidationError, match="minutes are closed"):
        services.remove_attachment(scope=ORGANISER, attachment=made, reason="晚了")
    for change in (
        lambda: ConsultationAttachment.objects.update(title="另一个"),
        lambda: ConsultationAttachment.objects.all().delete(),
        lambda: ConsultationAttachment.objects.create(
            consultation=consultation,
            kind="other",
            title="补",
            file="x",
            media_type="application/pdf",
            size=1,
            added_by=officer,
        ),
    ):
        with pytest.raises(DatabaseError, match="closed consultation"), transaction.atomic():
            change()
    page = client.get(url("consultation", consultation.pk)).content.decode()
    assert reverse("vetting:consultation_attachment", args=[made.pk]) in page
    assert reverse("vetting:consultation_attachment_remove", args=[made.pk]) not in page


def test_the_minutes_name_the_files_by_title(batch, consultation):
    add(consultation, title="会诊签到表")
    gone = add(consultation, picture(), title="错页", kind="other")
    services.remove_attachment(scope=ORGANISER, attachment=gone, reason="扫错了")
    decide(consultation, batch)
    close(consultation)
    rows = kind_of("consultation-minutes").subjects(ORGANISER)
    found = minutes(rows.get(), {"leading_group": "领导小组", "county": "沁源县"})
    assert found.attachments == ("会诊签到表",)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_more_files(
    client, officer, consultation, count, django_assert_num_queries
):
    for number in range(count):
        add(consultation, PDF + b"\n" * number)
    client.get(url("consultation", consultation.pk))
    with django_assert_num_queries(11):
        client.get(url("consultation", consultation.pk))
