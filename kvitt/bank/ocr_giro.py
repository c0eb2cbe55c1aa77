"""OCR giro, incoming payments with KID (Norway): records of 80 columns to payments.

Layout: NY000010 start of the transmission; assignments of NY090020 (account), payments in two or
three records (NY09tt30, 31, 32; tt is the kind of transaction) and NY090088 (count and sum), then
NY000089. Counts or sums of payments that do not agree quarantine the whole file.

The sign stands in column 32 of record 30 (``-`` where a credit note was sent electronically). Kinds
18 and 20 are reversals: money goes back, whatever the sign column says, yet the control sums add
them.
"""

from datetime import date

from kvitt.bank.payment import (
    BankFile,
    IdentityRegister,
    OtherEntry,
    Payer,
    Payment,
    Quarantined,
    ReferenceKind,
    UnreadableBankFile,
    UnreadableRecord,
    distinct,
)
from kvitt.bank.text_file import whole_number
from kvitt.kernel.money import as_decimal_text

SERVICE = "09"
REVERSALS = ("18", "20")
FREE_TEXT_KINDS = ("20", "21")

_CHANNELS = {
    "10": "giro",
    "11": "standing_order",
    "12": "direct_remittance",
    "13": "business_terminal",
    "14": "counter",
    "15": "avtalegiro",
    "16": "telegiro",
    "17": "cash",
    "18": "card",
    "19": "card",
    "20": "card",
    "21": "card",
}
_FIRST_YEAR_OF_1900S = 70
"""Years are written with two digits; 70 to 99 mean the last century."""


class _Draft:
    """One transaction: its record 30 and the 31 and 32 that follow."""

    __slots__ = ("first", "number", "second", "text")

    def __init__(self, number: int, first: str) -> None:
        self.number = number
        self.first = first
        self.second = ""
        self.text: list[str] = []


class _Sums:
    """What the payments of an assignment or a transmission come to, for its control record."""

    def __init__(self) -> None:
        self.count = self.records = 0
        self.net_minor = 0
        self.control_minor = 0
        """As the banks' specification counts: reversals added, credit notes deducted."""

    def add(self, other: "_Sums") -> None:
        """Adds an assignment to its transmission."""
        self.count += other.count
        self.records += other.records
        self.net_minor += other.net_minor
        self.control_minor += other.control_minor


