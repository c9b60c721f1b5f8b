"""A county's documents: our engine through Celery beside bare WeasyPrint, LibreOffice and Typst on the same text."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from django.conf import settings
from django.db import connection

from benchmarks import Line, interleaved
from benchmarks._database import Scratch, scratch

VILLAGES = 60
RUNS = 3
OFFICE_FILES = 12
ROLL_ROWS = 2_000
COUNTY = "140431"
_KIND = "announcement-election-day"


def run() -> list[Line]:
    """Notices of a county's villages through two workers; one notice and a roll in one process; the peers."""
    lines: list[Line] = []
    with TemporaryDirectory() as directory, scratch() as database:
        database.renew()
        _county()
        htmls = _htmls()
        os.environ["FONTCONFIG_FILE"] = str(Path(settings.DOCUMENT_FONTS) / "fonts.conf")
        peers: dict[str, Callable[[], object]] = {
            "bare": lambda: _bare(htmls),
            "typst": lambda: _typst(htmls, Path(directory)),
        }
        if shutil.which("soffice"):
            peers["office"] = lambda: _office(htmls, Path(directory))
        with _Workers(Path(directory), database) as workers:
            ours = {"ours": workers.documents, "package": workers.package}
            times = interleaved({**ours, **peers}, runs=RUNS, before=workers.settle)
        lines += _compared(times, len(htmls))
    return [*lines, *_single()]


def _compared(times: dict[str, float], count: int) -> list[Line]:
    """Our documents beside bare WeasyPrint; the whole package, with its archive, beside the other programs."""
    what = f"{count} notices of a county, {count / times['ours']:.1f} a second with register and digests"
    package = f"a county's package of {count} notices with its archive, {count / times['package']:.1f} a second"
    bare = "two workers through Celery, against two bare WeasyPrint processes with the same faces"
    lines = [
        Line("documents-bare", times["ours"], times["bare"], f"{what}, {bare}"),
        Line("documents-typst", times["package"], times["typst"], f"{package}, against Typst compiling the same text"),
    ]
    if "office" in times:
        scaled = times["office"] * count / OFFICE_FILES
        note = f"{package}, against LibreOffice converting the same text from .docx ({OFFICE_FILES} measured, scaled)"
        return [*lines, Line("documents-libreoffice", times["package"], scaled, note)]
    print(
        "documents-libreoffice: soffice is not installed (apt-get install --no-install-recommends libreoffice-writer)"
    )
    return lines


def _county() -> None:
    from demo.services import load  # the models are ready once the benchmark runs

    load()
    _word()


def _word() -> None:
    from accounts.models import User
    from filings.models import Wording
    from filings.wording import PASSAGES

    user = User.objects.get(username="county")
    Wording.objects.bulk_create(
        Wording(county_code=COUNTY, passage=passage.name, text=passage.example, version=1, by=user)
        for passage in PASSAGES
        if not Wording.objects.filter(county_code=COUNTY, kind="", passage=passage.name).exists()
    )


def _papers() -> list[Any]:
    from filings.kinds import kind_of
    from filings.services import paper_of
    from filings.wording import words_of

    kind, words = kind_of(_KIND), words_of(COUNTY)
    return [paper_of(kind, thing, words=words) for thing in kind.subjects_below(COUNTY)]


def _htmls() -> list[str]:
    import datetime

    from filings.papers import Issue

    papers = [paper for paper in _papers() if not paper.gaps]
    return [paper.html(Issue(paper.number(), datetime.date(2026, 11, 10))) for paper in papers]


def _forget() -> None:
    """The register emptied, as nobody but the owner of the tables can: otherwise the second run would find all made."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "TRUNCATE filings_document, filings_package, filings_documentdownload, filings_withdrawal, jobs_job CASCADE"
        )
        cursor.execute("RESET session_replication_role")


def _bare_part(htmls: list[str]) -> int:
    """What a project would write: WeasyPrint's own way, one stylesheet, one set of faces."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    from filings.engine.fetcher import PackagedFetcher

    faces, fetcher = FontConfiguration(), PackagedFetcher()
    sheets = [
        weasyprint.CSS(url=f"paper:///{name}", url_fetcher=fetcher, font_config=faces)
        for name in ("page.css", "announcement.css")
    ]
    size = 0
    for html in htmls:
        text = weasyprint.HTML(string=html, base_url="paper:///", url_fetcher=fetcher)
        size += len(text.write_pdf(stylesheets=sheets, font_config=faces, pdf_variant="pdf/a-3a"))
    return size


def _bare(htmls: list[str]) -> int:
    with ProcessPoolExecutor(2) as pool:
        return sum(pool.map(_bare_part, [htmls[::2], htmls[1::2]]))


def _plain(html: str) -> list[str]:
    """The text of a notice by paragraph, for the peers."""
    import re

    body = html.partition("<h1>")[2]
    parts = re.findall(r"(?:<p[^>]*>|^)(.*?)</(?:p|h1)>", body, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", part).strip() for part in parts]


def _office(htmls: list[str], directory: Path) -> None:
    import docx
    from docx.shared import Pt

    source = directory / "docx"
    if not source.exists():
        source.mkdir()
        for number, html in enumerate(htmls[:OFFICE_FILES]):
            document = docx.Document()
            for place, text in enumerate(_plain(html)):
                run = document.add_paragraph().add_run(text)
                run.font.size = Pt(16 if place else 22)
                run.font.name = "Noto Serif CJK SC"
            document.save(str(source / f"{number}.docx"))
    environment = {key: value for key, value in os.environ.items() if key != "FONTCONFIG_FILE"}
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{directory}/office",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(directory / "pdf"),
            *map(str, source.glob("*.docx")),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        timeout=600,
    )


