"""camt.052, camt.053 and camt.054 (ISO 20022): account reports, statements and notifications.

Read by local names, with or without namespace, versions 01 to 14, also inside an envelope. Only
booked entries are money. What each entry means is in `camt_entry`.
"""

import re

from lxml import etree

from kvitt.bank.camt_entry import Statement, read_entry
from kvitt.bank.payment import (
    BankFile,
    IdentityRegister,
    OtherEntry,
    Payment,
    Quarantined,
    UnreadableBankFile,
    UnreadableRecord,
    distinct,
)
from kvitt.bank.xml_file import Node, elements, local_name, namespace_of
from kvitt.kernel.money import UnreadableAmount, as_decimal_text, parse_amount
from kvitt.kernel.reference import canonical_account

MAX_RAW_CHARACTERS = 4000
"""Of a quarantined entry's XML: enough to judge it by; the whole file is kept anyway."""

_MESSAGES = {
    "BkToCstmrAcctRpt": "camt.052",
    "BkToCstmrStmt": "camt.053",
    "BkToCstmrDbtCdtNtfctn": "camt.054",
}
_STATEMENTS = ("Rpt", "Stmt", "Ntfctn")
_VERSION = re.compile(r"camt\.05[234]\.001\.(\d\d)")
_MESSAGE_SUFFIX = re.compile(r"V\d\d$")
_FOREIGN_MESSAGES = {
    "CstmrCdtTrfInitn": "a payment order to a bank (pain.001)",
    "CstmrPmtStsRpt": "a bank's answer to a payment order (pain.002)",
    "Invoice": "an invoice (UBL); import it as invoices",
    "CreditNote": "a credit note (UBL); import it as invoices",
}
_UNTRUSTED_COPIES = ("COPY", "DUPL")


class _CamtReading:
    """The state of reading one file: the open statement and what its entries gave."""

    def __init__(self, sha256: str) -> None:
        self.sha256 = sha256
        self.format = self.version = self.copy_mark = ""
        self.payments: list[Payment] = []
        self.other: list[OtherEntry] = []
        self.warnings: list[str] = []
        self.quarantined: list[Quarantined] = []
        self.identities = IdentityRegister()
        self.statement_element: etree._Element | None = None
        self.statement: Statement | None = None
        self.header_copy_mark = ""
        self.entries = self.statement_entries = self.statement_sum_minor = 0

    def read(self, element: etree._Element) -> None:
        """One complete element: an entry, a statement, or a header."""
        name = local_name(element)
        if name == "AppHdr":
            self.header_copy_mark = Node(element, namespace_of(element)).text("CpyDplct")
        elif name == "Ntry":
            self._read_entry(element)
            element.clear()
        elif name in _STATEMENTS and _message_of(element.getparent()):
            self._open(element)
            self._check_summary(Node(element, namespace_of(element)))
            self.statement_element = None

    def _open(self, element: etree._Element) -> None:
        if element is self.statement_element:
            return
        node = Node(element, namespace_of(element))
        self.format = _message_of(element.getparent())
        version = _VERSION.search(node.namespace)
        self.version = version.group(1) if version else ""
        self.statement_element = element
        self.statement_entries = self.statement_sum_minor = 0
        self.statement = Statement(
            account=canonical_account(
                node.text(
                    "Acct/Id/IBAN",
                    "Acct/Id/Othr/Id",
                    "Acct/Id/BBAN",
                    "Acct/Id/PrtryAcct/Id",
                )
            ),
            identification=node.text("Id"),
            copy_mark=node.text("CpyDplctInd") or self.header_copy_mark,
        )
        mark = self.statement.copy_mark
        if mark and mark not in _UNTRUSTED_COPIES:
            self.copy_mark = mark
            self.warnings.append(
                f"statement {self.statement.identification}: the bank marks it as a copy ({mark}); "
                "see that its original has not been booked"
            )

    def _read_entry(self, element: etree._Element) -> None:
        parent = element.getparent()
        if parent is None or not _message_of(parent.getparent()):
            return
        self._open(parent)
        assert self.statement is not None
        self.entries += 1
        self.statement_entries += 1
        if self.statement.copy_mark in _UNTRUSTED_COPIES:
            if self.statement_entries == 1:
                self._quarantine_copy(self.statement)
            return
        try:
            found = read_entry(
                Node(element, namespace_of(element)),
                statement=self.statement,
                number=self.entries,
                sha256=self.sha256,
                identities=self.identities,
            )
        except UnreadableRecord as problem:
            raw = etree.tostring(element, encoding="unicode", with_tail=False)
            self.quarantined.append(
                Quarantined(problem.position, problem.sentence, raw[:MAX_RAW_CHARACTERS])
            )
            return
        self.statement_sum_minor += found.entry_minor
        self.payments += found.payments
        self.other += found.other
        self.warnings += found.warnings

    def _quarantine_copy(self, statement: Statement) -> None:
        sentence = (
            f"statement {statement.identification} is a copy of one sent before "
            f"({statement.copy_mark}): nothing of it is booked. Import the original, or release "
            "this one if the original never came"
        )
        self.warnings.append(sentence)
        self.quarantined.append(Quarantined(f"statement {statement.identification}", sentence, ""))

    def _check_summary(self, statement: Node) -> None:
        """Warns where the statement's own count or sum of entries does not agree with them."""
        stated = statement.text("TxsSummry/TtlNtries/NbOfNtries")
        sum_text = statement.text("TxsSummry/TtlNtries/Sum")
        who = f"statement {statement.text('Id')}"
        if stated.isdigit() and stated.isascii() and stated != str(self.statement_entries):
            self.warnings.append(
                f"{who}: {stated} entries are stated, there are {self.statement_entries}"
            )
        try:
            stated_minor = parse_amount(sum_text, decimal_mark=".") if sum_text else None
        except UnreadableAmount as unreadable:
            self.warnings.append(f"{who}: its sum of entries is unreadable: {unreadable.sentence}")
            return
        if stated_minor is not None and stated_minor != self.statement_sum_minor:
            self.warnings.append(
                f"{who}: the sum says {sum_text}, its readable entries are "
                f"{as_decimal_text(self.statement_sum_minor)}"
            )


def read_camt(raw: bytes, *, name: str, sha256: str) -> BankFile:
    """The payments and other entries of a camt file; entries that do not add up in quarantine.

    Raises UnreadableBankFile for broken or hostile XML and for XML of another kind.
    """
    reading = _CamtReading(sha256)
    tags = ("AppHdr", "Ntry", *_STATEMENTS, *_FOREIGN_MESSAGES)
    is_camt, foreign = False, ""
    for element in elements(raw, tags=tags, name=name, warnings=reading.warnings):
        reading.read(element)
        is_camt = is_camt or bool(reading.format)
        foreign = foreign or _FOREIGN_MESSAGES.get(local_name(element), "")
    if not is_camt:
        what = f"is {foreign}" if foreign else "is XML of another kind"
        raise UnreadableBankFile(
            "{name}: {what}, not a statement or notification (camt.052, camt.053, camt.054)",
            name=name,
            what=what,
        )
    return BankFile(
        format=reading.format,
        version=reading.version,
        sha256=sha256,
        payments=tuple(reading.payments),
        other=tuple(reading.other),
        warnings=distinct(reading.warnings),
        quarantined=tuple(reading.quarantined),
        copy_mark=reading.copy_mark,
    )


def _message_of(element: etree._Element | None) -> str:
    """``camt.053`` and so on for the element that wraps statements; empty for any other."""
    if element is None:
        return ""
    return _MESSAGES.get(_MESSAGE_SUFFIX.sub("", local_name(element)), "")