class _OcrGiroReading:
    """The state of reading one file: transmission, assignment, the open transaction."""

    def __init__(self, name: str, sha256: str) -> None:
        self.name, self.sha256 = name, sha256
        self.payments: list[Payment] = []
        self.other: list[OtherEntry] = []
        self.warnings: list[str] = []
        self.faults: list[Quarantined] = []
        self.identities = IdentityRegister()
        self.transmission = ""
        self.assignment = ""
        self.account = ""
        self.service = ""
        self.services: set[str] = set()
        self.draft: _Draft | None = None
        self.sums, self.file_sums = _Sums(), _Sums()
        self.has_ended = False

    def read(self, number: int, line: str) -> None:
        """One line, by its record type in columns 1 to 8."""
        if not line.startswith("NY") or len(line) < 8:
            raise UnreadableRecord(
                f"line {number}", f"line {number}: not an OCR giro record (NY…)", line
            )
        service, record = line[2:4], line[6:8]
        if record == "10":
            self._start(line)
        elif record == "89":
            self._end(number, line)
        elif record == "20":
            self._open_assignment(number, line)
        elif record == "88":
            self._close_assignment(number, line)
        elif service != SERVICE:
            self.sums.records += 1
        else:
            self._read_item(number, line, record)

    def finish(self, number: int, line: str) -> None:
        """After the last line: says so where the file is cut or only a piece of one."""
        if self.services and SERVICE not in self.services:
            named = ", ".join(sorted(self.services))
            raise UnreadableBankFile(
                "{file}: no OCR giro payments (service 09) but service {named}; AvtaleGiro "
                "claims (21) and agreements are sent to the bank, not read from it",
                file=self.name,
                named=named,
            )
        if not self.has_ended:
            self._fault(number, line, "the transmission's end (NY000089) is missing: a cut file")

    def _start(self, line: str) -> None:
        self.transmission = ":".join((line[8:16], line[16:23], line[23:31]))
        self.file_sums, self.has_ended = _Sums(), False
        self.file_sums.records = 1

    def _open_assignment(self, number: int, line: str) -> None:
        if not self.transmission:
            self._fault(number, line, "the transmission's start (NY000010) is missing")
        if self.service:
            self._fault(number, line, "the assignment before has no end record (NY090088)")
        self.service = line[2:4]
        self.services.add(self.service)
        self.assignment, self.account = line[17:24], line[24:35].strip()
        self.sums = _Sums()
        self.sums.records = 1
        if self.service != SERVICE:
            self.warnings.append(
                f"line {number}: an assignment of service {self.service} holds no OCR payments; "
                "skipped"
            )

    def _read_item(self, number: int, line: str, record: str) -> None:
        position = f"line {number}"
        if self.service != SERVICE:
            raise UnreadableRecord(position, f"{position}: a payment outside an assignment", line)
        self.sums.records += 1
        if record == "30":
            self._book_draft()
            self.draft = _Draft(number, line)
        elif record in ("31", "32"):
            if self.draft is None or self.draft.first[8:15] != line[8:15]:
                raise UnreadableRecord(
                    position, f"{position}: record {record} belongs to no payment before it", line
                )
            if record == "31":
                self.draft.second = line
            else:
                self.draft.text.append(line[15:55].strip())
        else:
            self.warnings.append(f"{position}: unknown record “{record}” was skipped")

    def _book_draft(self) -> None:
        draft, self.draft = self.draft, None
        if draft is None:
            return
        first, position = draft.first, f"line {draft.number}"
        kind, sign = first[4:6], first[31:32]
        if sign not in ("-", "0", " "):
            raise UnreadableRecord(position, f"{position}: “{sign}” is not a sign", first)
        stated_minor = whole_number(first, 32, 49, field="the amount", position=position)
        is_reversal = kind in REVERSALS
        amount_minor = -stated_minor if is_reversal or sign == "-" else stated_minor
        self.sums.count += 1
        self.sums.net_minor += amount_minor
        self.sums.control_minor += stated_minor if is_reversal else amount_minor
        booked_on = _day_of(first[15:21], position, first)
        if booked_on is None:
            raise UnreadableRecord(position, f"{position}: the payment has no day", first)
        if amount_minor:
            self.payments.append(self._payment_of(draft, amount_minor, booked_on))
        else:
            self.warnings.append(f"{position}: a payment of 0.00 NOK has nothing to book")
            self.other.append(self._nothing_of(draft, booked_on))

    def _payment_of(self, draft: _Draft, amount_minor: int, booked_on: date) -> Payment:
        first, second = draft.first, draft.second
        kind, number, kid = first[4:6], first[8:15], first[49:74].strip()
        text = tuple(text for text in draft.text if text)
        payer_account = second[47:58].strip()
        where = f"ocr_giro:{self.transmission}:{self.assignment}:{self.account}"
        reference_kind: ReferenceKind = "KID" if kid else "FREE" if text else "NONE"
        return Payment(
            amount_minor=amount_minor,
            currency="NOK",
            booked_on=booked_on,
            value_on=booked_on,
            account=self.account,
            reference=kid or None,
            reference_kind=reference_kind,
            position=f"line {draft.number}",
            identity=self.identities.unique(
                f"{where}:{number}:{booked_on.isoformat()}:{amount_minor}"
            ),
            verdict="correct" if kid and kind not in FREE_TEXT_KINDS else "",
            text=text,
            payer=Payer(account=payer_account if payer_account.strip("0") else ""),
            channel=_CHANNELS.get(kind, ""),
            bank_id=f"{self.transmission}:{self.assignment}:{number}",
            is_reversal=kind in REVERSALS,
            batch=f"{booked_on.isoformat()}/{first[26:31]}",
            ordered_on=self._ordered_on(draft),
        )

    def _nothing_of(self, draft: _Draft, booked_on: date) -> OtherEntry:
        first, position = draft.first, f"line {draft.number}"
        kid, text = first[49:74].strip() or None, tuple(text for text in draft.text if text)
        number = first[8:15]
        return OtherEntry(
            "zero", 0, "NOK", booked_on, booked_on, self.account, kid, text, "", number, position
        )

    def _ordered_on(self, draft: _Draft) -> date | None:
        """The payer's own day: told where readable, and no reason to hold the money back."""
        try:
            return _day_of(draft.second[41:47], f"line {draft.number}", draft.second)
        except UnreadableRecord as unreadable:
            self.warnings.append(f"{unreadable.sentence}; the payment counts")
            return None

    def _close_assignment(self, number: int, line: str) -> None:
        self._book_draft()
        self.sums.records += 1
        if not self.service:
            self._fault(number, line, "an assignment's end (88) without its start (20)")
        if self.service == SERVICE:
            self._compare(number, line, self.sums)
        else:
            # Claims and agreements of other services are not ours to count: take the file's word.
            position = f"line {number}"
            self.sums.count = whole_number(line, 8, 16, field="a count", position=position)
            self.sums.control_minor = self.sums.net_minor = whole_number(
                line, 24, 41, field="the sum", position=position
            ) if line[24:41].strip("0 ") else 0  # fmt: skip
        self.file_sums.add(self.sums)
        self.service = ""

    def _end(self, number: int, line: str) -> None:
        if self.service:
            self._fault(number, line, "the last assignment has no end record (NY090088)")
        if not self.transmission:
            self._fault(number, line, "the transmission's start (NY000010) is missing")
        self.file_sums.records += 1
        self._compare(number, line, self.file_sums)
        self.transmission, self.has_ended = "", True

    def _compare(self, number: int, line: str, sums: _Sums) -> None:
        position = f"line {number}"
        count = whole_number(line, 8, 16, field="the number of payments", position=position)
        records = whole_number(line, 16, 24, field="the number of records", position=position)
        stated_minor = whole_number(line, 24, 41, field="the sum", position=position)
        if count != sums.count:
            self._fault(number, line, f"{count} payments are stated, there are {sums.count}")
        if records != sums.records:
            self.warnings.append(
                f"{position}: {records} records are stated, there are {sums.records}"
            )
        if stated_minor == sums.control_minor:
            return
        if stated_minor == sums.net_minor:
            self.warnings.append(f"{position}: the sum deducts reversals, against the rule")
            return
        self._fault(
            number,
            line,
            f"the sum says {as_decimal_text(stated_minor)} NOK, the payments are "
            f"{as_decimal_text(sums.control_minor)}",
        )

    def _fault(self, number: int, line: str, sentence: str) -> None:
        self.faults.append(Quarantined(f"line {number}", f"line {number}: {sentence}", line))


