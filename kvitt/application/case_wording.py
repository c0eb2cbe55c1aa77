"""Why each amount, letter and payment of a case is what it is: one sentence each.

A sentence names the legal ground and the inputs, so that a debtor who asks "how did 1 000 become
1 412?" gets the answer row by row. Sentences are made when they are asked for, in the language of
the moment, from what the item and the event store.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from kvitt.application.case_words import (
    CHANNELS,
    CLOSINGS,
    HOLDS,
    item_word,
    letter_word,
    word,
)
from kvitt.application.in_words import told_word
from kvitt.application.money_and_days import (
    amount_text,
    day_text,
    last_day_text,
    money_text,
    rate_text,
)
from kvitt.application.proceeding_words import awaited_word
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import law_book
from kvitt.law.interest import year_parts

MONEY_EVENTS = ("payment_received", "payment_reversed", "payment_corrected")
PARTS = ("cost", "interest", "principal")
WAITING = (
    (re.compile(r"nothing: the case is closed"), "closed"),
    (re.compile(r"nothing is sent: (?P<hold>.+)"), "held"),
    (re.compile(r"the case is looked at again"), "again"),
    (re.compile(r"a person decides on the next measure"), "decide"),
    (re.compile(r"a person approves the application to (?P<authority>.+)"), "approve"),
    (re.compile(r"a person files the application to (?P<authority>.+)"), "file"),
    (re.compile(r"a person finds out whether (?P<authority>.+) has it: file again"), "arrived"),
    (
        re.compile(r"at (?P<authority>.+?) since (?P<since>\d{4}-\d\d-\d\d)(: (?P<what>.+))?"),
        "at_authority",
    ),
    (re.compile(r"a person sets off the open credit note"), "set_off"),
    (re.compile(r"a person waives or asks for the small rest"), "small_rest"),
    (re.compile(r"a person sees why the letter cannot leave"), "stuck"),
    (re.compile(r"a person finds out whether (?P<step>\w+) left"), "uncertain"),
    (re.compile(r"a person finds an address for (?P<step>\w+)"), "address"),
    (re.compile(r"(?P<step>\w+) has no way to the debtor: .*"), "no_way"),
    (re.compile(r"a person accepts or declines (?P<step>\w+)"), "answer"),
    (re.compile(r"(?P<step>\w+) is on its way"), "on_its_way"),
    (re.compile(r"(?P<step>\w+) is sent"), "sent"),
)
ON_A_DAY = re.compile(r"(.*?)(?: on (\d{4}-\d\d-\d\d))?", re.S)


def item_sentence(item: Any, claim: Any, *, country: str, currency: str) -> str:
    """Why the item is this amount: ground, inputs and, for interest, the arithmetic."""
    reference = str(item.because.get("reference", ""))
    if item.kind == "principal":
        return _("Invoice %(number)s of %(issued)s, to be paid by %(due)s.") % {
            "number": item.invoice_number,
            "issued": day_text(claim.issued_on),
            "due": day_text(claim.due_on),
        }
    if item.kind == "interest":
        return _interest_sentence(item, country, reference)
    return _fee_sentence(item, claim, currency, reference)


def _interest_sentence(item: Any, country: str, reference: str) -> str:
    days = (item.until_on - item.from_on).days
    return _(
        "%(base)s × %(rate)s × %(days)s/%(year_days)s days, from %(first)s through %(last)s. "
        "Ground: %(reference)s."
    ) % {
        "base": amount_text(item.base_minor), "rate": rate_text(item.rate_bp), "days": days,
        "year_days": _year_days(item, country), "first": day_text(item.from_on),
        "last": last_day_text(item.until_on), "reference": reference,
    }  # fmt: skip


def _year_days(item: Any, country: str) -> str:
    """The days by which a year's interest is divided, as the law book has it."""
    try:
        parts = year_parts(law_book(country), from_=item.from_on, until=item.until_on)
    except Refusal:
        return "?"
    return "/".join(str(days) for days in sorted({part.year_days for part in parts}))


