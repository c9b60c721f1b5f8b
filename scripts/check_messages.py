"""The Chinese catalogue is complete: every text of the code is in it, translated, not fuzzy, with the same placeholders."""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
# What a translation must hold as its source does: placeholders, percent signs, tags.
_KEPT = re.compile(r"%\(\w+\)[a-z]|%%|</?\w+[^>]*>")
# A Latin mark behind or before a Chinese character.
_LATIN_MARK = re.compile(r"[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]")


def main() -> int:
    """Collect the texts anew in a copy and compare with the catalogue in the repository."""
    with tempfile.TemporaryDirectory() as copy:
        _copy_sources(Path(copy))
        command = [sys.executable, "-m", "django", "makemessages", "--locale", "zh_Hans", "--no-location", "--no-wrap"]
        subprocess.run(command, cwd=copy, check=True, capture_output=True)
        fresh = Path(copy) / CATALOGUE
        faults = [
            *_chosen(fresh, "not translated", "--untranslated", "--no-obsolete"),
            *_chosen(fresh, "fuzzy", "--only-fuzzy", "--no-obsolete"),
            *_chosen(fresh, "no longer used", "--only-obsolete"),
            *_differing(fresh),
        ]
    broken = subprocess.run(
        ["msgfmt", "--check-format", "--check-domain", "-o", "/dev/null", CATALOGUE],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if faults or broken.returncode:
        print("\n".join([*faults, broken.stderr]).strip())
        return 1
    return 0


def _copy_sources(target: Path) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in tracked.stdout.splitlines():
        wanted = name.endswith((".py", ".html", ".txt", ".po")) and not name.startswith(("tests/", "benchmarks/"))
        if wanted and (ROOT / name).exists():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)


def _entries(catalogue: Path, *options: str) -> Iterator[tuple[str, str]]:
    """Source and translation of the chosen entries, the plural where there is one."""
    found = subprocess.run(["msgattrib", *options, "--no-wrap", catalogue], capture_output=True, text=True, check=True)
    for entry in found.stdout.split("\n\n"):
        texts: dict[str, str] = {}
        key = ""
        for line in entry.splitlines():
            part = re.fullmatch(r'(?:#~ )?(?:(msg\w+(?:\[0\])?) )?"(.*)"', line)
            if part:
                key = part[1] or key
                texts[key] = texts.get(key, "") + part[2]
        if texts.get("msgid"):
            yield texts.get("msgid_plural", texts["msgid"]), texts.get("msgstr", texts.get("msgstr[0]", ""))


def _chosen(catalogue: Path, word: str, *options: str) -> list[str]:
    return [f"{word}: {source}" for source, _translation in _entries(catalogue, *options)]


def _differing(catalogue: Path) -> list[str]:
    """Translations without the placeholders and tags of their source, or with Latin marks beside Chinese characters."""
    faults = []
    for source, translation in _entries(catalogue, "--translated", "--no-obsolete"):
        if set(_KEPT.findall(source)) != set(_KEPT.findall(translation)):
            faults.append(f"other placeholders: {source} — {translation}")
        if _LATIN_MARK.search(_KEPT.sub("", translation)):
            faults.append(f"Latin mark: {translation}")
    return faults


if __name__ == "__main__":
    sys.exit(main())
