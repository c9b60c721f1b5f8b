"""Which address stands for the machine of a user."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from electionadmin.web.proxy import client_address


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "10.0.0.9", "172.18.0.1"),
        (1, None, "172.18.0.1"),
        (1, "", "172.18.0.1"),
        (1, "10.0.0.9", "10.0.0.9"),
        (1, "made up, 10.0.0.9", "10.0.0.9"),
        (2, "made up, 10.0.0.9, 10.0.0.1", "10.0.0.9"),
        (2, "10.0.0.9", "172.18.0.1"),
    ],
)
def test_it_is_the_one_that_the_outermost_of_our_proxies_was_called_from(settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = RequestFactory(REMOTE_ADDR="172.18.0.1").get("/", headers=headers)
    seen = []
    client_address(lambda asked: seen.append(asked.META["REMOTE_ADDR"]) or HttpResponse())(request)
    assert seen == [expected]
