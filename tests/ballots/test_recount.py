"""`manage.py recount FILE …`."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.ballots.records import record


def _write(path: Path, value: Any) -> str:
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return str(path)


def _recount(*arguments: str) -> str:
    out = StringIO()
    call_command("recount", *arguments, stdout=out)
    return out.getvalue()


def test_one_record_gives_one_object(tmp_path: Path):
    verdict = json.loads(_recount(_write(tmp_path / "one.json", record())))

    assert verdict["elected"] == [{"name": "A", "post": "director", "votes": 300}]
    assert [*verdict] == ["status", "elected", "next", "findings"]
    assert {*verdict["findings"][0]} == {"rule", "ok", "severity", "basis", "detail"}


def test_an_array_gives_an_array(tmp_path: Path):
    verdicts = json.loads(_recount(_write(tmp_path / "many.json", [record(), record(electors=1000)])))

    assert [verdict["status"] for verdict in verdicts] == ["complete", "void"]


def test_several_files_give_a_line_each(tmp_path: Path):
    one, many = _write(tmp_path / "one.json", record()), _write(tmp_path / "many.json", [record()])

    lines = [json.loads(line) for line in _recount(one, many).splitlines()]

    assert [type(line) for line in lines] == [dict, list]


def test_indented_for_reading(tmp_path: Path):
    output = _recount(_write(tmp_path / "one.json", record()), "--indent")

    assert output.startswith('{\n  "status": "complete"')


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (record(electors=-1), "electors"),
        ([record(), record(electors="x")], "[1].electors"),
        ('{"rulebook": "cn-2026", "rulebook": "cn-2018"}', "rulebook"),
        ('{"electors": NaN}', "NaN"),
        ("{", "JSON"),
        ("", "JSON"),
        ("[" * 100_000, ""),
        ('{"electors": ' + "9" * 5000 + "}", "JSON"),
        ("7", ""),
    ],
    ids=["negative", "in a list", "key twice", "NaN", "cut off", "empty", "nested", "digits", "number"],
)
def test_a_file_that_cannot_be_judged_prints_nothing_and_names_the_key(tmp_path: Path, content: Any, named: str):
    good, bad = _write(tmp_path / "good.json", record()), _write(tmp_path / "bad.json", content)
    out = StringIO()

    with pytest.raises(CommandError) as refused:
        call_command("recount", good, bad, stdout=out)

    assert refused.value.returncode == 2
    assert "bad.json" in str(refused.value)
    assert named in str(refused.value).removeprefix(bad)
    assert out.getvalue() == ""


def test_a_file_that_is_not_there(tmp_path: Path):
    with pytest.raises(CommandError, match=r"missing\.json"):
        _recount(str(tmp_path / "missing.json"))


def test_from_the_shell_without_a_database(tmp_path: Path):
    environment = {
        "DATABASE_URL": "postgresql://127.0.0.1:1/nowhere",
        "LANG": "C",
        "LANGUAGE": "C",
        "PATH": "/usr/bin:/bin",
    }
    files = [
        _write(tmp_path / "one.json", record({"director": {"张䶮": 300}})),
        _write(tmp_path / "bad.json", {"electors": -1}),
    ]

    def run(name: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "recount", name]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)

    good, bad = run(files[0]), run(files[1])

    assert (good.returncode, json.loads(good.stdout)["elected"][0]["name"]) == (0, "张䶮")
    assert (bad.returncode, bad.stdout) == (2, "")
    assert "rulebook" in bad.stderr


def test_verdicts_are_printed_without_starting_django(tmp_path: Path):
    program = "import sys; from ballots.files import print_verdicts; sys.exit(0 if print_verdicts(sys.argv[1:]) else 9)"
    good, bad = _write(tmp_path / "good.json", record()), _write(tmp_path / "bad.json", {"electors": -1})

    def run(*names: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", program, *names]
        return subprocess.run(command, capture_output=True, text=True, cwd=settings.BASE_DIR, env={}, check=False)

    assert json.loads(run(good).stdout) == json.loads(_recount(good))
    assert (run(good, bad).returncode, run(good, bad).stdout) == (9, "")
