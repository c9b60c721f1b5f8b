"""Two officers merge the same two records at the same moment."""

import threading

from django.core.exceptions import ValidationError
from django.db import connection

from accounts.roles import Role
from accounts.scope import scope_of
from people.models import Merge
from people.services import merge
from tests.factories import VILLAGE, make_division, make_officer, make_person


def test_of_two_who_merge_at_once_one_is_told(committed_db):
    make_division(VILLAGE)
    officer = make_officer(Role.COUNTY_ORGANISER)
    scope, kept, lost = scope_of(officer), make_person(village_code=VILLAGE), make_person(village_code=VILLAGE)
    answers = []

    def run():
        try:
            answers.append(merge(scope=scope, user=officer, kept=kept, lost=lost, chosen={}, reason="同一人"))
        except ValidationError as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(answer).__name__ for answer in answers) == ["Merge", "ValidationError"]
    assert Merge.objects.count() == 1
