"""A petition for attachment on the creditor's own notice, as ELAN takes it (shape 0.9).

The shape is that of the public description and its example; `schema.json` is ours and refuses
everything else. The same filing gives the same bytes: the reference is the key by which the
authority knows a petition that comes twice.
"""

import json
import uuid
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator

from kvitt.domain.enforcement.norway_claimed import COURT_FEE, NOTICE, elements, relief
from kvitt.domain.filing import FiledLetter, Filing
from kvitt.integrations.elan.claims import amount, claims
from kvitt.integrations.elan.parties import (
    applicants,
    identifier,
    lacking,
    opponents,
    sender,
)
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook
from kvitt.law.letters_norway import DEMANDS
from kvitt.law.notices import require_elements

DOCUMENT = "attachment_application_own_document"
GROUND, FORCE, DEMAND = "tvangsgrunnlag", "tvangskraftgrunnlag", "betalingsoppfordring"
"""What an attachment proves: the claim, that it may be enforced, that payment was demanded."""
_NAMES = uuid.UUID("6f1f6a3e-52d7-5c0e-9a55-0d3f0b6a7c11")


class ShapeNotKnown(Refusal):
    """The public description does not show how such a petition is written."""


class PetitionNotValid(Refusal):
    """The petition does not have the shape that ELAN takes, and is not sent."""


class Attachment(NamedTuple):
    """A document that goes with the petition."""

    kind: str
    notice_id: int
    file_name: str
    sha256: str
    uuid: str

    def named(self) -> dict[str, str]:
        """The attachment as the petition refers to it."""
        return {"type": self.kind, "filnavn": self.file_name, "uuid": self.uuid}


def attachments(filing: Filing) -> tuple[Attachment, ...]:
    """The notice as ground and as proof of the notice, then every payment demand.

    Each has an identifier that the same filing always gives again, so that sending twice attaches
    once. Raises PetitionLacks where no notice or demand has left.
    """
    notice = _last(filing, (NOTICE,))
    demands = [one for one in filing.letters if one.kind in DEMANDS]
    if notice is None:
        raise lacking(filing, "notice", "the notice of enforcement: send it first")
    if not demands:
        raise lacking(filing, "demand", "a payment demand that has left: send one first")
    wanted = [(GROUND, notice), (FORCE, notice), *((DEMAND, one) for one in demands)]
    return tuple(_attachment(filing, kind, letter) for kind, letter in wanted)


def petition(
    filing: Filing, book: LawBook, uuids: Mapping[tuple[str, int], str] | None = None
) -> dict[str, Any]:
    """The petition as the tree that becomes JSON.

    ``uuids`` are the identifiers that the authority gave the attachments, by kind and notice, where
    they are not ours. Raises PetitionLacks, ShapeNotKnown, MissingElement, PetitionNotValid and
    LawNotKnown.
    """
    if filing.title is not None:
        raise ShapeNotKnown(
            "How ELAN takes a petition on a judgment is not publicly described: file it by the "
            "authority's portal and record it",
            reference=filing.reference,
        )
    board = _board_is_wanted(filing)
    require_elements(
        book, DOCUMENT, elements(filing, board=board), on=filing.filed_on, called=filing.reference
    )
    attached = [
        one._replace(uuid=(uuids or {}).get((one.kind, one.notice_id), one.uuid))
        for one in attachments(filing)
    ]
    found = claims(filing, book, _demands(filing, attached))
    made = {
        "saksoeker": applicants(filing),
        "saksoekt": opponents(filing),
        "underskrift": filing.signed_by,
        "tvangsfullbyrdelsestype": "utlegg",
        "begjaeringsdato": filing.filed_on.isoformat(),
        "begjaeringensTvangsgrunnlag": [_ground(filing, found, attached, board=board)],
        "kreverRettsgebyrErstattet": any(cost.kind == COURT_FEE for cost in filing.costs),
        "kravTilInnkreving": found,
        "betalingsinformasjon": {
            "norskKonto": {
                "kontovaluta": filing.currency,
                "landkodeBank": "NO",
                "kontonummer": filing.pay_to,
                "kidnummer": filing.pay_reference,
            }
        },
        "vedlegg": [one.named() for one in attached],
        "innsenderReferanse": filing.reference,
        "innsender": sender(filing),
    }
    require_valid(made)
    return made


