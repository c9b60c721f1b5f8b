"""The Chinese catalogue is complete: every text of the code is in it, translated, not fuzzy, with the same placeholders."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")


def main() -> int:
    """Collect the texts anew in a copy and compare with the catalogue in the repository."""
    with tempfile.TemporaryDirectory() as copy:
        tracked = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        for name in tracked.stdout.splitlines():
            if (
                name.endswith((".py", ".html", ".txt", ".po"))
                and not name.startswith(("tests/", "benchmarks/"))
                and (ROOT / name).exists()
            ):
                target = Path(copy) / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, target)
        command = [sys.executable, "-m", "django", "makemessages", "--locale", "zh_Hans", "--no-location", "--no-wrap"]
        subprocess.run(command, cwd=copy, check=True, capture_output=True)
        subprocess.run(["msgattrib", "--no-obsolete", "-o", "fresh.po", CATALOGUE], cwd=copy, check=True)
        faults = _untranslated(Path(copy) / "fresh.po")
    broken = subprocess.run(
        ["msgfmt", "--check", "-o", "/dev/null", CATALOGUE], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if faults or broken.returncode:
        print("\n".join(faults) + broken.stderr)
        return 1
    return 0


def _untranslated(catalogue: Path) -> list[str]:
    faults = []
    for options, word in ((["--untranslated"], "not translated"), (["--only-fuzzy"], "fuzzy")):
        found = subprocess.run(
            ["msgattrib", *options, "--no-wrap", catalogue], capture_output=True, text=True, check=True
        )
        faults += [f"{word}: {text}" for text in re.findall(r'^msgid "(.+)"$', found.stdout, re.MULTILINE)]
    return faults


if __name__ == "__main__":
    sys.exit(main())
