"""What a kept UBL document holds for a person to read: the picture that came inside it."""

import base64
import binascii

from lxml import etree

from kvitt.intake.ubl import read_document

_NAMES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
_INSIDE = "cac:AdditionalDocumentReference/cac:Attachment/cbc:EmbeddedDocumentBinaryObject"
PDF = "application/pdf"
PDF_BEGINS = b"%PDF-"


def pdf_inside(raw: bytes, *, name: str) -> bytes | None:
    """The PDF that the document carries, where it carries exactly one; else None.

    Of several nobody can say which is the invoice. Raises UnreadableFile.
    """
    found = [
        content
        for element in read_document(raw, name).findall(_INSIDE, _NAMES)
        if (element.get("mimeCode") or "").lower() == PDF and (content := _content(element))
    ]
    return found[0] if len(found) == 1 else None


def _content(element: etree._Element) -> bytes | None:
    try:
        content = base64.b64decode("".join((element.text or "").split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    return content if content.startswith(PDF_BEGINS) else None
