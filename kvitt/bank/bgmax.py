"""BgMax, incoming bankgiro payments (Sweden): records of 80 columns to payments.

Layout: 01 start, then sections of 05 (bankgiro, currency), 20 payments and 21 deductions, each
followed by 22/23 further references, 25 text, 26 to 29 payer, closed by 15 (the deposit with its
day, sum and count), then 70 with the file's counts. A sum or count of payments that does not agree
quarantines the whole file; unknown records and a wrong count of 22/23 only warn.

What one payment's records mean is in `bgmax_payment`.
"""

from datetime import date

from kvitt.bank.bgmax_payment import Section, further_lines, read_payment
from kvitt.bank.payment import (
    BankFile,
    IdentityRegister,
    OtherEntry,
    Payment,
    Quarantined,
    UnreadableRecord,
    distinct,
)
from kvitt.bank.text_file import day_of, whole_number
from kvitt.kernel.money import as_decimal_text

CURRENCIES = ("SEK", "EUR")
"""Bankgiro has taken SEK alone since October 2016; older files hold EUR too."""

_COUNTED_IN_70 = {"20": 2, "21": 10, "22": 18, "15": 26}
"""Where record 70 counts each record (22 stands for 22 and 23)."""


class _BgMaxReading:
    """The state of reading one file: the open section, the counts, what was found wrong."""

    def __init__(self, lines: list[str], sha256: str) -> None:
        self.lines = lines
        self.sha256 = sha256
        self.version = ""
        self.payments: list[Payment] = []
        self.other: list[OtherEntry] = []
        self.warnings: list[str] = []
        self.faults: list[Quarantined] = []
        self.identities = IdentityRegister()
        self.unknown: dict[str, list[int]] = {}
        self.is_open = False
        self.has_ended = False
        self.section_start = 0
        """The line of the open section's record 05, from 1; 0 outside sections."""
        self.counts = dict.fromkeys(_COUNTED_IN_70, 0)

    def read(self) -> None:
        """All lines, section by section: a section's payments get their day from its last line."""
        number, line = 0, ""
        for number, line in enumerate(self.lines, 1):
            code = line[:2]
            if code == "15":
                self._read_section(number, line)
            elif code == "05":
                self._open_section(number, line)
            elif code == "01":
                self._start(number, line)
            elif code == "70":
                self._end(number, line)
            elif not self.section_start and line.strip():
                self._read_outside(number, line)
        self._finish(number, line)

    def _start(self, number: int, line: str) -> None:
        self._close_file(number, line)
        self.is_open, self.has_ended = True, False
        self.version = line[22:24].strip()
        self.counts = dict.fromkeys(_COUNTED_IN_70, 0)
        if line[44:45] == "T":
            self.warnings.append(f"line {number}: the file is marked as a test (T)")

    def _open_section(self, number: int, line: str) -> None:
        if self.section_start:
            raise UnreadableRecord(
                f"line {number}",
                f"line {number}: a new section starts before the deposit (15) of the last",
                line,
            )
        self.section_start = number

    def _read_outside(self, number: int, line: str) -> None:
        if line[:2] in further_lines or line[:2] in ("20", "21"):
            raise UnreadableRecord(
                f"line {number}",
                f"line {number}: record {line[:2]} stands where no section is open",
                line,
            )
        self.unknown.setdefault(line[:2], []).append(number)

    def _read_section(self, number: int, line: str) -> None:
        position = f"line {number}"
        if not self.section_start:
            raise UnreadableRecord(position, f"{position}: a deposit (15) outside a section", line)
        first, self.section_start = self.section_start, 0
        on = day_of(line[37:45], field="the deposit's day", position=position, line=line)
        stated_minor = whole_number(line, 50, 68, field="the deposit", position=position)
        stated_count = whole_number(line, 71, 79, field="the number of payments", position=position)
        section = self._section_of(first, on, line[45:50].strip())
        total_minor, count = self._read_payments(section, first, number)
        if line[68:71] != section.currency:
            self._fault(
                number, line, f"the deposit is in {line[68:71]}, its section in {section.currency}"
            )
        if stated_minor != total_minor:
            self._fault(
                number,
                line,
                f"the deposit says {as_decimal_text(stated_minor)} {section.currency}, its "
                f"payments are {as_decimal_text(total_minor)}",
            )
        if stated_count != count:
            self._fault(number, line, f"the deposit counts {stated_count}, there are {count}")
        self.counts["15"] += 1

    def _section_of(self, number: int, on: date, deposit_number: str) -> Section:
        line = self.lines[number - 1]
        currency = line[22:25].strip()
        if currency not in CURRENCIES:
            raise UnreadableRecord(
                f"line {number}", f"line {number}: “{currency}” is not a currency here", line
            )
        account = line[2:12].strip().lstrip("0") or line[12:22].strip().lstrip("0")
        return Section(account, currency, on, deposit_number, self.sha256)

    def _read_payments(self, section: Section, first: int, last: int) -> tuple[int, int]:
        """The payments between records 05 and 15; returns their sum and their number."""
        total_minor = count = 0
        head, head_number, further = "", 0, []
        payments, other, unique = self.payments, self.other, self.identities.unique
        for number in range(first + 1, last + 1):
            line = self.lines[number - 1]
            code = line[:2]
            if code in further_lines:
                if not head:
                    self._read_outside(number, line)
                further.append(line)
                if code == "22" or code == "23":
                    self.counts["22"] += 1
                continue
            if code not in ("20", "21", "15"):
                if line.strip():
                    self.unknown.setdefault(code, []).append(number)
                continue
            if head:
                found = read_payment(section, head_number, head, further, self.warnings, unique)
                total_minor += found.amount_minor
                if isinstance(found, Payment):
                    payments.append(found)
                else:
                    other.append(found)
            if code != "15":
                self.counts[code] += 1
                count += 1
                head, head_number, further = line, number, []
        return total_minor, count

    def _end(self, number: int, line: str) -> None:
        position = f"line {number}"
        if not self.is_open:
            self._fault(number, line, "an end record (70) without a start record (01)")
        if self.section_start:
            self._fault(number, line, "a section is still open: its deposit (15) is missing")
            self.section_start = 0
        for code, start in _COUNTED_IN_70.items():
            stated = whole_number(line, start, start + 8, field="a count", position=position)
            if stated == self.counts[code]:
                continue
            sentence = f"record 70 counts {stated} of record {code}, there are {self.counts[code]}"
            if code == "22":
                self.warnings.append(f"{position}: {sentence} (with 23); the payments agree")
            else:
                self._fault(number, line, sentence)
        self.is_open, self.has_ended = False, True

    def _finish(self, number: int, line: str) -> None:
        """After the last line: says so where the file is cut or only a piece of one."""
        if not self.has_ended and not self.is_open:
            self._fault(
                number,
                line,
                "a piece of a BgMax file: start record (01) and end record (70) are missing, so "
                "nothing shows that it is whole. Ask the bank for the whole file",
            )
        self._close_file(number, line)
        for code, numbers in self.unknown.items():
            more = f" and {len(numbers) - 1} more" if len(numbers) > 1 else ""
            self.warnings.append(f"line {numbers[0]}{more}: unknown record “{code}” was skipped")

    def _close_file(self, number: int, line: str) -> None:
        if self.section_start:
            self._fault(number, line, "the file ends inside a section: its deposit (15) is missing")
            self.section_start = 0
        if self.is_open:
            self._fault(number, line, "the end record (70) is missing: the file is cut")

    def _fault(self, number: int, line: str, sentence: str) -> None:
        self.faults.append(Quarantined(f"line {number}", f"line {number}: {sentence}", line))


def read_bgmax(lines: list[str], *, sha256: str) -> BankFile:
    """The payments of a BgMax file; nothing but quarantine where sums or counts do not agree."""
    reading = _BgMaxReading(lines, sha256)
    try:
        reading.read()
    except UnreadableRecord as problem:
        reading.faults.append(problem.as_quarantined())
    is_trusted = not reading.faults
    return BankFile(
        format="bgmax",
        version=reading.version,
        sha256=sha256,
        payments=tuple(reading.payments) if is_trusted else (),
        other=tuple(reading.other) if is_trusted else (),
        warnings=distinct(reading.warnings),
        quarantined=tuple(reading.faults),
    )
