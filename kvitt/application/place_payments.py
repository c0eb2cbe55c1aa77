"""Each line of a bank file is placed: known, an echo, on its claims, or waiting for a person."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kvitt.application.book_payments import Incoming
from kvitt.bank.payment import BankFile, Payment
from kvitt.domain.duplicates import DIRECT_NEAR_DAYS, Content, duplicates
from kvitt.domain.matching import Candidate, Named, Share, canonical, match, zero_variants
from kvitt.domain.settlement import references_in
from kvitt.kernel.sentence import Sentence
from kvitt.store import matching
from kvitt.store.creditors import Creditor
from kvitt.store.direct_payments import told_direct
from kvitt.store.session import reserve_ids

_as_json = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(slots=True)
class Line:
    """One line of the file and what becomes of it."""

    no: int
    id: int
    payment: Payment
    reference: str | None
    outcome: str = ""
    """Empty until it is placed; then as in the table ``bank_line``."""
    creditor_id: int | None = None
    because: str = ""
    identity: str | None = None
    """Another identity than the bank's, where that one is taken."""


@dataclass(slots=True)
class Placed:
    """The lines of a file, sorted by what happens to them."""

    lines: list[Line]
    shares: dict[int, list[Incoming]] = field(default_factory=lambda: defaultdict(list))
    """What is booked, by creditor."""
    reversals: list[Line] = field(default_factory=list)


def place_lines(
    agency_id: int, creditors: Mapping[int, Creditor], file: BankFile,
    *, of_authorities: Callable[[Placed], None],
) -> Placed:  # fmt: skip
    """Places every line of the file; nothing is booked yet.

    ``of_authorities`` places those that come from authorities, before references are matched.
    """
    ids = reserve_ids("bank_line_id_seq", len(file.payments))
    lines = [
        Line(no, line_id, payment, canonical(payment.reference) if payment.reference else None)
        for no, (line_id, payment) in enumerate(zip(ids, file.payments, strict=True))
    ]
    placed = Placed(lines)
    if not lines:
        return placed
    matching.stage_lines(_row(line) for line in lines)
    _know_again(agency_id, file.format, lines)
    _hear_echoes(lines)
    _refuse_what_is_not_ours(creditors, lines)
    for line in lines:
        if not line.outcome and line.payment.is_reversal:
            line.outcome, line.because = "booked", "the bank took a payment back"
            placed.reversals.append(line)
    of_authorities(placed)
    _match(creditors, placed)
    _flag_told_by_creditors(placed)
    _flag_the_agencys_own(creditors, lines)
    return placed


def _row(line: Line) -> Sequence[Any]:
    payment = line.payment
    return (
        line.no, line.id, payment.position, payment.identity, payment.account, payment.currency,
        payment.amount_minor, payment.booked_on, line.reference, payment.is_reversal,
        _as_json(_told(payment)),
    )  # fmt: skip


def _told(payment: Payment) -> dict[str, Any]:
    """What else the bank told of the line, without what has a column of its own."""
    told: dict[str, Any] = {
        name: value
        for name, value in (
            ("reference_kind", payment.reference_kind),
            ("verdict", payment.verdict),
            ("channel", payment.channel),
            ("bank_id", payment.bank_id),
            ("batch", payment.batch),
            ("text", payment.text),
        )
        if value
    }
    if payment.value_on != payment.booked_on:
        told["value_on"] = payment.value_on.isoformat()
    if payment.references:
        told["references"] = [list(further) for further in payment.references]
    if any(payment.payer):
        told["payer"] = {key: value for key, value in payment.payer._asdict().items() if value}
    return told


