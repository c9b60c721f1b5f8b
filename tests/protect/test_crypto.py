"""Encryption, blind index, masks, and the checks at start."""

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from protect import checks, crypto
from protect.crypto import DecryptionError, blind_index, decrypt, encrypt, keyring
from protect.masking import mask, mask_id_number, mask_telephone

OLD, NEW, INDEX = "00" * 16, "11" * 16, "22" * 32


def test_sm4_gcm_gives_the_example_of_rfc_8998():
    plain = bytes.fromhex("".join(letter * 16 for letter in "ABCDEFEA"))
    cipher = Cipher(
        SM4(bytes.fromhex("0123456789abcdeffedcba9876543210")), GCM(bytes.fromhex("00001234567800000000abcd"))
    )
    encryptor = cipher.encryptor()
    encryptor.authenticate_additional_data(bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
    secret = encryptor.update(plain) + encryptor.finalize()
    assert secret.hex().startswith("17f399f08c67d5ee19d0dc9969c4bb7d")
    assert encryptor.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"


@given(st.text(), st.text())
def test_a_value_opens_in_its_own_context_only(text: str, context: str):
    value = encrypt(text, context=context)
    assert decrypt(value, context=context) == text
    with pytest.raises(DecryptionError):
        decrypt(value, context=f"{context}.other")


def test_the_same_text_looks_different_each_time_and_names_its_key(settings: Settings):
    settings.ENCRYPTION_KEYS = {"k2": NEW, "k1": OLD}
    values = {encrypt("11010519491231002X", context="a") for _ in range(20)}
    assert len(values) == 20
    assert all(value.startswith("k2:") for value in values)
    assert all("1949" not in value for value in values)


def test_an_old_key_still_opens_and_a_lost_one_is_named_as_the_cause(settings: Settings):
    settings.ENCRYPTION_KEYS = {"k1": OLD}
    value = encrypt("text", context="a")
    settings.ENCRYPTION_KEYS = {"k2": NEW, "k1": OLD}
    assert decrypt(value, context="a") == "text"
    settings.ENCRYPTION_KEYS = {"k2": NEW}
    with pytest.raises(DecryptionError, match="ENCRYPTION_KEYS"):
        decrypt(value, context="a")


@pytest.mark.parametrize("damage", ["", "local", "local:", "local:?", "local:AAAA", "local:" + "A" * 60])
def test_what_is_no_value_is_refused(damage: str):
    with pytest.raises(DecryptionError):
        decrypt(damage, context="a")


def test_every_changed_character_is_noticed():
    value = encrypt("text", context="a")
    start = value.index(":") + 1
    for place in range(start, len(value)):
        changed = value[:place] + ("A" if value[place] != "A" else "B") + value[place + 1 :]
        with pytest.raises(DecryptionError):
            decrypt(changed, context="a")


def test_the_blind_index_is_steady_and_depends_on_text_context_and_key(settings: Settings):
    settings.INDEX_KEY = INDEX
    index = blind_index("text", context="a")
    assert index == blind_index("text", context="a")
    assert len(index) == 64
    assert index != blind_index("texu", context="a")
    assert index != blind_index("text", context="b")
    settings.ENCRYPTION_KEYS = {"k2": NEW}
    assert index == blind_index("text", context="a")
    settings.INDEX_KEY = "33" * 32
    assert index != blind_index("text", context="a")


@pytest.mark.parametrize(
    ("keys", "index_key"),
    [
        ({}, INDEX),
        ({"k1": "00"}, INDEX),
        ({"k1": "no hex"}, INDEX),
        ({"k:1": OLD}, INDEX),
        ({"": OLD}, INDEX),
        ({"k1": OLD}, "22"),
        ({"k1": OLD}, ""),
    ],
)
def test_keys_of_the_wrong_form_are_told_at_start(settings: Settings, keys: dict[str, str], index_key: str):
    settings.ENCRYPTION_KEYS, settings.INDEX_KEY = keys, index_key
    with pytest.raises(ImproperlyConfigured):
        keyring()
    assert [error.id for error in checks.keys_are_usable()] == ["protect.E001"]


def test_good_keys_and_a_good_openssl_pass_the_checks():
    assert checks.keys_are_usable() == []
    assert checks.algorithms_are_there() == []


def test_an_openssl_without_sm4_is_told_at_start(monkeypatch: pytest.MonkeyPatch):
    def refuse(*args: object) -> None:
        raise UnsupportedAlgorithm("SM4")

    monkeypatch.setattr(crypto, "Cipher", refuse)
    assert [error.id for error in checks.algorithms_are_there()] == ["protect.E002"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("11010519491231002X", "110***********002X"),
        ("", ""),
        ("1234567", "*******"),
    ],
)
def test_an_id_number_shows_neither_date_of_birth_nor_county(value: str, shown: str):
    assert mask_id_number(value) == shown


def test_telephones_are_masked_by_their_length():
    assert mask_telephone("13812345678") == "138****5678"
    assert mask_telephone("0355-7831234") == "035*****1234"
    assert mask_telephone("7831234") == "*****34"
    assert mask_telephone("") == ""


@given(st.text(), st.integers(0, 5), st.integers(0, 5))
def test_a_mask_keeps_the_length_and_never_shows_everything(value: str, head: int, tail: int):
    shown = mask(value, head=head, tail=tail)
    assert len(shown) == len(value)
    assert not value or "*" in shown
