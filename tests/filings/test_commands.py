"""`render` and `verify`, as the contract names them."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from elections.models import Election
from filings.models import Document
from tests.factories import make_document

pytestmark = pytest.mark.django_db


def _run(*arguments):
    out = io.StringIO()
    try:
        call_command(*arguments, stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def test_render_lists_the_kinds():
    code, text = _run("render", "--list")
    assert code == 0
    assert "announcement-election-day\t确定选举日公告\telections.Election" in text.splitlines()


def test_render_and_verify(election, tmp_path: Path):
    out = tmp_path / "a.pdf"
    assert _run("render", "announcement-election-day", str(election.pk), "--out", str(out))[0] == 0
    assert _run("verify", str(out)) == (0, _run("verify", str(out))[1])
    assert _run("verify", str(out))[1].splitlines()[0] == "genuine"
    out.write_bytes(out.read_bytes() + b" ")
    code, text = _run("verify", str(out))
    assert (code, text.splitlines()[0]) == (1, "unknown")


def test_verify_names_the_successor(election, tmp_path: Path):
    first = make_document(election, pdf=b"%PDF one")
    Election.objects.filter(pk=election.pk).update(election_day="2026-12-20")
    second = make_document(Election.objects.get(pk=election.pk), replaces=first, pdf=b"%PDF two")
    (tmp_path / "a.pdf").write_bytes(b"%PDF one")
    code, text = _run("verify", str(tmp_path / "a.pdf"))
    assert (code, text.splitlines()[0]) == (1, "superseded")
    assert second.number in text


@pytest.mark.parametrize(
    "arguments",
    [
        ("render", "nothing", "1", "--out", "x.pdf"),
        ("render", "announcement-election-day", "0", "--out", "x.pdf"),
        ("render", "announcement-election-day", "abc", "--out", "x.pdf"),
        ("render", "announcement-election-day"),
        ("verify", "/nowhere/a.pdf"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(arguments):
    with pytest.raises(CommandError) as refused:
        _run(*arguments)
    assert str(refused.value)
    assert not Document.objects.exists()