def _know_again(agency_id: int, format: str, lines: Sequence[Line]) -> None:
    """Lines that came before, in this format or in another one."""
    for no, seen in matching.seen_lines(agency_id).items():
        line = lines[no]
        if seen.is_same:
            line.outcome = "duplicate"
            line.because = Sentence(
                "was received before: {file_name}, {position}",
                file_name=seen.file_name,
                position=seen.position,
            )
            continue
        line.outcome = "unmatched"
        line.identity = f"{line.payment.identity}~{line.id}"
        line.because = Sentence(
            "has the bank's identifier of {file_name}, {position}, but other content",
            file_name=seen.file_name,
            position=seen.position,
        )
    fresh = [(line.no, _content(line)) for line in lines if not line.outcome]
    accounts = sorted({line.payment.account for line in lines})
    alike = matching.alike_lines(agency_id, format=format, accounts=accounts)
    doubts = duplicates(fresh, format=format, earlier=alike)
    for no, doubt in doubts.items():
        earlier, line = doubt.earlier, lines[no]
        told = Sentence(
            "{format} of {booked_on} (bank line {first_id})",
            format=earlier.format,
            booked_on=earlier.content.booked_on,
            first_id=earlier.first_id,
        )
        if doubt.is_certain:
            line.outcome, line.because = (
                "duplicate",
                Sentence("the same payment came by {told}", told=told),
            )
        else:
            line.outcome = "unmatched"
            line.because = Sentence(
                "may be the same payment as {told}: not booked, a person decides", told=told
            )


def _content(line: Line) -> Content:
    payment = line.payment
    return Content(
        payment.account, payment.currency, payment.amount_minor, line.reference or "",
        payment.booked_on,
    )  # fmt: skip


def _hear_echoes(lines: Sequence[Line]) -> None:
    """Our own pay-out, seen on the receiving account, is no payment of a debtor."""
    named: dict[int, tuple[str, ...]] = {}
    for line in lines:
        text = line.payment.searchable_text
        if "kvitt" in text.lower():
            named[line.no] = references_in(text)
    wanted = {reference for references in named.values() for reference in references}
    paid = matching.payouts(sorted(wanted)) if wanted else set()
    own = matching.payouts_to(sorted({line.payment.account for line in lines}))
    for line in lines:
        if line.outcome or line.payment.amount_minor <= 0:
            continue
        amount_minor = line.payment.amount_minor
        echoed = [r for r in named.get(line.no, ()) if (r, amount_minor) in paid]
        if echoed:
            line.outcome, line.because = (
                "echo",
                Sentence("is our own pay-out {echoed}", echoed=echoed[0]),
            )
        elif (line.payment.account, line.reference, amount_minor) in own:
            line.outcome, line.because = "echo", Sentence("is our own pay-out to this account")
        elif named.get(line.no):
            line.outcome = "unmatched"
            line.because = Sentence("names a pay-out of ours, but the amount is another")


def _refuse_what_is_not_ours(creditors: Mapping[int, Creditor], lines: Sequence[Line]) -> None:
    """Unknown accounts, other currencies, deductions and lumps are for a person."""
    currencies: dict[str, set[str]] = defaultdict(set)
    for creditor in creditors.values():
        currencies[creditor.pay_to_number].add(creditor.currency)
    for line in lines:
        if line.outcome:
            continue
        payment = line.payment
        known = currencies.get(payment.account)
        if payment.lump_of:
            line.outcome = "duplicate"
            line.because = Sentence(
                "is the sum of {lump_of} payments that come in another file",
                lump_of=payment.lump_of,
            )
        elif known is None:
            line.outcome = "unmatched"
            line.because = Sentence(
                "the account {account} is no creditor's and not the agency's",
                account=payment.account,
            )
        elif payment.currency not in known:
            line.outcome = "unmatched"
            line.because = Sentence(
                "is in {currency}; the account's creditors are paid in {known}",
                currency=payment.currency,
                known=sorted(known),
            )
        elif payment.is_deduction:
            line.outcome = "unmatched"
            line.because = Sentence(
                "is a deduction: the payer set off a credit note, a person decides which"
            )


def _flag_told_by_creditors(placed: Placed) -> None:
    """Money of which the creditor has told before is hardly new: a person says whether it is."""
    told = told_direct(
        [
            (share.line_id, tenant_id, share.case_id, share.amount_minor, share.booked_on)
            for tenant_id, shares in placed.shares.items()
            for share in shares
        ],
        near_days=DIRECT_NEAR_DAYS,
    )
    for line in placed.lines:
        if line.id in told:
            line.outcome, line.creditor_id = "unmatched", None
            line.because = Sentence(
                "may be the payment of {told} that the creditor told of itself: not "
                "booked, a person decides",
                told=told[line.id],
            )
    for tenant_id, shares in placed.shares.items():
        placed.shares[tenant_id] = [share for share in shares if share.line_id not in told]


