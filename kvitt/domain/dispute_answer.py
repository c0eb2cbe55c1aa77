"""The answer to a dispute in plain words: the outcome, the reasons, what is owed and by when."""

from datetime import date

from kvitt.kernel.money import as_decimal_text

_WORDS = {
    "sv": {
        "upheld": "Vi ger dig rätt. Det som du har invänt mot krävs inte längre.",
        "reduced": "Vi ger dig rätt i en del. Kravet har sänkts.",
        "withdrawn": "Du har tagit tillbaka din invändning. Kravet står kvar.",
        "rejected": "Vi har prövat din invändning. Kravet står kvar.",
        "to_court": "Vi är inte överens. Borgenären prövar om saken ska avgöras rättsligt. "
        "Tills det är bestämt skickar vi inga krav.",
        "reasons": "Skälen:",
        "nothing": "Du är inte skyldig något i ärendet.",
        "owed": "Nu återstår {amount} {currency} att betala.",
        "pay_by": "Du har till och med {day} på dig. Före dess händer inget mer.",
        "still": "Är du inte nöjd med svaret? Hör av dig till oss.",
    },
    "nb": {
        "upheld": "Du har fått medhold. Det du har innvendt mot, kreves ikke lenger.",
        "reduced": "Du har fått delvis medhold. Kravet er satt ned.",
        "withdrawn": "Du har trukket innsigelsen. Kravet står ved lag.",
        "rejected": "Vi har vurdert innsigelsen din. Kravet står ved lag.",
        "to_court": "Vi er ikke enige. Kreditor vurderer om saken skal avgjøres rettslig. "
        "Inntil det er bestemt, sender vi ingen krav.",
        "reasons": "Begrunnelsen:",
        "nothing": "Du skylder ingenting i saken.",
        "owed": "Nå gjenstår {amount} {currency} å betale.",
        "pay_by": "Du har frist til og med {day}. Før det skjer det ikke noe mer.",
        "still": "Er du ikke fornøyd med svaret? Ta kontakt med oss.",
    },
    "en": {
        "upheld": "You were right. What you objected to is no longer asked for.",
        "reduced": "You were right in part. The claim has been reduced.",
        "withdrawn": "You have withdrawn your objection. The claim stands.",
        "rejected": "We have examined your objection. The claim stands.",
        "to_court": "We do not agree. The creditor is considering whether to take the matter to "
        "court. Until that is decided we send no demands.",
        "reasons": "The reasons:",
        "nothing": "You owe nothing in this case.",
        "owed": "{amount} {currency} is now left to pay.",
        "pay_by": "You have until {day}. Nothing else happens before then.",
        "still": "Are you not content with this answer? Please write to us.",
    },
}


def answer_text(
    language: str,
    outcome: str,
    because: str,
    *,
    owed_minor: int,
    currency: str,
    pay_by: date | None,
) -> str:
    """What the debtor is told, in Swedish, Norwegian or (for other languages) English.

    ``owed_minor`` is what is open now, in whole minor units.
    """
    words = _WORDS.get(language, _WORDS["en"])
    lines = [words[outcome], f"{words['reasons']} {because.strip()}"]
    if owed_minor == 0:
        lines.append(words["nothing"])
    elif outcome != "to_court":
        amount = as_decimal_text(owed_minor)
        lines.append(words["owed"].format(amount=amount, currency=currency))
        if pay_by is not None:
            lines.append(words["pay_by"].format(day=pay_by.isoformat()))
    lines.append(words["still"])
    return "\n\n".join(lines) + "\n"
