"""The way to ELAN over HTTP: documents first, then the petition, then what became of it.

A petition is known by its reference and day. Sent again it is not filed again: the authority says
that it is there, and its receipt is fetched. Where no answer came nobody knows whether it arrived,
and the same call made later finds out. Logs and refusals carry codes and references, no names.

The addresses below the base address are our reading: the description that shows them is not open.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from kvitt.domain.filing import Filing
from kvitt.integrations.elan.codes import CASE, DUPLICATE, meaning, remedy_of
from kvitt.integrations.elan.parties import lacking
from kvitt.integrations.elan.petition import Attachment, as_json, attachments, petition
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook

URL, TOKEN, SECONDS = "KVITT_ELAN_URL", "KVITT_ELAN_TOKEN", "KVITT_ELAN_SECONDS"
PETITIONS, DOCUMENTS = "utleggsbegjaering", "vedlegg"
PATIENCE_SECONDS = 20.0
"""Recommended: an answer that takes longer counts as none."""
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_MOST_BYTES = 1_000_000


class ElanNotSetUp(Refusal):
    """The address or the token of ELAN is not set, or the address is not one to send a token to."""


class TokenRefused(Refusal):
    """ELAN does not accept the token: nothing was filed."""


class PetitionRefused(Refusal):
    """ELAN refuses the petition, and says by which codes; nothing was filed."""


class NoAnswer(Refusal):
    """No answer came: whether it was filed is not known. The same call again finds out."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What ELAN says of a petition that it has."""

    number: str
    """The authority's number of the case."""
    received_at: str
    state: str
    was_there: bool = False
    """The petition had been filed by an earlier call."""

    @property
    def received_on(self) -> date:
        """The day on which it was received: it interrupts the limitation."""
        return datetime.fromisoformat(self.received_at).date()


class ElanClient:
    """One installation's way to ELAN."""

    def __init__(self, base: str, token: str, *, seconds: float = PATIENCE_SECONDS) -> None:
        place = urlsplit(base)
        is_safe = place.scheme == "https" or (
            place.scheme == "http" and place.hostname in _LOOPBACK
        )
        if not (is_safe and place.hostname and token):
            raise ElanNotSetUp(
                "set {url} to an https address and {token} to a token: without them nothing is "
                "filed by ELAN",
                url=URL,
                token=TOKEN,
            )
        self._base, self._token, self._seconds = base.rstrip("/"), token, seconds

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "ElanClient":
        """The client as the environment sets it up. Raises ElanNotSetUp."""
        try:
            seconds = float(environment.get(SECONDS) or PATIENCE_SECONDS)
        except ValueError as no:
            raise ElanNotSetUp("{seconds} is not a number of seconds", seconds=SECONDS) from no
        return cls(environment.get(URL, ""), environment.get(TOKEN, ""), seconds=seconds)

    def attach(self, reference: str, attachment: Attachment, content: bytes) -> str:
        """Hands a document over; its identifier with the authority. Twice is once.

        Raises TokenRefused, PetitionRefused and NoAnswer.
        """
        path = f"{DOCUMENTS}/{attachment.uuid}?begjaering={quote(reference, safe='')}"
        told = self._call("PUT", path, content, reference, "application/pdf")
        return str(told.get("uuid") or attachment.uuid)

    def file(self, tree: Mapping[str, Any]) -> Receipt:
        """Files the petition, once: where it is there already its receipt is fetched.

        Raises TokenRefused, PetitionRefused and NoAnswer.
        """
        reference = str(tree["innsenderReferanse"])
        try:
            told = self._call("POST", PETITIONS, as_json(tree), reference)
        except PetitionRefused as no:
            if no.given["codes"] != [DUPLICATE]:
                raise
            found = self.look_up(reference, on=str(tree["begjaeringsdato"]))
            if found is None:
                raise
            return Receipt(found.number, found.received_at, found.state, was_there=True)
        return _receipt(told, reference)

    def look_up(self, reference: str, *, on: str) -> Receipt | None:
        """What ELAN has of the petition of that reference and day; None where it has nothing.

        Raises TokenRefused, PetitionRefused and NoAnswer.
        """
        path = f"{PETITIONS}/{quote(reference, safe='')}?begjaeringsdato={quote(on, safe='')}"
        try:
            return _receipt(self._call("GET", path, None, reference), reference)
        except _NotThere:
            return None

    def _call(
        self, method: str, path: str, body: bytes | None, reference: str,
        media: str = "application/json",
    ) -> dict[str, Any]:  # fmt: skip
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Accept": "application/json",
            "Content-Type": media,
            "Idempotency-Key": reference,
        }
        request = urllib.request.Request(
            f"{self._base}/{path}", data=body, headers=headers, method=method
        )
        try:
            with _OPENER.open(request, timeout=self._seconds) as answer:
                return _tree(answer.read(_MOST_BYTES))
        except urllib.error.HTTPError as no:
            with no:
                raise _refusal(no.code, _tree(no.read(_MOST_BYTES)), reference) from None
        except (OSError, ValueError) as no:
            raise NoAnswer(
                "ELAN did not answer about {called}: whether it arrived is not known. Try again, "
                "it is filed once",
                reference=reference,
                called=reference,
            ) from no


