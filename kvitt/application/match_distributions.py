"""Bank lines from authorities: tied to the proceeding that they pay, or left to a person.

A line is an authority's where its payer's name shows it. It is booked by itself where it names one
proceeding that can be paid out, by the authority's case number, by ours or by a claim's reference,
and either the authority has told of that very sum, or nothing else could have been kept or is to be
known of it. Everything else waits for a person: nothing an authority took is booked as if the
debtor had paid it.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from kvitt.application.book_payments import Incoming
from kvitt.application.divide_distribution import shares_of
from kvitt.application.keep_distribution import DistributionUnclear
from kvitt.application.place_payments import Line, Placed
from kvitt.application.record_proceeding import record_in_scope
from kvitt.domain.distribution import EVENTS, bare, is_payer
from kvitt.domain.enforcement import KINDS
from kvitt.domain.matching import canonical
from kvitt.kernel.money import as_decimal_text
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store import distributions as store
from kvitt.store import matching
from kvitt.store.creditors import Creditor
from kvitt.store.distributions import Awaited, FiledProceeding
from kvitt.store.history_of_many import set_history_aside
from kvitt.store.session import tenant_scope


def place_distributions(
    creditors: Mapping[int, Creditor], placed: Placed, *, today: date, actor: str
) -> None:
    """Places the lines that come from authorities, or may; the others stay as they are.

    To be asked before any line is matched by its reference alone.
    """
    _Desk(creditors, placed, today, actor).place()


def flag_awaited(placed: Placed) -> None:
    """A line of the very sum that an authority has told of may be that money: a person says."""
    awaited = {(told.tenant_id, told.case_id, told.paid_minor): told for told in _awaited(placed)}
    if not awaited:
        return
    doubtful: dict[int, Awaited] = {}
    for tenant_id, shares in placed.shares.items():
        for share in shares:
            told = awaited.get((tenant_id, share.case_id, share.amount_minor))
            if told is not None and share.taken is None:
                doubtful[share.line_id] = told
    for line in placed.lines:
        if line.id in doubtful:
            told = doubtful[line.id]
            line.outcome, line.creditor_id = "unmatched", None
            line.because = Sentence(
                "may be what {authority} paid out for {filing}: not booked, a person decides",
                authority=told.authority,
                filing=told.reference,
            )
    for tenant_id, shares in placed.shares.items():
        placed.shares[tenant_id] = [share for share in shares if share.line_id not in doubtful]


def _awaited(placed: Placed) -> list[Awaited]:
    tenants = [tenant_id for tenant_id, shares in placed.shares.items() if shares]
    return store.awaited(tenants) if tenants else []


class _Desk:
    """The lines of one file, looked through for what authorities paid out."""

    def __init__(
        self, creditors: Mapping[int, Creditor], placed: Placed, today: date, actor: str
    ) -> None:
        self._creditors, self._placed = creditors, placed
        self._today, self._actor = today, actor
        self._filed = store.filed_proceedings(list(creditors))
        self._by_number: dict[str, list[FiledProceeding]] = {}
        for one in self._filed:
            for number in (one.authority_number, one.reference):
                if number:
                    self._by_number.setdefault(bare(number), []).append(one)
        self._awaited: list[Awaited] = store.awaited(list(creditors)) if self._filed else []

    def place(self) -> None:
        """Sorts the file's lines that nobody has placed."""
        theirs, named = [], []
        countries = {c.pay_to_number: c.country for c in self._creditors.values()}
        for line in self._placed.lines:
            payment = line.payment
            if line.outcome or payment.amount_minor <= 0:
                continue
            if payment.payer.name and is_payer(countries[payment.account], payment.payer.name):
                theirs.append(line)
            elif not payment.payer.name and self._named_by(line):
                named.append(line)
        by_claim = self._by_claims(theirs)
        for line in theirs:
            self._place(line, self._named_by(line) or by_claim.get(line.no, []))
        for line in named:
            told = self._named_by(line)[0]
            _wait(
                line,
                Sentence(
                    "names {filing} at {authority}, and not who paid it",
                    filing=told.reference,
                    authority=told.authority,
                ),
            )

    def _named_by(self, line: Line) -> list[FiledProceeding]:
        """The proceedings whose number stands in the line, of creditors paid to its account."""
        if not self._by_number:
            return []
        words = {bare(line.reference)} if line.reference else set()
        words |= {bare(one.reference) for one in line.payment.references}
        for text in line.payment.text:
            words |= {bare(word) for word in text.split()}
        found = {one.id: one for word in words for one in self._by_number.get(word, ())}
        return [one for one in found.values() if self._is_paid_to(one.tenant_id, line)]

    def _is_paid_to(self, tenant_id: int, line: Line) -> bool:
        creditor = self._creditors[tenant_id]
        return (creditor.pay_to_number, creditor.currency) == (
            line.payment.account, line.payment.currency,
        )  # fmt: skip

    def _by_claims(self, lines: Sequence[Line]) -> dict[int, list[FiledProceeding]]:
        """The proceedings of the claims that the lines' references name, by line."""
        wanted = [
            (line.no, place, line.payment.account, reference)
            for line in lines
            for place, reference in enumerate(_references(line))
        ]
        if not wanted or not self._filed:
            return {}
        matching.stage_accounts((c.pay_to_number, c.tenant_id) for c in self._creditors.values())
        claims = matching.candidates(wanted)
        keys = {(one.tenant_id, one.claim_id) for found in claims.values() for one in found}
        of = store.proceedings_of_claims(keys)
        found: dict[int, dict[int, FiledProceeding]] = {}
        for (no, _), named in claims.items():
            for claim in named:
                for one in of.get(claim.claim_id, ()):
                    if self._is_paid_to(one.tenant_id, self._placed.lines[no]):
                        found.setdefault(no, {})[one.id] = one
        return {no: _running(list(ones.values())) for no, ones in found.items()}

    def _place(self, line: Line, found: Sequence[FiledProceeding]) -> None:
        """The line of an authority: booked on the one proceeding that it pays, or waiting."""
        payer = line.payment.payer.name
        if len(found) != 1:
            why = Sentence(
                "comes from {payer} and names {count} proceedings of ours: say which with "
                "enforcement record"
                if found
                else "comes from {payer} and names no proceeding of ours: say which with "
                "enforcement record",
                payer=payer, count=len(found),
            )  # fmt: skip
            _wait(line, why)
            return
        (one,) = found
        creditor = self._creditors[one.tenant_id]
        event = EVENTS[creditor.country]
        rule = KINDS[creditor.country][one.kind].events.get(event)
        if rule is None or one.state not in rule.states:
            why = Sentence(
                "comes from {payer} for {filing}, which ended on {ended_on}: a person decides"
                if one.ended_on
                else "comes from {payer} for {filing}, which is {state:code}: a person decides",
                payer=payer, filing=one.reference, ended_on=one.ended_on, state=one.state,
            )  # fmt: skip
            _wait(line, why)
            return
        try:
            shares = self._shares(creditor, line, one, event)
        except Refusal as no:
            _wait(
                line,
                Sentence(
                    "comes from {payer} for {filing}: {why}",
                    payer=payer,
                    filing=one.reference,
                    why=no.sentence,
                ),
            )
            return
        line.outcome, line.because, line.creditor_id = "booked", shares[0].because, one.tenant_id
        self._placed.shares[one.tenant_id] += shares

    def _shares(
        self, creditor: Creditor, line: Line, one: FiledProceeding, event: str
    ) -> list[Incoming]:
        """The line as the distribution that was told, or as the first to tell of it."""
        because = f"{line.payment.payer.name}: {one.reference}"
        told = [a for a in self._awaited if a.proceeding_id == one.id]
        same = [a for a in told if a.paid_minor == line.payment.amount_minor]
        if told and not same:
            sums = ", ".join(as_decimal_text(a.paid_minor) for a in told)
            raise DistributionUnclear("it was told of {sums}, which this is not", sums=sums)
        with tenant_scope(creditor.tenant_id):
            if not same:
                same = [self._told_by_the_bank(creditor, line, one, event)]
            else:
                self._awaited.remove(same[0])
            return shares_of(creditor, same[0], line_id=line.id, reference=line.reference,
                             because=because, booked_on=line.payment.booked_on)  # fmt: skip

    def _told_by_the_bank(
        self, creditor: Creditor, line: Line, one: FiledProceeding, event: str
    ) -> Awaited:
        """Nothing but the sum is known: that is enough where nothing else could have happened."""
        standing = store.standing_claims(one.tenant_id, one.id)
        own_minor = sum(claim.own_minor for claim in standing)
        if own_minor:
            raise DistributionUnclear(
                "{own_minor:money} of the authority's own costs is open: record what it kept with "
                "the distribution",
                own_minor=own_minor,
            )
        on = line.payment.booked_on
        record_in_scope(
            creditor, one.id, event, on_day=on, today=self._today, by=self._actor,
            given={"amount": line.payment.amount_minor},
        )  # fmt: skip
        set_history_aside(one.tenant_id)
        return store.awaited([one.tenant_id], proceeding_id=one.id)[-1]


def _wait(line: Line, because: str) -> None:
    line.outcome, line.because = "unmatched", because


def _references(line: Line) -> list[str]:
    further = [canonical(one.reference) for one in line.payment.references]
    return list(dict.fromkeys([*([line.reference] if line.reference else []), *further]))


def _running(found: list[FiledProceeding]) -> list[FiledProceeding]:
    """Those that are not over; where all are, the last one, which tells of its end."""
    return [one for one in found if one.ended_on is None] or found[-1:]
