"""Parties and accounts in camt: who paid, to which of our numbers."""

from kvitt.bank.payment import NO_PAYER, Payer
from kvitt.bank.xml_file import Node
from kvitt.kernel.reference import canonical_account

_NO_NAME = ("not available", "notprovided", "not provided")
"""What banks write where a name has to stand and they know none."""

_ACCOUNT_PATHS = ("Id/IBAN", "Id/Othr/Id", "Id/BBAN", "Id/PrtryAcct/Id")


def payer_of(detail: Node) -> Payer:
    """The debtor of the transaction: name, address lines, number and account."""
    parties = detail.first("RltdPties")
    if parties is None:
        return NO_PAYER
    debtor = _party(parties, "Dbtr") or _party(parties, "UltmtDbtr")
    account = parties.first("DbtrAcct")
    number = canonical_account(account.text(*_ACCOUNT_PATHS)) if account else ""
    if debtor is None:
        return Payer(account=number) if number else NO_PAYER
    organisation_number = debtor.text(
        "Id/OrgId/Othr/Id", "Id/PrvtId/Othr/Id", "Id/OrgId/PrtryId/Id", "Id/PrvtId/PrtryId/Id"
    )
    return Payer(_name_of(debtor), _address_of(debtor), organisation_number, number)


def counterparty_of(detail: Node, *, is_debit: bool) -> str:
    """The name at the other end: whom a debit went to, whom a credit came from."""
    parties = detail.first("RltdPties")
    if parties is None:
        return ""
    party = _party(parties, "Cdtr" if is_debit else "Dbtr")
    return _name_of(party) if party is not None else ""


def account_for(detail: Node, statement_account: str) -> str:
    """Our number that the payer used: the bankgiro where one is named, else the account itself.

    A bankgiro is an alias of the account, and BgMax knows the same payment by the bankgiro.
    """
    other = detail.first("RltdPties/CdtrAcct/Id/Othr")
    if other is not None and other.text("SchmeNm/Prtry", "SchmeNm/Cd") in ("BGNR", "BG"):
        return canonical_account(other.text("Id"))
    return statement_account


def _party(parties: Node, role: str) -> Node | None:
    return parties.first(f"{role}/Pty") or parties.first(role)


def _name_of(party: Node) -> str:
    name = party.text("Nm")
    return "" if name.lower() in _NO_NAME else name


def _address_of(party: Node) -> tuple[str, ...]:
    postal = party.first("PstlAdr")
    if postal is None:
        return ()
    street = " ".join(filter(None, (postal.text("StrtNm"), postal.text("BldgNb"))))
    town = " ".join(filter(None, (postal.text("PstCd"), postal.text("TwnNm"))))
    lines = (street, *postal.texts("AdrLine"), town, postal.text("Ctry"))
    return tuple(line for line in lines if line)
