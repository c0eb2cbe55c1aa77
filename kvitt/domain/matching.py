"""Matching: whose money it is. Booked where the reference says so, otherwise proposed.

A reference that names one claim decides. Where it names several claims, or the payment carries
several references, amounts must solve it exactly. Everything else waits for a person, with
proposals and their reasons.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kvitt.kernel.sentence import Sentence

LONGEST_REFERENCE = 25
"""The longest OCR and KID: references are padded with zeros up to this length, never beyond."""
MAX_PROPOSALS = 5


class Candidate(NamedTuple):
    """A claim that a payment's reference names."""

    tenant_id: int
    claim_id: int
    case_id: int
    open_minor: int
    debtor_id: int
    is_closed: bool
    """Debtor and state are told where several claims have one reference; elsewhere not needed."""


class Share(NamedTuple):
    """What a claim gets of a payment."""

    tenant_id: int
    case_id: int
    claim_id: int
    amount_minor: int
    because: str


class Matched(NamedTuple):
    """Where the payment belongs; empty shares where a person must say, and why."""

    shares: tuple[Share, ...]
    sentence: str = ""


class Named(NamedTuple):
    """One reference of a payment with the share that the file states (0 where it states none)."""

    reference: str
    share_minor: int
    candidates: tuple[Candidate, ...]


def match(amount_minor: int, named: Sequence[Named]) -> Matched:
    """Where an incoming payment belongs by its references."""
    if not named:
        return Matched((), Sentence("the payment carries no reference"))
    if len(named) == 1:
        return _by_one_reference(amount_minor, named[0])
    return _by_several_references(amount_minor, named)


def _by_one_reference(amount_minor: int, named: Named) -> Matched:
    candidates = named.candidates
    if len(candidates) == 1:
        return Matched(
            (_share(candidates[0], amount_minor, Sentence("the reference names the claim")),)
        )
    if not candidates:
        return Matched((), Sentence("no claim has the reference {filing}", filing=named.reference))
    if len({(c.tenant_id, c.debtor_id) for c in candidates}) > 1:
        return Matched(
            (),
            Sentence(
                "claims of different debtors have the reference {filing}", filing=named.reference
            ),
        )
    still_open = [c for c in candidates if not c.is_closed and c.open_minor > 0]
    if len(still_open) == 1:
        why = Sentence("of the debtor's claims with this reference one is open")
        return Matched((_share(still_open[0], amount_minor, why),))
    equal = [c for c in still_open if c.open_minor == amount_minor]
    if len(equal) == 1:
        why = Sentence("of the debtor's claims with this reference one is open with this amount")
        return Matched((_share(equal[0], amount_minor, why),))
    if still_open and sum(c.open_minor for c in still_open) == amount_minor:
        return Matched(
            _all_in_full(still_open, Sentence("the amount pays all claims with this reference"))
        )
    return Matched(
        (),
        Sentence(
            "{count} claims have the reference {filing} and the amount fits none",
            count=len(candidates),
            filing=named.reference,
        ),
    )


def _by_several_references(amount_minor: int, named: Sequence[Named]) -> Matched:
    stated_minor = sum(one.share_minor for one in named)
    single = all(len(one.candidates) == 1 for one in named)
    creditors = {c.tenant_id for one in named for c in one.candidates}
    if len(creditors) > 1:
        return Matched((), "the payment's references belong to several creditors")
    if single and stated_minor == amount_minor and all(one.share_minor > 0 for one in named):
        why = Sentence("the payer states each reference's share")
        return Matched(tuple(_share(one.candidates[0], one.share_minor, why) for one in named))
    found = {c.claim_id: c for one in named for c in one.candidates if c.open_minor > 0}
    if found and sum(c.open_minor for c in found.values()) == amount_minor:
        why = Sentence("the amount pays all named claims exactly")
        return Matched(_all_in_full(found.values(), why))
    return Matched((), "the payment carries several references and the amount does not divide them")


def _share(candidate: Candidate, amount_minor: int, because: str) -> Share:
    return Share(candidate.tenant_id, candidate.case_id, candidate.claim_id, amount_minor, because)


def _all_in_full(candidates: Iterable[Candidate], because: str) -> tuple[Share, ...]:
    return tuple(_share(c, c.open_minor, because) for c in candidates)


def canonical(reference: str) -> str:
    """The reference as it is compared: without blanks, digits exactly as they stand."""
    return "".join(reference.split())


def zero_variants(reference: str) -> tuple[str, ...]:
    """The same number with other leading zeros: a match only where it is the only one."""
    bare = reference.lstrip("0")
    if not bare or not reference.isascii() or not reference.isdigit():
        return ()
    lengths = range(len(bare), LONGEST_REFERENCE + 1)
    return tuple(bare.zfill(length) for length in lengths if length != len(reference))


class Proposal(NamedTuple):
    """A claim that may be what an unmatched payment is for, and why."""

    tenant_id: int
    case_id: int
    claim_id: int
    invoice_number: str
    open_minor: int
    reasons: tuple[str, ...]

    @property
    def is_strong(self) -> bool:
        """Whether more than an equal amount speaks for it: then nothing is sent meanwhile."""
        return any(reason != SAME_AMOUNT for reason in self.reasons)


SAME_REFERENCE = Sentence("the claim's reference")
NUMBER_IN_TEXT = Sentence("the invoice number is in the payment's text")
NUMBER_OF_AUTHORITY = Sentence("the number of its case at the authority is in the payment's text")
SAME_PAYER = Sentence("the payer's identity number is the debtor's")
SAME_NAME = Sentence("the payer's name is the debtor's")
SAME_AMOUNT = Sentence("the amount is what is open")
_WEIGHT: Mapping[str, int] = {
    SAME_REFERENCE: 6,
    NUMBER_OF_AUTHORITY: 6,
    NUMBER_IN_TEXT: 5,
    SAME_PAYER: 4,
    SAME_NAME: 3,
    SAME_AMOUNT: 2,
}


def ranked(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """The best proposals first: more and stronger reasons, then the older claim."""

    def rank(proposal: Proposal) -> tuple[int, int]:
        return (-sum(_WEIGHT[reason] for reason in proposal.reasons), proposal.claim_id)

    return tuple(sorted(proposals, key=rank)[:MAX_PROPOSALS])


def to_hold(proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """The proposals whose cases wait: strong ones, or the only claim with that amount."""
    strong = tuple(proposal for proposal in proposals if proposal.is_strong)
    return strong or (tuple(proposals) if len(proposals) == 1 else ())


def words_of(text: str) -> tuple[str, ...]:
    """The words of a payment's text that may be an invoice number or a reference."""
    cleaned = "".join(c if c.isalnum() or c in "-/" else " " for c in text)
    words = (word.strip("-/") for word in cleaned.split())
    return tuple(dict.fromkeys(w for w in words if len(w) >= 2 and any(c.isdigit() for c in w)))
