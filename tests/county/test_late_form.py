"""A form sent after the session has ended, in a real Chromium without scripts: typed, signed in again, sent."""

import time

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.sessions import SEEN
from demo.accounts import PASSWORD
from people.models import Person
from tests.county.conftest import BrowserPage, County


def test_what_was_typed_before_the_session_ended_is_stored_after_sign_in(county: County, browser_page: BrowserPage):
    user = User.objects.get(username="liaison")
    client = Client()
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[1])
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    page = browser_page(None, java_script_enabled=False)
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": county.address}])
    page.goto(county.address + reverse("people:person_add"))
    page.fill("[name=name]", "王晚归")
    page.locator("main form.form").first.evaluate("form => { form.noValidate = true }")

    session = SessionStore(key)
    session[SEEN] = int(time.time()) - settings.SESSION_IDLE_SECONDS - 60
    session.save()
    page.click("main button.button-primary")
    page.fill("[name=username]", "liaison")
    page.fill("[name=password]", PASSWORD)
    page.click("main button.button-primary")

    assert page.url == county.address + reverse("protect:typed")
    assert not Person.objects.filter(name="王晚归").exists()
    page.click("main button.button-primary")
    assert page.url == county.address + reverse("people:person_add")
    assert page.input_value("[name=name]") == "王晚归"
