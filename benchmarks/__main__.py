"""`make bench`: every benchmark, or the one named."""

import importlib
import json
import os
import pkgutil
import sys
from pathlib import Path

import django

import benchmarks


def main(only: str | None) -> int:
    """Print one line a comparison and write the same as JSON lines; 2 for a name that does not exist."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "electionadmin.settings.local")
    django.setup()
    names = sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name[0] != "_")
    if only and only not in names:
        sys.stderr.write(f"There is no benchmark {only}; there are: {', '.join(names)}\n")
        return 2
    output = Path("var") / "bench.jsonl"
    output.parent.mkdir(exist_ok=True)
    with output.open("w", encoding="utf-8") as lines:
        for name in [only] if only else names:
            for line in importlib.import_module(f"benchmarks.{name}").run():
                print(line, flush=True)
                lines.write(json.dumps(line.as_dict()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else None))
