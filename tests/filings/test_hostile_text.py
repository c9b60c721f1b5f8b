"""User text is data: nothing in it is fetched, attached, styled or drawn (docs/threat-model.md)."""

import socket
import threading
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from filings.engine import Page, render
from tests.filings import papers

SECRET = "geheimer Inhalt"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(SECRET)
    return path


@pytest.fixture
def listener():
    """Counts who calls."""
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()
    server.settimeout(0.2)
    calls = []
    stop = threading.Event()

    def accept():
        while not stop.is_set():
            try:
                calls.append(server.accept()[1])
            except TimeoutError:
                continue

    thread = threading.Thread(target=accept)
    thread.start()
    yield server.getsockname()[1], calls
    stop.set()
    thread.join()
    server.close()


ATTACKS = [
    '<a rel="attachment" href="{file}">x</a>',
    '<link rel="attachment" href="{file}">',
    '<img src="{file}">',
    '<img src="http://127.0.0.1:{port}/a.png">',
    '<style>@import "http://127.0.0.1:{port}/a.css"; body {{ display: none }}</style>',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="{file}"/></svg>',
    '<object data="{file}"></object>',
    '"><embed src="http://127.0.0.1:{port}/x">',
    "{{{{ facts.issuer }}}}",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_of_users_is_printed_as_it_was_typed(attack, secret, listener):
    port, calls = listener
    text = attack.format(file=secret.as_uri(), port=port)
    made = papers.announcement(voters=text).print(papers.ISSUE)
    reader = pypdf.PdfReader(BytesIO(made.pdf))
    printed = "".join(page.extract_text() for page in reader.pages).replace("\n", "").replace(" ", "")
    assert text.replace(" ", "") in printed
    assert list(reader.attachments) == ["facts.json"]
    assert SECRET.encode() not in made.pdf
    assert calls == []


@pytest.mark.parametrize("attack", [attack for attack in ATTACKS if "{file}" in attack or "{port}" in attack])
def test_even_a_template_that_forgot_to_escape_reaches_nothing(attack, secret, listener):
    """The second wall: the fetcher serves the packaged directory alone."""
    port, calls = listener
    html = f"<html lang=zh-Hans><title>t</title><body>{attack.format(file=secret.as_uri(), port=port)}<p>正文</p></body></html>"
    made = render(html, Page(("page.css",)))
    reader = pypdf.PdfReader(BytesIO(made.pdf))
    for attached in reader.attachments.values():
        assert SECRET.encode() not in b"".join(attached)
    assert SECRET not in "".join(page.extract_text() for page in reader.pages)
    assert calls == []


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "paper:///../models.py",
        "paper:///%2e%2e/models.py",
        "paper:///qr/../../etc/passwd",
        "http://127.0.0.1/",
        "data:text/css,x",
        "ftp://127.0.0.1/x",
        "paper:///",
    ],
)
def test_the_fetcher_serves_nothing_but_the_package(address):
    from filings.engine.fetcher import NotPackaged, PackagedFetcher

    for way in (PackagedFetcher().fetch, PackagedFetcher().open, PackagedFetcher()):
        with pytest.raises(NotPackaged):
            way(address)
    assert PackagedFetcher().fetch("paper:///page.css").read().startswith(b"/* GB/T 9704")