def read_ocr_giro(lines: list[str], *, name: str, sha256: str) -> BankFile:
    """The payments of an OCR giro file; nothing but quarantine where sums do not agree.

    Raises UnreadableBankFile for a file of another service, such as AvtaleGiro claims.
    """
    reading = _OcrGiroReading(name, sha256)
    number, line = 0, ""
    try:
        for number, line in enumerate(lines, 1):
            if line.strip():
                reading.read(number, line)
        reading.finish(number, line)
    except UnreadableRecord as problem:
        reading.faults.append(problem.as_quarantined())
    is_trusted = not reading.faults
    return BankFile(
        format="ocr_giro",
        version="",
        sha256=sha256,
        payments=tuple(reading.payments) if is_trusted else (),
        other=tuple(reading.other) if is_trusted else (),
        warnings=distinct(reading.warnings),
        quarantined=tuple(reading.faults),
    )


def _day_of(text: str, position: str, line: str) -> date | None:
    """The day written DDMMYY; None where the columns are blank or zero."""
    if not text.strip("0 "):
        return None
    try:
        if len(text) == 6 and text.isascii() and text.isdigit():
            year = int(text[4:])
            century = 1900 if year >= _FIRST_YEAR_OF_1900S else 2000
            return date(century + year, int(text[2:4]), int(text[:2]))
    except ValueError:
        # No such day in the calendar: told below, like any other text that is not a day.
        pass
    raise UnreadableRecord(position, f"{position}: “{text}” is no day", line)
