"""The people of the demo: debtors who do not exist, in towns that do not either.

Numbers are formed so that they belong to nobody: Swedish organisation numbers of a series that is
not issued, Norwegian ones that begin with 3 as those of test companies do. Persons have customer
numbers only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from kvitt.kernel.identity import InvalidIdentity, parse_identity
from kvitt.kernel.reference import luhn_check_digit

BUSINESS_IN_TEN = 2
WITH_EMAIL_IN_TEN = 7

_GIVEN = {
    "SE": "Alma Astrid Edvin Elsa Folke Greta Hedda Ivar Linnea Malte Nils Saga Sixten Tyra Vera",
    "NO": "Aksel Eira Einar Frida Gard Hedvig Ingrid Jenny Kaia Leif Magnus Runa Sindre Vilde",
}
_FAMILY = {
    "SE": "Almkvist Björkdal Ekvall Forsnäs Granlid Hedlöv Kvarnbäck Lindås Norrvik Älvros",
    "NO": "Bergset Dalsmo Eikvåg Fossheim Grønlien Haugvik Kvernmo Lundsnes Myrdalen Ødegaten",
}
_TRADES = {
    "SE": ("{} Bygg AB", "Café {} AB", "{}s Rör AB", "{} Åkeri AB", "Kliniken {} AB"),
    "NO": ("{} Bygg AS", "Kafé {} AS", "{} Rørleggeri AS", "{} Transport AS", "Klinikk {} AS"),
}
_STREETS = {
    "SE": "Ekstigen Fjärilsvägen Grindgatan Kornknarrsgränd Lyktgatan Måsvägen Slöjdgatan",
    "NO": "Blåklokkeveien Fossestien Grindveien Hegremyra Lysgata Måkeveien Rognalleen Tårnfaret",
}
_TOWNS = {
    "SE": (("999 10", "Granköping"), ("999 23", "Ängslunda"), ("999 41", "Norrhammar")),
    "NO": (("0097", "Fjordvåg"), ("0098", "Tindsund"), ("0099", "Elvemo")),
}
_PLAIN = str.maketrans("åäöæøÅÄÖÆØ", "aaoaoAAOAO")


@dataclass(frozen=True, slots=True)
class DemoDebtor:
    """Somebody who got an invoice."""

    number: int
    country: str
    name: str
    kind: str
    identity: str | None
    street: str
    postcode: str
    city: str
    email: str | None

    @property
    def customer_number(self) -> str:
        """The creditor's own number for the customer."""
        return f"K{self.number:04d}"


def debtors(country: str, count: int, *, seed: str) -> list[DemoDebtor]:
    """That many debtors; the same seed makes the same ones."""
    made = _numbers(country)
    return [_debtor(country, number, made, Random(f"{seed} {country} {number}"))
            for number in range(1, count + 1)]  # fmt: skip


def _debtor(country: str, number: int, numbers: Iterator[str], chance: Random) -> DemoDebtor:
    family = chance.choice(_FAMILY[country].split())
    given = chance.choice(_GIVEN[country].split())
    is_business = chance.randrange(10) < BUSINESS_IN_TEN
    name = chance.choice(_TRADES[country]).format(family) if is_business else f"{given} {family}"
    postcode, city = chance.choice(_TOWNS[country])
    mailbox = f"{given}.{family}".translate(_PLAIN).lower()
    has_email = chance.randrange(10) < WITH_EMAIL_IN_TEN
    return DemoDebtor(
        number=number,
        country=country,
        name=name,
        kind="business" if is_business else "consumer",
        identity=next(numbers) if is_business else None,
        street=f"{chance.choice(_STREETS[country].split())} {chance.randrange(1, 90)}",
        postcode=postcode,
        city=city,
        email=f"{mailbox}.{number}@mail.example" if has_email else None,
    )


def _numbers(country: str) -> Iterator[str]:
    """Organisation numbers that nobody has, with the right check digit."""
    for number in range(10_000):
        if country == "SE":
            stem = f"55999{number:04d}"
            yield stem + luhn_check_digit(stem)
            continue
        for check in range(10):
            try:
                yield parse_identity("NO", f"3190{number:04d}{check}").number
            except InvalidIdentity:
                continue
            break
