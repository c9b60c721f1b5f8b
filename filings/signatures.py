"""The county's electronic signature (PAdES) on each PDF, where a key is configured; the paper is signed and sealed by hand all the same."""

from functools import cache
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def is_configured() -> bool:
    """Whether PDFs are signed."""
    return bool(settings.DOCUMENT_KEY_FILE)


def sign(pdf: bytes) -> tuple[bytes, str]:
    """The signed file and whose key it was (the certificate's subject). Raises ImproperlyConfigured for a key that cannot be used."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # loads much; only who signs needs it
    from pyhanko.sign import PdfSignatureMetadata, fields
    from pyhanko.sign.signers import PdfSigner

    signer = _signer()
    metadata = PdfSignatureMetadata(
        field_name="County", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES, use_pades_lta=False
    )
    target = BytesIO()
    PdfSigner(metadata, signer=signer).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=target)
    return target.getvalue(), str(signer.subject_name)[:200]


@cache
def _signer() -> Any:
    """The key of the settings, opened once in a process."""
    from pyhanko.sign.signers import SimpleSigner  # as above

    signer = SimpleSigner.load_pkcs12(  # type: ignore[no-untyped-call]
        settings.DOCUMENT_KEY_FILE, passphrase=settings.DOCUMENT_KEY_PASSWORD.encode() or None
    )
    if signer is None:
        raise ImproperlyConfigured(
            "DOCUMENT_KEY_FILE cannot be opened: give a PKCS #12 file and DOCUMENT_KEY_PASSWORD."
        )
    return signer
