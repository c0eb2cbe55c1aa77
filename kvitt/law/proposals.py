"""A new period of a law value, proposed by one person and approved by another.

A proposal is a small file that waits; it is never law. It says who proposes which amount from which
source, and carries the mark of the value as it stood: if the book has changed meanwhile, it is
refused. Approving adds the period to the law file's text, signed by both, and changes no other
line. Nothing here reads or writes a file, and the day is given.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from kvitt.kernel.people import same_person, signed_name
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import COUNTRY_NAMES, LawBook, LawFileBroken, Series, read_law_book
from kvitt.law.change import LawChange, differences, series_snapshot
from kvitt.law.check import trouble_in_texts
from kvitt.law.insertion import keys_sharing_periods, with_period
from kvitt.law.plain_yaml import UnreadableYaml, read_plain_yaml
from kvitt.law.plausibility import ProposalRefused, gaps_filled, must_fit, plausible
from kvitt.law.wording import read_amount

REVIEWED = "_reviewed_through"
"""The end of the names of the values that say how far an area of the law has been reviewed."""


class SamePerson(Refusal):
    """The person who proposed may not approve."""


class UnreadableProposal(Refusal):
    """The file is no proposal: the sentence names the file and the trouble."""


class BookHasChanged(Refusal):
    """The value has changed since it was proposed: it must be proposed anew."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants to add, as written on the command line."""

    country: str
    name: str
    from_: date
    until: date | None
    amount: str
    source: str
    by: str
    published: date | None = None
    notice: str = ""
    confidence: str = ""
    unusual: str = ""
    """Why an amount that looks like a slip is right all the same."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A period that waits for a second person."""

    id: str
    country: str
    name: str
    period: Mapping[str, Any]
    """The fields of the period as they will stand in the law file."""
    proposed_by: str
    proposed_on: date
    unusual: str
    series_mark: str
    """The fingerprint of the value's periods when this was proposed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a proposal makes of the law, or would make of it."""

    file: str
    texts: Mapping[str, str]
    """All law files of the country, with the period added."""
    old: LawBook
    new: LawBook
    changes: tuple[LawChange, ...]
    warnings: tuple[str, ...]


def propose(texts: Mapping[str, str], wish: Wish, *, today: date) -> Proposal:
    """The proposal of a new period for the country's law files, by name and text.

    Raises UnreadableLawAmount, ProposalRefused and CannotInsert; what it returns has been tried out
    on the whole book.
    """
    book = read_law_book(wish.country, texts)
    series = _series_named(book, wish.name)
    period: dict[str, Any] = {"applies_from": wish.from_.isoformat()}
    if wish.until is not None:
        period["applies_until"] = wish.until.isoformat()
    period["amount"] = read_amount(series.entries[-1].unit, wish.amount)
    if wish.published is not None:
        period["published"] = wish.published.isoformat()
    if wish.notice.strip():
        period["notice"] = wish.notice.strip()
    period["source"] = _said(wish.source, "--source", "where the amount was read")
    if wish.confidence:
        period["confidence"] = wish.confidence
    is_correction = any(entry.applies_from == wish.from_ for entry in series.entries)
    day = wish.published if is_correction and wish.published else wish.from_
    proposal = Proposal(
        id=f"{wish.country.lower()}-{wish.name}-{day}".replace(".", "-"),
        country=wish.country,
        name=wish.name,
        period=MappingProxyType(period),
        proposed_by=_person(wish.by),
        proposed_on=today,
        unusual=" ".join(wish.unusual.split()),
        series_mark=_mark(series),
    )
    outcome_of(texts, proposal, today=today)
    return proposal


def propose_review(
    texts: Mapping[str, str],
    *,
    country: str,
    area: str,
    through: date,
    source: str,
    by: str,
    today: date,
) -> Proposal:
    """The proposal to say that an area of the law has been read through a day.

    It is a correction of the last such period, made known today. Raises ProposalRefused where the
    country keeps no such day for the area, or the day is no later than the one that stands.
    """
    book = read_law_book(country, texts)
    name = f"regimes.{area}{REVIEWED}"
    if name not in book.series:
        kept = [one.removesuffix(REVIEWED) for one in book.names() if one.endswith(REVIEWED)]
        raise ProposalRefused(
            "{country} keeps no day of review for “{area}”; it keeps: {kept}.",
            area=area,
            country=COUNTRY_NAMES[country],
            kept=", ".join(one.removeprefix("regimes.") for one in kept) or "none",
        )
    standing = book.values(name)[-1]
    if str(standing.amount) != "not set" and through <= date.fromisoformat(standing.amount):
        raise ProposalRefused(
            "{area} has been reviewed through {amount} already: give a later day.",
            area=area,
            amount=standing.amount,
        )
    if through > today:
        raise ProposalRefused("Nobody can have read the law of {through:day} yet.", through=through)
    wish = Wish(
        country, name, standing.applies_from, standing.applies_until, through.isoformat(), source,
        by, published=today,
    )  # fmt: skip
    return propose(texts, wish, today=today)