def _fee_sentence(item: Any, claim: Any, currency: str, reference: str) -> str:
    given = item.because.get("given", {})
    sentence = _("Charged %(day)s on a claim due %(due)s. Ground: %(reference)s.") % {
        "day": day_text(item.dated_on),
        "due": day_text(given.get("due_on") or claim.due_on),
        "reference": reference,
    }
    whole_minor = given.get("compensation_minor") or given.get("fee_minor")
    if given.get("charged_before_minor") and whole_minor:
        sentence += " " + _("%(whole)s less %(before)s already charged.") % {
            "whole": money_text(int(whole_minor), currency),
            "before": money_text(int(given["charged_before_minor"]), currency),
        }
    return sentence


def next_sentence(what: str) -> str:
    """What is expected next, in the language of the moment; unknown words stand as stored."""
    return _next_sentence(what, get_language())


def next_of_shadow(told: str) -> str:
    """What the shadow list keeps of today: what is expected next, and its day where one stands."""
    found = ON_A_DAY.fullmatch(told)
    what, day = found.groups() if found else (told, None)
    if day is None:
        return next_sentence(what)
    return _("%(what)s, %(day)s") % {"what": next_sentence(what), "day": day_text(day)}


@lru_cache(maxsize=5_000)
def _next_sentence(what: str, _language: str | None) -> str:
    for pattern, sort in WAITING:
        found = pattern.fullmatch(what)
        if found:
            return _next_of(sort, found.groupdict())
    told = told_word(what)
    return capfirst(told)


def _next_of(sort: str, named: Mapping[str, Any]) -> str:
    if "authority" in named:
        return _at_authority(sort, named)
    sentences = {
        "closed": _("Nothing: the case is closed"),
        "held": _("Nothing is sent: %(hold)s"),
        "again": _("The case is looked at again"),
        "stuck": _("A person sees why the letter cannot leave"),
        "decide": _("A person decides on the next measure"),
        "small_rest": _("A person waives the small rest or asks for it"),
        "set_off": _("A person sets off the open credit note"),
        "uncertain": _("A person finds out whether the letter left: %(letter)s"),
        "address": _("A person finds an address for: %(letter)s"),
        "no_way": _("%(letter)s has no way to the debtor: add an address, then send it again"),
        "answer": _("The creditor says yes or no to: %(letter)s"),
        "on_its_way": _("%(letter)s is on its way"),
        "sent": _("%(letter)s is sent"),
    }
    hold = word(HOLDS, named["hold"].replace(" ", "_")) if "hold" in named else ""
    letter = letter_word(named["step"]).lower() if "step" in named else ""
    told = sentences[sort] % {"hold": hold[:1].lower() + hold[1:], "letter": letter}
    return capfirst(told)


def _at_authority(sort: str, named: Mapping[str, Any]) -> str:
    """What comes next in a proceeding, or before it has left."""
    sentences = {
        "approve": _("A person approves the application to %(authority)s"),
        "file": _("A person files the application to %(authority)s"),
        "arrived": _("A person finds out whether %(authority)s has it, and files again"),
        "at_authority": _("At %(authority)s since %(since)s"),
    }
    told = sentences[sort] % {
        "authority": named["authority"], "since": day_text(named.get("since")),
    }  # fmt: skip
    what = named.get("what")
    return f"{told}: {awaited_word(what)}" if what else told


