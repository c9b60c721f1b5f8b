"""A county with a key of its own: its PDFs bear a PAdES signature that any reader can check."""

import datetime
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from django.core.exceptions import ImproperlyConfigured
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from accounts.scope import scope_of
from filings import signatures
from filings.checking import check_file
from filings.facts import sm3
from filings.kinds import kind_of
from filings.models import Standing
from filings.services import issue

pytestmark = pytest.mark.django_db
PASSWORD = "a word that opens it"
NAME = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "沁源县委组织部")])


@pytest.fixture
def key(tmp_path: Path, settings) -> Iterator[Path]:
    """A key with a certificate of its own, as the settings name it; the path of the certificate."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(NAME, NAME, private.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(private, hashes.SHA256())
    )
    lock = BestAvailableEncryption(PASSWORD.encode())
    (tmp_path / "key.p12").write_bytes(pkcs12.serialize_key_and_certificates(None, private, certificate, None, lock))
    path = tmp_path / "certificate.der"
    path.write_bytes(certificate.public_bytes(Encoding.DER))
    settings.DOCUMENT_KEY_FILE = str(tmp_path / "key.p12")
    settings.DOCUMENT_KEY_PASSWORD = PASSWORD
    signatures._signer.cache_clear()
    yield path
    signatures._signer.cache_clear()


def status_of(pdf: bytes, certificate: Path):
    context = ValidationContext(trust_roots=[load_cert_from_pemder(str(certificate))])
    [signature] = PdfFileReader(BytesIO(pdf)).embedded_signatures
    return validate_pdf_signature(signature, signer_validation_context=context)


def test_the_signature_covers_the_whole_file_and_is_the_countys(key, organiser, election):
    kind = kind_of("announcement-election-day")
    document, _made = issue(scope=scope_of(organiser), kind=kind, thing=election, user=organiser)
    assert "沁源县委组织部" in document.signed_by
    status = status_of(document.pdf, key)
    assert status.bottom_line
    assert status.intact
    assert status.coverage.name == "ENTIRE_FILE"
    # What the register knows is the signed file.
    assert document.sm3 == sm3(document.pdf)
    assert check_file(document.pdf).standing is Standing.GENUINE


def test_a_file_changed_afterwards_is_found_out(key, organiser, election):
    kind = kind_of("announcement-election-day")
    document, _made = issue(scope=scope_of(organiser), kind=kind, thing=election, user=organiser)
    pdf = document.pdf
    place = pdf.index(b"/Title")
    changed = pdf[:place] + b"/Tatle" + pdf[place + 6 :]
    assert not status_of(changed, key).intact
    assert check_file(changed).standing is Standing.UNKNOWN


def test_a_key_that_does_not_open_says_what_to_give(key, settings):
    settings.DOCUMENT_KEY_PASSWORD = "another"
    with pytest.raises(ImproperlyConfigured, match="DOCUMENT_KEY_PASSWORD"):
        signatures.sign(b"%PDF-1.7")
