"""A small law of its own in which periods are proposed and approved."""

from datetime import date
from difflib import ndiff

from kvitt.law.proposals import Outcome, Proposal, Wish, approve, propose

TODAY = date(2026, 12, 20)
FILE = "kvitt/law/no/x.yaml"
TEXT = """\
# A file with remarks that must stay.
country: "NO"
area: x
values:
  rate:   # the rate
    kind: law
    unit: bp
    selected_by: each_day
    reference: a statute § 3
    source: the regulation
    sentence: >-
      The rate is fixed
      for each half-year.
    confidence: high
    periods:
      - {applies_from: 2025-01-01, applies_until: 2025-07-01, amount: 1250}
      - {applies_from: 2025-07-01, applies_until: 2026-01-01, amount: 1225}
      - {applies_from: 2026-01-01, applies_until: 2026-07-01, amount: 1200}   # read twice
      - {applies_from: 2026-07-01, applies_until: 2027-01-01, amount: 1225,
         published: 2026-06-25, notice: FOR-2026-06-25-1372}
      # The next one comes in December.

  fee: &fee
    kind: law
    unit: minor
    selected_by: sent_on
    reference: a statute § 1
    source: the regulation
    sentence: The fee.
    confidence: high
    periods:
      - applies_from: 2020-01-01
        applies_until: 2021-01-01
        amount: 3500
      - applies_from: 2022-01-01
        amount: 3800
        sentence: >-
          The fee, in more
          words than before.

    unconfirmed:
      - applies_from: 2021-01-01
        applies_until: 2022-01-01
        sentence: Nobody knows.
  other_fee: *fee
  keeps:
    kind: law
    unit: table
    selected_by: decided_on
    reference: a statute § 7
    source: the regulation
    sentence: What one keeps.
    confidence: high
    periods: [{applies_from: 2025-07-01, amount: {single: 100000, child: 30000}}]
  is_so:
    kind: law
    unit: yes_no
    selected_by: sent_on
    reference: a statute § 8
    source: the regulation
    sentence: It is so.
    confidence: high
    periods:
      - {applies_from: 2020-01-01, amount: true}
"""
REVIEWED = """\
country: "NO"
area: regimes
values:
  fees_reviewed_through:
    kind: setting
    unit: day
    selected_by: decided_on
    reference: a statute
    source: the newest text
    sentence: Read through this day.
    confidence: high
    periods:
      - {applies_from: 2009-01-01, amount: 2026-10-06}
"""
TEXTS = {FILE: TEXT, "kvitt/law/no/regimes.yaml": REVIEWED}
RATE = Wish(
    "NO", "x.rate", date(2027, 1, 1), date(2027, 7, 1), "12.50 %", "the regulation itself",
    "Kari Holm", published=date(2026, 12, 18), notice="FOR-2026-12-18-1",
)  # fmt: skip


def wished(**other: object) -> Wish:
    given = {name: getattr(RATE, name) for name in RATE.__dataclass_fields__}
    return Wish(**{**given, **other})  # type: ignore[arg-type]


def proposed(texts: dict[str, str] = TEXTS, **other: object) -> Proposal:
    return propose(texts, wished(**other), today=TODAY)


def approved(proposal: Proposal, texts: dict[str, str] = TEXTS) -> Outcome:
    return approve(texts, proposal, by="Ola Berg", today=TODAY)


def difference(outcome: Outcome, file: str = FILE) -> tuple[list[str], list[str]]:
    lines = list(ndiff(TEXTS[file].splitlines(), outcome.texts[file].splitlines()))
    return (
        [line[2:] for line in lines if line.startswith("+ ")],
        [line[2:] for line in lines if line.startswith("- ")],
    )
