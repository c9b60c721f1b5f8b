"""Columns computed from a person's data, for one person or for the rows of an import."""

from collections.abc import Iterable
from typing import NamedTuple

from people.models import ADDRESS, ID_NUMBER, NAME_KEY_LENGTH, PINYIN_LENGTH, TELEPHONE
from people.pinyin import of_person
from people.rules import CleanPerson
from people.strokes import name_key
from protect.crypto import Keyring, keyring


class Columns(NamedTuple):
    """What is stored of name, ID number, telephone and address; the names are those of Person's columns.

    `id_number`, `telephone` and `address` are cipher text, another one each time: compare the indexes to see whether a row changed.
    """

    name: str
    name_original: str
    name_key: str
    pinyin: str
    initials: str
    id_number: str
    id_index: str | None
    id_last4: str
    telephone: str
    telephone_index: str
    address: str
    address_index: str


def prepare(people: Iterable[CleanPerson]) -> list[Columns]:
    """The computed columns of each person, in order, ready for COPY."""
    ring = keyring()
    return [_columns(person, ring) for person in people]


def id_index(number: str) -> str:
    """Blind index of an ID number in normal form."""
    return keyring().blind_index(number, ID_NUMBER)


def telephone_index(number: str) -> str:
    """Blind index of a telephone number in normal form."""
    return keyring().blind_index(number, TELEPHONE)


def address_index(address: str) -> str:
    """Blind index of an address, by which a changed one is noticed."""
    return keyring().blind_index(address, ADDRESS)


def _columns(person: CleanPerson, ring: Keyring) -> Columns:
    number, telephone = person.id_number, person.telephone
    reading = of_person(person.name)
    return Columns(
        person.name,
        person.name_original,
        name_key(person.name)[:NAME_KEY_LENGTH],
        reading.pinyin[:PINYIN_LENGTH],
        reading.initials,
        ring.encrypt(number, ID_NUMBER) if number else "",
        ring.blind_index(number, ID_NUMBER) if number else None,
        number[-4:],
        ring.encrypt(telephone, TELEPHONE) if telephone else "",
        ring.blind_index(telephone, TELEPHONE) if telephone else "",
        ring.encrypt(person.address, ADDRESS) if person.address else "",
        ring.blind_index(person.address, ADDRESS) if person.address else "",
    )
