"""What the documents are measured beside: bare WeasyPrint, LibreOffice and Typst on the same text."""

import os
import re
import subprocess
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Self

from django.conf import settings

OFFICE_FILES = 12


@cache
def _bare_tools() -> tuple[Any, Any, list[Any]]:
    """Faces, fetcher and stylesheets, read once in a process: what a project would write."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    from filings.engine.fetcher import PackagedFetcher

    faces, fetcher = FontConfiguration(), PackagedFetcher()
    names = ("page.css", "announcement.css")
    return (
        faces,
        fetcher,
        [weasyprint.CSS(f"paper:///{name}", url_fetcher=fetcher, font_config=faces) for name in names],
    )


def _bare_part(htmls: list[str]) -> int:
    """WeasyPrint's own way; how many bytes it wrote."""
    import weasyprint

    faces, fetcher, sheets = _bare_tools()
    size = 0
    for html in htmls:
        text = weasyprint.HTML(string=html, base_url="paper:///", url_fetcher=fetcher)
        size += len(text.write_pdf(stylesheets=sheets, font_config=faces, pdf_variant="pdf/a-3a"))
    return size


class Bare:
    """Bare WeasyPrint in two processes that have never seen our engine: it adapts the library in whatever process it runs."""

    def __enter__(self) -> Self:
        os.environ["FONTCONFIG_FILE"] = str(Path(settings.DOCUMENT_FONTS) / "fonts.conf")
        self.pool = ProcessPoolExecutor(2, mp_context=get_context("spawn"))
        return self

    def __call__(self, htmls: list[str]) -> int:
        return sum(self.pool.map(_bare_part, [part for part in (htmls[::2], htmls[1::2]) if part]))

    def __exit__(self, *error: object) -> None:
        self.pool.shutdown()


def _plain(html: str) -> list[str]:
    """The text of a notice by paragraph, for the peers."""
    body = html.partition("<h1>")[2]
    parts = re.findall(r"(?:<p[^>]*>|^)(.*?)</(?:p|h1)>", body, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", part).strip() for part in parts]


def by_office(htmls: list[str], directory: Path) -> None:
    """The first texts as .docx, converted in one go."""
    import docx  # of the benchmarks alone
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


def by_typst(htmls: list[str], directory: Path) -> None:
    """The same text compiled by Typst, text by text."""
    import typst  # of the benchmarks alone

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