def file_by_elan(
    client: ElanClient, filing: Filing, book: LawBook, documents: Mapping[int, bytes]
) -> Receipt:
    """Hands over the documents, then files the petition, once; the receipt.

    ``documents`` are the letters' PDFs by notice. What is wrong with the petition is found before
    anything leaves. After NoAnswer the same filing, with the same day, is filed by another call.
    Raises what `petition` and the client raise, and PetitionLacks for a document that is missing.
    """
    petition(filing, book)
    uuids = {}
    for one in attachments(filing):
        content = documents.get(one.notice_id)
        if not content:
            raise lacking(filing, "document", f"the letter of {one.file_name} as it was sent")
        uuids[(one.kind, one.notice_id)] = client.attach(filing.reference, one, content)
    return client.file(petition(filing, book, uuids))


class _NotThere(Refusal):
    """ELAN knows no petition of that reference."""


class _NoDetour(urllib.request.HTTPRedirectHandler):
    """A token is never carried on to another address."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follows nothing."""


_OPENER = urllib.request.build_opener(_NoDetour)


def _tree(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {"feil": found}


def _receipt(told: Mapping[str, Any], reference: str) -> Receipt:
    """Raises NoAnswer where what came back is no receipt."""
    number, received_at = told.get("saksreferanse"), told.get("mottattTidspunkt")
    try:
        datetime.fromisoformat(str(received_at))
    except ValueError:
        number = None
    if not number:
        raise NoAnswer(
            "ELAN answered about {called} without a receipt: look it up before it is filed again",
            reference=reference,
            called=reference,
        )
    return Receipt(str(number), str(received_at), str(told.get("status", "")))


def _refusal(status: int, told: Mapping[str, Any], reference: str) -> Refusal:
    if status == 404:
        return _NotThere("ELAN has nothing of {called}", reference=reference, called=reference)
    if status in (401, 403):
        return TokenRefused(
            "ELAN did not accept the token ({status}): nothing was filed. Renew it in {token}",
            status=status,
            token=TOKEN,
        )
    if status == 422:
        codes = _codes(told)
        why = "; ".join(f"{meaning(code).sentence} ({code})" for code in codes)
        return PetitionRefused(
            "ELAN refuses the petition of {called}: {why}",
            codes=codes, remedy=remedy_of(codes), reference=reference, called=reference,
            why=why or 'without a code',
        )  # fmt: skip
    if 400 <= status < 500 and status not in (408, 429):
        return PetitionRefused(
            "ELAN could not read the petition of {called} ({status}): nothing was filed",
            codes=[], remedy=CASE, reference=reference, status=status, called=reference,
        )  # fmt: skip
    return NoAnswer(
        "ELAN failed ({status}) on {called}: whether it arrived is not known. Try again, it is "
        "filed once",
        reference=reference,
        status=status,
        called=reference,
    )


def _codes(told: Mapping[str, Any]) -> list[str]:
    """The codes of a refusal, in their order, each once."""
    listed = told.get("feil")
    rows = listed if isinstance(listed, list) else [told]
    names = ("vilkaarnavn", "vilkårnavn", "kode")
    found = [
        str(row[name]) for row in rows if isinstance(row, dict) for name in names if row.get(name)
    ]
    return list(dict.fromkeys(found))