def outcome_of(texts: Mapping[str, str], proposal: Proposal, *, today: date) -> Outcome:
    """What the law would be with the proposal, tried out on the whole book.

    Raises ProposalRefused where the book would be broken or the amount looks like a slip,
    BookHasChanged and CannotInsert.
    """
    book = read_law_book(proposal.country, texts)
    series = _series_named(book, proposal.name)
    if _mark(series) != proposal.series_mark:
        raise BookHasChanged(
            "{proposal} has changed since {proposed_by} proposed {id}: look at it again and "
            "propose it anew.",
            id=proposal.id,
            proposal=proposal.name,
            proposed_by=proposal.proposed_by,
        )
    must_fit(series, proposal.period, today=today)
    broken = trouble_in_texts(proposal.country, texts)
    if broken:
        raise ProposalRefused(
            "The law files must be mended first: {broken}.", broken="; ".join(broken)
        )
    area, _, key = proposal.name.partition(".")
    text = texts[series.file]
    names = {f"{area}.{one}" for one in keys_sharing_periods(text, key)}
    added = with_period(text, key, proposal.period, gaps_filled(series, proposal.period))
    after = MappingProxyType({**texts, series.file: added})
    new = _sound(after, book, names)
    warnings: tuple[str, ...] = ()
    if not proposal.name.endswith(REVIEWED):
        warnings = plausible(series, proposal.period, today=today, unusual=proposal.unusual)
    if len(names) > 1:
        others = ", ".join(sorted(names - {proposal.name}))
        warnings = (*warnings, f"The same lines of the file also say {others}: that changes too.")
    return Outcome(series.file, after, book, new, differences(book, new), warnings)


def approve(texts: Mapping[str, str], proposal: Proposal, *, by: str, today: date) -> Outcome:
    """The law with the proposal, signed by both persons.

    Raises SamePerson, and what ``outcome_of`` raises.
    """
    second = _person(by)
    if same_person(second, proposal.proposed_by):
        raise SamePerson(
            "{proposed_by} proposed {id}; another person must approve it.",
            id=proposal.id,
            proposed_by=proposal.proposed_by,
        )
    signed = {**proposal.period, "signed_by": f"{proposal.proposed_by}; {second}"}
    return outcome_of(texts, replace(proposal, period=MappingProxyType(signed)), today=today)


def proposal_text(proposal: Proposal) -> str:
    """The proposal as the file that waits, read back by ``read_proposal``."""
    lines = [f"# Not law: this waits for a second person (kvitt law approve {proposal.id})."]
    for one in fields(Proposal):
        value = getattr(proposal, one.name)
        if isinstance(value, Mapping):
            lines.append(f"{one.name}:")
            lines += [f"  {key}: {_as_json(value[key])}" for key in value]
        else:
            lines.append(f"{one.name}: {_as_json(value)}")
    return "\n".join(lines) + "\n"


def read_proposal(text: str, *, name: str) -> Proposal:
    """The proposal that a file holds; ``name`` is the file. Raises UnreadableProposal."""
    try:
        written = read_plain_yaml(text, name=name)
        period = written["period"]
        for key in ("applies_from", "applies_until", "published"):
            if key in period:
                date.fromisoformat(period[key])
        _ = period["applies_from"], period["amount"], period["source"]
        given = {one.name: written[one.name] for one in fields(Proposal)}
        told = [key for key in given if key != "period" and not isinstance(given[key], str)]
        if told or given["country"] not in COUNTRY_NAMES:
            raise ValueError(f"wrong {', '.join(told) or 'country'}")
        given["proposed_by"] = _person(given["proposed_by"])
        given["proposed_on"] = date.fromisoformat(given["proposed_on"])
        return Proposal(**{**given, "period": MappingProxyType(period)})
    except (Refusal, KeyError, TypeError, ValueError) as trouble:
        raise UnreadableProposal(
            "{file} is no proposal: {trouble}", file=name, trouble=trouble
        ) from trouble


def _sound(texts: Mapping[str, str], old: LawBook, names: set[str]) -> LawBook:
    """The book that the texts make, where it is whole and no other value has changed.

    Raises ProposalRefused.
    """
    try:
        trouble = trouble_in_texts(old.country, texts)
        book = None if trouble else read_law_book(old.country, texts)
    except (LawFileBroken, UnreadableYaml) as no:
        trouble, book = (no.sentence,), None
    if book is None:
        raise ProposalRefused(
            "The law book would be broken: {trouble}.", trouble="; ".join(trouble)
        )
    for name in old.names():
        before = series_snapshot(old.series[name])
        if name not in names and series_snapshot(book.series[name]) != before:
            raise ProposalRefused("{name} would change too: add the period by hand.", name=name)
        grown = len(book.series[name].entries) - len(old.series[name].entries)
        if name in names and grown != 1:
            raise ProposalRefused(
                "{name} could not be added to: add the period by hand.", name=name
            )
    return book


def _series_named(book: LawBook, name: str) -> Series:
    if name in book.series:
        return book.series[name]
    near = get_close_matches(name, book.names(), n=3, cutoff=0.5)
    meant = f" Did you mean {', '.join(near)}?" if near else ""
    raise ProposalRefused(
        "The law book of {country} has no value “{name}”.{meant}",
        name=name,
        country=COUNTRY_NAMES[book.country],
        meant=meant,
    )


def _mark(series: Series) -> str:
    kept = json.dumps(series_snapshot(series), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(kept.encode()).hexdigest()[:16]


def _person(name: str) -> str:
    """A name as it is signed with. Raises ProposalRefused."""
    told = signed_name(name)
    if len(re.findall(r"[^\W\d_]", told)) < 2 or ";" in told:
        raise ProposalRefused(
            "“{name}” is no name to sign with: write --by “First Last”.", name=name
        )
    return told


def _said(text: str, option: str, what: str) -> str:
    told = " ".join(text.split())
    if len(told) < 3:
        raise ProposalRefused("Say {what} with {option}.", what=what, option=option)
    return told


def _as_json(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)