def _typst(htmls: list[str], directory: Path) -> None:
    import typst

    file = directory / "notice.typ"
    compiler = None
    for html in htmls:
        title, *paragraphs = _plain(html)
        quoted = "\n\n".join("#" + _string(paragraph) for paragraph in paragraphs)
        file.write_text(
            '#set page(paper: "a4", margin: (top: 37mm, left: 28mm, right: 26mm, bottom: 35mm))\n'
            '#set text(font: ("FandolFang", "FandolSong"), size: 16pt, lang: "zh")\n'
            f'#align(center, text(font: "Noto Serif CJK SC", weight: 700, size: 22pt, {_string(title)}))\n\n{quoted}\n',
            encoding="utf-8",
        )
        compiler = compiler or typst.Compiler(
            str(file), font_paths=[str(settings.DOCUMENT_FONTS)], ignore_system_fonts=True
        )
        typst.compile(str(file), font_paths=[str(settings.DOCUMENT_FONTS)], ignore_system_fonts=True)


def _string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class _Workers:
    """A private Redis, a worker with two children and beat, on the scratch database."""

    def __init__(self, directory: Path, database: Scratch) -> None:
        self.directory, self.database = directory, database
        self.programs: list[subprocess.Popen[bytes]] = []
        self.asked: Any = None

    def __enter__(self) -> Self:
        from electionadmin.local.processes import redis_server

        socket = self.directory / "redis.sock"
        host = connection.settings_dict["HOST"].replace("/", "%2F")
        user = connection.settings_dict["USER"]
        environment = {
            **os.environ,
            "REDIS_URL": f"redis+socket://{socket}",
            "DATABASE_URL": f"postgresql://{user}@{host}/{self.database.copy}",
            "DJANGO_SETTINGS_MODULE": "electionadmin.settings.local",
        }
        settings.CELERY_BROKER_URL = environment["REDIS_URL"]
        from electionadmin.celery import app

        app.conf.update(broker_url=environment["REDIS_URL"])
        self._start(
            [
                str(redis_server()),
                "--port",
                "0",
                "--unixsocket",
                str(socket),
                "--dir",
                str(self.directory),
                "--save",
                "",
            ],
            {},
        )
        celery = [sys.executable, "-m", "celery", "-A", "electionadmin"]
        self._start([*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle"], environment)
        self._start([*celery, "beat", "--schedule", str(self.directory / "beat"), "--pidfile="], environment)
        self.package()  # both children have read faces and stylesheets before the clock starts
        return self

    def _start(self, arguments: list[str], environment: dict[str, str]) -> None:
        self.programs.append(
            subprocess.Popen(
                arguments,
                env=environment or None,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        )

    def package(self) -> None:
        """All notices of the county, asked for as the page does, until the archive is there."""
        self._ask()
        self._wait(lambda package: package.finished_at is not None)

    def documents(self) -> None:
        """The same until every document is in the register; the archive is made afterwards."""
        self._ask()
        self._wait(lambda package: package.parts_done == package.parts)

    def settle(self) -> None:
        """Wait for what is under way, then empty the register."""
        self._wait(lambda package: package.finished_at is not None)
        _forget()

    def _ask(self) -> None:
        from accounts.models import User
        from accounts.scope import scope_of
        from filings.kinds import kind_of
        from filings.packages import request_package
        from villages.models import Division

        user = User.objects.get(username="county")
        self.asked = request_package(
            scope=scope_of(user), division=Division.objects.get(pk=COUNTY), kinds=[kind_of(_KIND)], user=user
        )

    def _wait(self, is_there: Callable[[Any], bool]) -> None:
        """Until the package asked for last is as far as that; at once where none is in the register."""
        from filings.models import Package

        limit = time.monotonic() + 900
        while (package := Package.objects.filter(pk=self.asked.pk).first()) is not None and not is_there(package):
            if time.monotonic() > limit:
                raise RuntimeError("the package was not finished")
            time.sleep(0.05)

    def __exit__(self, *error: object) -> None:
        for program in reversed(self.programs):
            os.killpg(program.pid, signal.SIGKILL)
            program.wait()


def _single() -> list[Line]:
    """In one process: a notice, a roll of thousands of names, and how much memory a thousand documents leave."""
    import datetime
    import resource

    from filings.engine import Page
    from filings.papers import Issue
    from tests.filings import papers

    issue = Issue("140431-00000-00000", datetime.date(2026, 11, 10))
    notice, roll = papers.announcement(), papers.roll(groups=1, size=ROLL_ROWS)
    notice.print(issue)
    size = len(notice.print(issue).pdf)
    html, page = notice.html(issue), Page(notice.kind.stylesheets())
    made = roll.print(issue)
    times = interleaved(
        {"notice": lambda: notice.print(issue), "roll": lambda: roll.print(issue), "bare": lambda: _bare_part([html])},
        runs=RUNS,
    )
    del page
    for _number in range(300):
        notice.print(issue)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return [
        Line(
            "documents-notice",
            times["notice"],
            times["bare"],
            f"one notice of {size // 1024} KB, process at most {memory} MB after 300 more, against WeasyPrint in the same process",
        ),
        Line(
            "documents-roll",
            times["roll"],
            made.pages / 25,
            f"a roll of {ROLL_ROWS} names, {made.pages} pages, {made.pages / times['roll']:.1f} pages a second, against 25 a second",
        ),
    ]