def as_json(made: Mapping[str, Any]) -> bytes:
    """The petition's bytes: the same every time."""
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def require_valid(made: Mapping[str, Any]) -> None:
    """Raises PetitionNotValid, with every place that is wrong and never what stands there."""
    wrong = (error.absolute_path for error in _schema().iter_errors(made))
    places = sorted({"/".join(map(str, path)) or "(root)" for path in wrong})
    if places:
        raise PetitionNotValid(
            "The petition is not as ELAN takes it: look at {places}",
            places=places,
        )


@lru_cache(maxsize=1)
def _schema() -> Draft202012Validator:
    text = files("kvitt.integrations.elan").joinpath("schema.json").read_text("utf-8")
    schema = json.loads(text)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _board_is_wanted(filing: Filing) -> bool:
    wanted = filing.settings.get("board_on_objection", "")
    if wanted not in ("yes", "no"):
        raise lacking(
            filing, "board_on_objection",
            "whether the conciliation board is wanted if the debtor objects: say yes or no",
        )  # fmt: skip
    return wanted == "yes"


def _last(filing: Filing, kinds: tuple[str, ...]) -> FiledLetter | None:
    sent = [one for one in filing.letters if one.kind in kinds and one.sent_on <= filing.filed_on]
    return max(sent, key=lambda one: (one.sent_on, one.notice_id), default=None)


def _attachment(filing: Filing, kind: str, letter: FiledLetter) -> Attachment:
    name = f"{filing.reference}/{kind}/{letter.sha256}"
    return Attachment(
        kind, letter.notice_id, f"{kind}-{letter.sent_on}.pdf", letter.sha256,
        str(uuid.uuid5(_NAMES, name)),
    )  # fmt: skip


def _demands(filing: Filing, attached: list[Attachment]) -> list[dict[str, Any]]:
    letters = {one.notice_id: one for one in filing.letters}
    return [
        {
            "betalingsfrist": _day(letters[one.notice_id].deadline_on),
            "betalingsoppfordring": one.named(),
            "brevdato": _day(letters[one.notice_id].sent_on),
        }
        for one in attached
        if one.kind == DEMAND
    ]


def _day(day: date) -> str:
    return day.isoformat()


def _ground(
    filing: Filing, found: list[dict[str, Any]], attached: list[Attachment], *, board: bool
) -> dict[str, Any]:
    """The written notice on which the petition rests, and when it was sent."""
    notice = _last(filing, (NOTICE,))
    by_kind = {one.kind: one.named() for one in attached}
    original_minor = sum(item.amount_minor for claim in filing.claims for item in claim.items)
    apart_minor = sum(
        item.amount_minor
        for claim in filing.claims
        for item in claim.costs
        if item.kind == COURT_FEE and item.dated_on >= filing.filed_on
    )
    sent_on = _day(notice.sent_on) if notice else ""
    return {
        "innsendersKravreferanse": [one["kravreferanse"] for one in found],
        "eksternSaksreferanse": filing.reference,
        "tvangsgrunnlagsdato": sent_on,
        "tvangsgrunnlag": by_kind[GROUND],
        "betegnelseAvTvangsgrunnlag": filing.claims[0].text or filing.ground,
        "varsel": [{"dato": sent_on, "type": "varselTvfbl418", FORCE: by_kind[FORCE]}],
        "saerligTvangsgrunnlag": {
            "paalydendeBeloep": amount(original_minor - apart_minor),
            "skyldner": [identifier(filing.debtor)],
            "kreditor": [identifier(filing.creditor)],
            "skriftligMeddelelse": _written_notice(filing, notice, board=board),
        },
    }


def _written_notice(filing: Filing, notice: FiledLetter | None, *, board: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "kravetsGrunnlag": filing.ground,
        "krevesFravaersdom": True,
        "faktiskeForholdForKravet": filing.ground,
        "paastand": relief(filing),
        "kanBehandlesIForliksraadet": board,
        "avsender": identifier(filing.agent or filing.creditor),
        "mottakeradresse": {
            "adressetekst": [line for line in filing.debtor.address_lines if line.strip()],
            "poststedsnavn": filing.debtor.city,
            "postnummer": filing.debtor.postcode,
        },
    }
    way = filing.settings.get(f"delivery_{notice.channel}", "") if notice else ""
    if way:
        told["forsendelsesmaate"] = {"forsendelsesmaate": way}
    return told
