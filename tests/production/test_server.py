"""The web server as the container starts it, behind a proxy that ends HTTPS."""

import http.client
import re
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.production.server import HOST, PYTHON, environment, run
from tests.services import Program, database_url, wait_for

pytestmark = pytest.mark.usefixtures("committed_db")

Answer = tuple[int, http.client.HTTPMessage, str]
Get = Callable[..., Answer]


@pytest.fixture(scope="module")
def web(committed_db: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    """Static files collected, gunicorn running; gives a function that asks it for a page."""
    directory = tmp_path_factory.mktemp("web")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    values = environment(directory, database_url())
    collected = run(["manage.py", "collectstatic", "--noinput", "--verbosity", "0"], values)
    assert collected.returncode == 0, collected.stderr
    command = [PYTHON, "-m", "gunicorn", "--config", "docker/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}"]
    server = Program([*command, "electionadmin.wsgi:application"], directory / "web.log", values, inherit=False)

    def get(path: str, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        body = response.read().decode(errors="replace")
        connection.close()
        return response.status, response.headers, body

    def answers() -> bool:
        with suppress(OSError):
            return get("/health/")[0] == 200
        return False

    server.start()
    try:
        wait_for(answers, seconds=30, what=f"the web server answers; {server.output()}")
        get.log = server.output  # type: ignore[attr-defined]
        get.static = Path(values["STATIC_ROOT"])  # type: ignore[attr-defined]
        yield get
    finally:
        server.kill()


def test_the_collected_files_can_be_read_by_another_user_than_collected_them(web: Get):
    files = [path for path in web.static.rglob("*") if path.is_file()]  # type: ignore[attr-defined]
    assert any(path.name == "staticfiles.json" for path in files)
    assert [path for path in files if not path.stat().st_mode & stat.S_IROTH] == []


def secure(get: Get, path: str, **headers: str) -> Answer:
    """As the proxy asks."""
    return get(path, Host=HOST, X_Forwarded_Proto="https", X_Forwarded_For="10.1.2.3", **headers)


def test_the_health_check_of_the_container_needs_no_https(web: Get):
    assert web("/health/")[0::2] == (200, "ok\n")


def test_without_https_the_browser_is_sent_there(web: Get):
    status, headers, _body = web("/account/sign-in/", Host=HOST)
    assert (status, headers["Location"]) == (301, f"https://{HOST}/account/sign-in/")


def test_another_host_is_refused(web: Get):
    assert web("/account/sign-in/", Host="evil.example", X_Forwarded_Proto="https")[0] == 400


def test_the_sign_in_page_comes_in_chinese_with_secure_cookies_and_hsts(web: Get):
    status, headers, body = secure(web, sign_in_address(web))
    assert status == 200
    assert '<html lang="zh-Hans">' in body
    assert "max-age=31536000" in headers["Strict-Transport-Security"]
    cookies = headers.get_all("Set-Cookie") or []
    assert cookies
    assert all("Secure" in cookie for cookie in cookies)


def test_static_files_carry_their_digest_and_are_kept_for_ever(web: Get):
    _status, _headers, body = secure(web, sign_in_address(web))
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', body)
    assert any("htmx.min." in address for address in addresses)
    for address in addresses:
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", address)
        status, headers, _content = secure(web, address)
        assert (status, "immutable" in headers["Cache-Control"]) == (200, True)


def test_the_log_holds_the_page_and_the_machine_and_not_what_was_searched_for(web: Get):
    secure(web, "/account/sign-in/?q=14043119700101001X")
    log = web.log()  # type: ignore[attr-defined]
    assert '10.1.2.3 "GET /account/sign-in/"' in log
    assert "14043119700101001X" not in log


def sign_in_address(web: Get) -> str:
    """Where the home page sends somebody who is not signed in."""
    status, headers, _body = secure(web, "/")
    assert status == 302
    return headers["Location"]
