"""A package ends once, whole, or says why: parts by many workers, archive with manifest and index, the same bytes again."""

import errno
import io
import zipfile
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse

from accounts.roles import Role
from accounts.scope import scope_of
from elections.models import Election
from filings import packages
from filings.facts import sm3
from filings.kinds import kind_of
from filings.models import Document, DocumentDownload, Package
from jobs.models import Job, State
from jobs.services import run_job
from tests.factories import COUNTY, VILLAGE, make_cycle, make_division, make_officer
from villages.models import Division

KIND = kind_of("announcement-election-day")
pytestmark = pytest.mark.django_db


@pytest.fixture
def county(worded):
    make_division(VILLAGE[:9], "沁河镇")
    Division.objects.filter(pk=COUNTY).update(name="沁源县")
    villages = [f"{VILLAGE[:9]}{number}" for number in range(201, 204)]
    for place, code in enumerate(villages):
        make_division(code, f"城{'西北南'[place]}村")
    make_cycle(villages=villages)
    Election.objects.filter(village_id=villages[2]).update(election_day=None)
    return worded


def _ask(user):
    return packages.request_package(
        scope=scope_of(user), division=Division.objects.get(pk=COUNTY), kinds=[KIND], user=user
    )


def _run_all():
    while (job := Job.objects.filter(state=State.QUEUED).order_by("created_at").first()) is not None:
        run_job(job.pk)


def _archive(package):
    job = packages.archive_job(package)
    with job.output_file.open("rb") as stream:
        return stream.read()


def test_archive_with_folders_manifest_sums_index_and_what_is_missing(county):
    package = _ask(county)
    _run_all()
    package.refresh_from_db()
    assert (package.total, package.made, package.left_out) == (3, 2, 1)
    content = _archive(package)
    assert (package.size, package.sm3) == (len(content), sm3(content))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        assert [name.rpartition("/")[0] for name in names[:2]] == [
            "沁源县文书/沁河镇/城西村/公告",
            "沁源县文书/沁河镇/城北村/公告",
        ]
        sums = archive.read("沁源县文书/SM3SUMS").decode().splitlines()
        for line in sums:
            digest, name = line.split("  ")
            assert sm3(archive.read(f"沁源县文书/{name}")) == digest
        assert len(sums) == 2
        assert archive.read("沁源县文书/目录.pdf").startswith(b"%PDF")
        assert "城南村" in archive.read("沁源县文书/未生成.csv").decode("utf-8-sig")
        assert "选举日" in archive.read("沁源县文书/未生成.csv").decode("utf-8-sig")


def test_a_second_package_takes_the_documents_as_they_are(county):
    first = _ask(county)
    assert _ask(county) == first  # under way: the same request is the same package
    _run_all()
    numbers = set(Document.objects.values_list("number", flat=True))
    second = _ask(county)
    assert second != first
    _run_all()
    assert set(Document.objects.values_list("number", flat=True)) == numbers
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.sm3 == second.sm3


def test_a_part_that_fails_says_why_and_can_be_asked_for_again(county, client):
    package = _ask(county)
    full = OSError(errno.ENOSPC, "No space left on device")
    with patch("filings.services.make", side_effect=full):
        _run_all()
    assert [job.state for job in packages.failed_jobs(package)] == [State.FAILED]
    assert "disk" in packages.failed_jobs(package)[0].message
    assert not Document.objects.exists()
    client.force_login(county)
    page = client.get(reverse("filings:package", args=[package.pk]))
    assert "disk" in page.content.decode()
    client.post(reverse("filings:package", args=[package.pk]))
    _run_all()
    package.refresh_from_db()
    assert package.made == 2


def test_nothing_to_make_is_refused_and_so_is_another_county(county):
    with pytest.raises(ValidationError):
        packages.request_package(
            scope=scope_of(county),
            division=Division.objects.get(pk=COUNTY),
            kinds=[kind_of("notice-poster")],
            user=county,
        )
    other = make_officer(Role.COUNTY_ORGANISER, "140430")
    with pytest.raises(Http404):
        _ask(other)


def test_who_took_the_archive_is_recorded_for_each_document(county, client):
    package = _ask(county)
    _run_all()
    auditor = make_officer(Role.AUDITOR)
    client.force_login(auditor)
    answer = client.get(reverse("filings:package_file", args=[package.pk]))
    assert b"".join(answer) == _archive(package)
    assert DocumentDownload.objects.filter(user=auditor, package=package).count() == 2


def test_an_auditor_takes_all_that_a_list_shows(county, client):
    _ask(county)
    _run_all()
    client.force_login(make_officer(Role.AUDITOR))
    answer = client.post(f"{reverse('filings:bundle')}?q=城西村")
    _run_all()
    package = Package.objects.get(pk=answer.url.rstrip("/").rpartition("/")[2])
    assert package.made == 1


def test_names_of_divisions_cannot_leave_the_archive(county):
    Division.objects.filter(pk=f"{VILLAGE[:9]}201").update(name="../..\\城西:村")
    package = _ask(county)
    _run_all()
    with zipfile.ZipFile(io.BytesIO(_archive(package))) as archive:
        for name in archive.namelist():
            assert name.startswith("沁源县文书/")
            assert ".." not in name.split("/")
            assert "\\" not in name
