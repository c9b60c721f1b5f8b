"""Stored files: nothing plain on the disk, no file in another's place, the change of the key, a lost key."""

import io
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.roles import Role
from accounts.scope import scope_of
from jobs.models import State
from jobs.services import run_job
from people.models import Attachment
from protect.models import RefusedFile, Reveal
from protect.services import rotate_files
from protect.storage import PIECE, UnreadableFile, in_memory
from sheets.registry import spec_named
from sheets.services import request_import
from tests.factories import TOWNSHIP, VILLAGE, make_attachment, make_division, make_officer, make_person

pytestmark = pytest.mark.django_db
OLD, NEW = "aa" * 16, "bb" * 16
WORDS = "沁源县王和平的身份证".encode()


@pytest.fixture(autouse=True)
def _own_directory(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.ENCRYPTION_KEYS = {"old": OLD}


def store(content: bytes, name: str = "persons/ab/first") -> str:
    return default_storage.save(name, ContentFile(content))


def read(name: str) -> bytes:
    with default_storage.open(name) as stored:
        content: bytes = stored.read()
    return content


def on_disk(name: str) -> Path:
    return Path(default_storage.path(name))


def count_keys(root: Path) -> dict[str, int]:
    keys = [path.read_bytes().partition(b":")[0].decode() for path in root.rglob("*") if path.is_file()]
    return {key: keys.count(key) for key in set(keys)}


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_is_stored_is_read_again_and_is_not_on_the_disk(size: int, tmp_path: Path):
    content = (WORDS * (size // len(WORDS) + 1))[:size]
    name = store(content)
    assert (read(name), default_storage.size(name)) == (content, size)
    assert all(WORDS not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert on_disk(name).stat().st_mode & 0o077 == 0


def test_any_place_of_a_large_file_can_be_read():
    content = bytes(range(256)) * (PIECE // 100)
    with default_storage.open(store(content)) as stored:
        for place in (PIECE - 3, 0, 2 * PIECE, PIECE):
            stored.seek(place)
            assert stored.read(7) == content[place : place + 7]
        assert stored.seek(0, io.SEEK_END) == len(content)


def test_another_process_reads_a_file_from_memory():
    with in_memory(store(WORDS)) as path:
        assert path.read_bytes() == WORDS
        assert str(path).startswith("/proc/")


def test_the_same_content_twice_looks_different():
    assert on_disk(store(WORDS)).read_bytes() != on_disk(store(WORDS, "persons/ab/second")).read_bytes()


@pytest.mark.parametrize(
    "harm",
    [
        lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]),
        lambda raw: raw[:10] + bytes([raw[10] ^ 1]) + raw[11:],
        lambda raw: raw[: len(raw) - 5],
        lambda raw: raw[: 4 + PIECE + 28],
        lambda raw: raw[:4] + raw[4 + PIECE + 28 :],
        lambda raw: raw[:4] + raw[4 + PIECE + 28 : 4 + 2 * (PIECE + 28)] + raw[4:],
        lambda raw: b"",
        lambda raw: b"old:",
        lambda raw: WORDS,
    ],
    ids=["end", "beginning", "cut", "last piece gone", "first piece gone", "piece doubled", "empty", "head", "plain"],
)
def test_an_altered_file_is_never_read_to_its_end(harm):
    name = store(WORDS * (PIECE // len(WORDS) * 2))
    on_disk(name).write_bytes(harm(on_disk(name).read_bytes()))
    with pytest.raises(UnreadableFile, match="altered"):
        read(name)


def test_a_file_put_in_anothers_place_does_not_open():
    first, second = store(WORDS), store(WORDS, "persons/ab/second")
    on_disk(first).write_bytes(on_disk(second).read_bytes())
    with pytest.raises(UnreadableFile, match="another file"):
        read(first)


def test_a_lost_key_is_named(settings: Settings):
    name = store(WORDS)
    settings.ENCRYPTION_KEYS = {"new": NEW}
    with pytest.raises(UnreadableFile, match="'old' is not in ENCRYPTION_KEYS"):
        read(name)


def test_the_change_of_the_key_takes_the_files_along_and_leaves_their_digests(settings: Settings, tmp_path: Path):
    attachment = make_attachment(make_person())
    large = store(WORDS * 200_000, "jobs/ab/large")
    settings.ENCRYPTION_KEYS = {"new": NEW, "old": OLD}
    out = io.StringIO()
    call_command("rotate_keys", stdout=out)
    assert "2 files now bear the key 'new'" in out.getvalue()
    settings.ENCRYPTION_KEYS = {"new": NEW}
    assert (count_keys(tmp_path), read(large)) == ({"new": 2}, WORDS * 200_000)
    assert Attachment.objects.get().digest == attachment.digest
    again = io.StringIO()
    call_command("rotate_keys", stdout=again)
    assert "0 files" in again.getvalue()


def test_a_change_that_was_killed_between_files_goes_on(settings: Settings, tmp_path: Path):
    names = [store(WORDS, f"persons/{number}/file") for number in range(3)]
    settings.ENCRYPTION_KEYS = {"new": NEW, "old": OLD}

    def kill(name: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate_files(report=kill)
    assert count_keys(tmp_path) == {"new": 1, "old": 2}
    assert rotate_files(report=lambda name: None) == (2, [])
    assert [read(name) for name in names] == [WORDS] * 3


def test_a_change_that_was_killed_within_a_file_goes_on_and_leaves_nothing_behind(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    name = store(WORDS)
    settings.ENCRYPTION_KEYS = {"new": NEW, "old": OLD}

    def kill(descriptor: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", kill)
        with pytest.raises(KeyboardInterrupt):
            rotate_files(report=lambda name: None)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2
    assert read(name) == WORDS
    assert rotate_files(report=lambda name: None) == (1, [])
    assert count_keys(tmp_path) == {"new": 1}


def test_what_a_killed_change_left_of_a_file_since_removed_is_cleared_away(settings: Settings, tmp_path: Path):
    (tmp_path / "persons").mkdir()
    (tmp_path / "persons" / "gone.rotating").write_bytes(b"new:")
    assert rotate_files(report=lambda name: None) == (0, [])
    assert count_keys(tmp_path) == {}


def test_a_file_that_does_not_open_is_told_and_stops_nothing(settings: Settings, tmp_path: Path):
    bad, good = store(WORDS, "persons/0/bad"), store(WORDS, "persons/1/good")
    on_disk(bad).write_bytes(b"old:" + b"x" * 60)
    settings.ENCRYPTION_KEYS = {"new": NEW, "old": OLD}
    out = io.StringIO()
    with pytest.raises(CommandError, match=bad):
        call_command("rotate_keys", stdout=out)
    assert "1 files" in out.getvalue()
    assert read(good) == WORDS


@pytest.fixture
def officer(client) -> User:
    make_division(VILLAGE)
    liaison = make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP)
    client.force_login(liaison)
    return liaison


@pytest.fixture
def attachment(officer: User) -> Attachment:
    return make_attachment(make_person(village_code=VILLAGE), kind="id_card")


def ask(client, attachment: Attachment):
    return client.get(reverse("people:attachment", args=[attachment.pk]))


def test_an_altered_scan_is_refused_with_a_page_and_recorded_and_is_no_look(client, officer, attachment):
    path = on_disk(attachment.file.name)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    answer = ask(client, attachment)
    assert (answer.status_code, answer.templates[0].name) == (500, "protect/unreadable.html")
    refused = RefusedFile.objects.get()
    assert (refused.user, refused.name, refused.problem) == (officer, attachment.file.name, "altered")
    assert refused.where == reverse("people:attachment", args=[attachment.pk])
    assert not Reveal.objects.exists()


def test_a_row_that_was_made_to_name_anothers_file_is_refused(client, officer, attachment):
    other = make_attachment(make_person("李红", village_code=VILLAGE), kind="id_card", shade=10)
    Attachment.objects.filter(pk=attachment.pk).update(file=other.file.name)
    assert ask(client, attachment).status_code == 500
    assert RefusedFile.objects.get().problem == "altered"


def test_the_page_says_that_a_key_is_lost(client, attachment, settings: Settings):
    settings.ENCRYPTION_KEYS = {"new": NEW}
    answer = ask(client, attachment)
    assert "old" in answer.context["told"]
    assert "ENCRYPTION_KEYS" in answer.context["told"]
    assert RefusedFile.objects.get().problem == "key"


def test_a_job_that_meets_an_altered_file_says_so_and_records_it(officer: User):
    sheet = ContentFile("姓名\n王和平\n".encode(), "册.csv")
    spec = spec_named("persons")
    assert spec
    job = request_import(scope=scope_of(officer), user=officer, spec=spec, file=sheet, mode="check")
    path = on_disk(str(job.input_file.name))
    path.write_bytes(path.read_bytes()[:-1])
    run_job(job.pk)
    job.refresh_from_db()
    refused = RefusedFile.objects.get()
    assert (job.state, refused.user, refused.name) == (State.FAILED, officer, job.input_file.name)
    assert job.message == UnreadableFile(refused.name).told()
    assert str(job.pk) in refused.where