def _flag_the_agencys_own(creditors: Mapping[int, Creditor], lines: Sequence[Line]) -> None:
    """What a creditor itself pays to the client account is hardly a debtor's money.

    It may be meant for the agency, whose own money must not lie among its clients': it waits apart.
    """
    names = {creditor.organisation_number: creditor.name for creditor in creditors.values()}
    names |= {creditor.payout_number: creditor.name for creditor in creditors.values()}
    receiving = {creditor.pay_to_number for creditor in creditors.values()}
    for line in lines:
        payer = line.payment.payer
        digits = "".join(c for c in payer.organisation_number if c.isdigit())
        payers = [key for key in (digits, payer.account) if key and key not in receiving]
        name = next((names[key] for key in payers if key in names), "")
        if line.outcome == "unmatched" and name:
            line.because = Sentence(
                "comes from {name}, a creditor, and names no claim: it may be meant for "
                "the agency, whose money does not belong on the client account",
                name=name,
            )


def _match(creditors: Mapping[int, Creditor], placed: Placed) -> None:
    waiting = [line for line in placed.lines if not line.outcome]
    if not waiting:
        return
    matching.stage_accounts((c.pay_to_number, c.tenant_id) for c in creditors.values())
    wanted = {line.no: _references(line) for line in waiting}
    further = [
        (line.no, place, line.payment.account, reference)
        for line in waiting
        if line.payment.references
        for place, (reference, _) in enumerate(wanted[line.no])
        if place or not line.reference
    ]
    found = matching.candidates(further, and_lines=True)
    missing = [
        (line.no, place, line.payment.account, reference)
        for line in waiting
        for place, (reference, _) in enumerate(wanted[line.no])
        if (line.no, place) not in found
    ]
    found |= _with_other_zeros(missing)
    currencies = {creditor.tenant_id: creditor.currency for creditor in creditors.values()}
    for line in waiting:
        named = [
            Named(
                reference, share_minor, _of_currency(line, currencies, found.get((line.no, p), ()))
            )
            for p, (reference, share_minor) in enumerate(wanted[line.no])
        ]
        matched = match(line.payment.amount_minor, named)
        if matched.shares:
            _place(placed, line, matched.shares)
        else:
            line.outcome, line.because = "unmatched", matched.sentence


def _references(line: Line) -> list[tuple[str, int]]:
    """The line's different references with the shares that the file states."""
    if not line.payment.references:
        return [(line.reference, 0)] if line.reference else []
    found: dict[str, int] = {line.reference: 0} if line.reference else {}
    for further in line.payment.references:
        reference = canonical(further.reference)
        if reference:
            found[reference] = found.get(reference, 0) + further.amount_minor
    return list(found.items())


def _with_other_zeros(
    missing: Iterable[tuple[int, int, str, str]],
) -> dict[tuple[int, int], tuple[Candidate, ...]]:
    """Claims whose reference is the same number with other leading zeros: only where it is one."""
    asked = [
        (no, place, account, variant)
        for no, place, account, reference in missing
        for variant in zero_variants(reference)
    ]
    found = matching.candidates(asked) if asked else {}
    return {key: claims for key, claims in found.items() if len(claims) == 1}


def _of_currency(
    line: Line, currencies: Mapping[int, str], claims: tuple[Candidate, ...]
) -> tuple[Candidate, ...]:
    currency = line.payment.currency
    return tuple([claim for claim in claims if currencies[claim.tenant_id] == currency])


def _place(placed: Placed, line: Line, shares: Sequence[Share]) -> None:
    """Books the shares; what goes to several claims of one case is one payment on the case."""
    payment = line.payment
    line.outcome, line.because = "booked", shares[0].because
    line.creditor_id = shares[0].tenant_id
    by_case: dict[int, list[Share]] = {}
    for share in shares:
        by_case.setdefault(share.case_id, []).append(share)
    for case_id, of_case in by_case.items():
        claim_id = of_case[0].claim_id if len(of_case) == 1 else None
        placed.shares[line.creditor_id].append(
            Incoming(line.id, case_id, claim_id, sum([s.amount_minor for s in of_case]),
                     payment.booked_on, line.reference, of_case[0].because)
        )  # fmt: skip
