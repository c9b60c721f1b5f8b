"""What a user reads when something is not as it should be."""

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views.defaults import bad_request, server_error

from accounts.roles import Role
from tests.factories import make_officer


@pytest.mark.django_db
def test_page_that_does_not_exist_says_so_within_the_frame(client: Client):
    client.force_login(make_officer(Role.OBSERVER), "django.contrib.auth.backends.ModelBackend")
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert 'class="rail"' in response.content.decode()


@pytest.mark.django_db
def test_form_without_its_token_is_refused_with_advice():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_officer(Role.COUNTY_ADMIN), "django.contrib.auth.backends.ModelBackend")
    response = client.post("/departments/add/", {"name": "县教育局"})
    assert response.status_code == 403
    assert 'class="rail"' in response.content.decode()


@pytest.mark.parametrize("answer", [bad_request, server_error])
def test_failing_server_needs_neither_database_nor_context(answer):
    request = RequestFactory().get("/")
    response = answer(request) if answer is server_error else answer(request, ValueError())
    assert 'href="/"' in response.content.decode()


def test_error_summary_is_silent_about_a_form_without_errors():
    assert render_to_string("components/errors.html", {"form": forms.Form()}).strip() == ""