def event_sentence(kind: str, given: Mapping[str, Any], currency: str) -> str:
    """What happened in a sentence, with the amounts and the reasons that the event holds."""
    parts: list[str] = []
    if "invoice" in given:
        parts.append(_("Invoice %(number)s.") % {"number": given["invoice"]})
    if kind == "notice_withdrawn" and "step" in given:
        parts.append(f"{letter_word(str(given['step']))}.")
    if kind == "charge_taken_back" and "kind" in given:
        parts.append(f"{item_word(str(given['kind']))}.")
    if "channel" in given:
        channel = word(CHANNELS, str(given["channel"])).lower()
        parts.append(_("By %(channel)s.") % {"channel": channel})
    amount_minor = given.get("amount_minor", given.get("total_minor"))
    if isinstance(amount_minor, int):
        parts.append(_("Amount: %(amount)s.") % {"amount": money_text(amount_minor, currency)})
    if given.get("posted_on"):
        parts.append(_("Posted on %(day)s.") % {"day": day_text(str(given["posted_on"]))})
    if given.get("deadline"):
        parts.append(_("To be paid by %(day)s.") % {"day": day_text(str(given["deadline"]))})
    charged = [(str(item), int(minor)) for item, minor in given.get("charged", ())]
    if charged:
        parts.append(_("Charged: %(items)s.") % {"items": _amounts(charged, currency)})
    parts += [
        _("Not charged: %(why)s") % {"why": told_word(str(why))} for why in given.get("refused", ())
    ]
    parts += _merging_parts(given)
    parts += _payment_parts(kind, given, currency)
    because = given.get("because")
    if because:
        why = gettext(CLOSINGS[because]) if because in CLOSINGS else told_word(str(because))
        parts.append(_("Because: %(why)s.") % {"why": why.rstrip(".")})
    if isinstance(given.get("sentence"), str):
        parts.append(told_word(given["sentence"]))
    return " ".join(parts)


def _merging_parts(given: Mapping[str, Any]) -> list[str]:
    """Which cases became one, and which of the debtor's others did not, each with the reason."""
    parts = []
    if given.get("cases"):
        numbers = ", ".join(str(case_id) for case_id in given["cases"])
        parts.append(_("Cases: %(numbers)s.") % {"numbers": numbers})
    if given.get("into"):
        parts.append(_("Case: %(number)s.") % {"number": given["into"]})
    for case_id, why in given.get("apart", ()):
        parts.append(
            _("Case %(number)s is not in it: %(why)s.") % {"number": case_id, "why": told_word(why)}
        )
    if given.get("hold"):
        parts.append(f"{word(HOLDS, str(given['hold']))}.")
    return parts


def taken_sentence(amount_minor: int, kept_minor: int, currency: str, by: str = "") -> str:
    """What an authority took of the debtor, what it kept, and what it passed on."""
    if not kept_minor:
        return _("%(authority)s took %(taken)s and passed it on.") % {
            "authority": by or _("An authority"), "taken": money_text(amount_minor, currency),
        }  # fmt: skip
    return _(
        "%(authority)s took %(taken)s: %(kept)s for its own costs, %(passed)s was passed on."
    ) % {
        "authority": by or _("An authority"),
        "taken": money_text(amount_minor + kept_minor, currency),
        "kept": money_text(kept_minor, currency),
        "passed": money_text(amount_minor, currency),
    }


def _payment_parts(kind: str, given: Mapping[str, Any], currency: str) -> list[str]:
    """What a payment was used for, on which day it counts, and by which order and ground."""
    if kind not in MONEY_EVENTS:
        return []
    parts: list[str] = []
    if given.get("manner") and "reverses" not in given:
        passed_minor, kept_minor = int(given["amount_minor"]), int(given.get("kept_minor", 0))
        parts.append(taken_sentence(passed_minor, kept_minor, currency))
    used = [(part, given.get(f"{part}_minor", 0)) for part in given.get("order", PARTS)]
    amounts = [(str(part), abs(int(minor))) for part, minor in used if minor]
    if given.get("booked_on"):
        parts.append(_("Counts from %(day)s.") % {"day": day_text(str(given["booked_on"]))})
    if amounts:
        told = _("Open again: %(items)s.") if "reverses" in given else _("Used for: %(items)s.")
        parts.append(told % {"items": _amounts(amounts, currency)})
    if given.get("between"):
        parts.append(_("No interest and no fee for the days in between."))
    if amounts and given.get("law"):
        parts.append(_("Ground: %(reference)s.") % {"reference": given["law"]})
    return parts


def _amounts(amounts: list[tuple[str, int]], currency: str) -> str:
    return ", ".join(
        f"{item_word(kind).lower()} {money_text(minor, currency)}" for kind, minor in amounts
    )
