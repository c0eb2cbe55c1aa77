"""What the simulated ELAN refuses: the rules of the public table, read anew from a petition's tree.

Written apart from the part of Kvitt that makes petitions, so that each finds the other's mistakes.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def refusals(
    told: Mapping[str, Any], *, documents: Mapping[str, str], older_rules: Collection[str] = ()
) -> list[str]:
    """The codes by which the petition is refused, each once; none where it is taken.

    ``documents`` are the documents handed over for it, by identifier with their kind's file name;
    ``older_rules`` are the debtors that the older system takes.
    """
    found = [
        *_parties(told, older_rules),
        *_claims(told),
        *_relations(told),
        *_grounds(told),
        *_documents(told, documents),
        *_account(told),
    ]
    return list(dict.fromkeys(found))


def _party(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return told.get(name) or {}


def _number(party: Mapping[str, Any]) -> str:
    who = party.get("person") or party.get("virksomhet") or {}
    return str((who.get("identifikator") or {}).get("verdi", ""))


def _parties(told: Mapping[str, Any], older_rules: Collection[str]) -> Iterator[str]:
    creditors = [_party(one, "saksoeker") for one in told.get("saksoeker", [])]
    debtors = [_party(one, "saksoekt") for one in told.get("saksoekt", [])]
    for parties, twice, lacking in (
        (creditors, "DUPLIKAT_SAKSOEKER", "MANGLER_OPPLYSNINGER_OM_SAKSOEKER"),
        (debtors, "DUPLIKAT_SAKSOEKT", "MANGLER_OPPLYSNINGER_OM_SAKSOEKT"),
    ):
        numbers = [_number(one) for one in parties]
        if len(set(numbers)) < len(numbers):
            yield twice
        if not parties or not all(numbers):
            yield lacking
    if {_number(one) for one in creditors} & {_number(one) for one in debtors}:
        yield "SAMME_SAKSOEKT_SOM_SAKSOEKER"
    if any(_number(one) in older_rules for one in debtors):
        yield "SAKSOEKT_GAMMELT_REGELVERK"
    for parties, code in (
        (creditors, "SAKSOEKERS_INNENLANDS_ADRESSE_UGYLDIG"),
        (debtors, "SAKSØKTES_INNENLANDS_ADRESSE_UGYLDIG"),
    ):
        if not all(_has_address(one) for one in parties):
            yield code
    sending = _party(told, "innsender")
    if not sending:
        yield "INNSENDER_MANGLER"
    elif not _party(sending, "innsender").get("virksomhet"):
        yield "INNSENDER_IKKE_ORGANISASJON"
    acting = sending.get("prosessfullmektig")
    if acting and not (acting.get("bevillingshaver") or {}).get("navn", {}).get("etternavn"):
        yield "MANGLER_OPPLYSNINGER_BEVILLINGSHAVER"


def _has_address(party: Mapping[str, Any]) -> bool:
    for address in party.get("adresse", []):
        inland = (address.get("adresseInnland") or {}).get("adresseFrittFormatInnland") or {}
        if not (inland.get("adressetekst") and inland.get("postnummer")):
            return False
    return bool(party.get("adresse"))


def _claims(told: Mapping[str, Any]) -> Iterator[str]:
    claims = told.get("kravTilInnkreving") or []
    if not claims:
        yield "MANGLER_KRAV"
    if any(count > 1 for count in Counter(one.get("kravreferanse") for one in claims).values()):
        yield "KRAV_DUPLIKATE_REFERANSER"
    if len({"prioritetISak" in one for one in claims}) > 1:
        yield "PRIORITET_MANGLER"
    for claim in claims:
        sums = [claim.get("opprinneligBeloep"), claim.get("gjenstaaendeBeloep")]
        sums += [one.get("beloep") for one in claim.get("innbetaling", [])]
        if not all(_is_amount((one or {}).get("beloep")) for one in sums):
            yield "UGYLDIG_BELOEP"


def _is_amount(value: Any) -> bool:
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return False
    return exact >= 0 and exact == round(exact, 2)


def _relations(told: Mapping[str, Any]) -> Iterator[str]:
    claims = {one.get("kravreferanse"): one for one in told.get("kravTilInnkreving") or []}
    for reference, claim in claims.items():
        kind, related = claim.get("kravdetaljer"), claim.get("relatertKrav") or []
        if kind == "Hovedkrav" and related:
            yield "HOVEDSTOL_SKAL_IKKE_HA_ET_RELATERT_KRAV"
        if kind == "Rentekrav" and not related:
            yield "RENTE_MAA_HA_RELATERT_KRAV"
        if reference in related:
            yield "RELATERTE_KRAV_KAN_IKKE_PEKE_PÅ_SEG_SELV"
        for other in related:
            if other not in claims:
                yield "RELATERTE_KRAV_UGYLDIGE_KRAVREFERANSER"
                continue
            to = claims[other].get("kravdetaljer")
            if kind == "Rentekrav" and to == "Rentekrav":
                yield "RENTEKRAV_KAN_IKKE_HA_RENTEKRAV"
            if kind not in ("Rentekrav", "Hovedkrav") and to != "Hovedkrav":
                yield "GEBYR_ELLER_SAKSKOSTNAD_HAR_ET_RELATERTKRAV_SOM_IKKE_ER_HOVEDSTOL"


def _grounds(told: Mapping[str, Any]) -> Iterator[str]:
    grounds = told.get("begjaeringensTvangsgrunnlag") or []
    claims = {one.get("kravreferanse") for one in told.get("kravTilInnkreving") or []}
    named = [one for ground in grounds for one in ground.get("innsendersKravreferanse", [])]
    if claims - set(named):
        yield "KRAV_IKKE_BENYTTET"
    if set(named) - claims:
        yield "TVANGSGRUNNLAG_UGYLDIGE_KRAVREFERANSER"
    if len(set(named)) < len(named):
        yield "KRAV_I_FLERE_TVANGSGRUNNLAG"
    for ground in grounds:
        special = ground.get("saerligTvangsgrunnlag")
        if special is None:
            continue
        notices = {one.get("type") for one in ground.get("varsel", [])}
        if "varselTvfbl418" not in notices and not ground.get("begrunnelseUnnlatVarsel"):
            yield "PARAGRAF_4_18_VARSEL_PAAKREVET"
        written = special.get("skriftligMeddelelse") or {}
        if "kanBehandlesIForliksraadet" not in written:
            yield "KAN_BEHANDLES_I_FORLIKSRAADET_PAAKREVET"
        if not written.get("paastand"):
            yield "PAASTAND_PAAKREVET"


def _documents(told: Mapping[str, Any], documents: Mapping[str, str]) -> Iterator[str]:
    wanted: list[tuple[str, Mapping[str, Any], str]] = []
    for ground in told.get("begjaeringensTvangsgrunnlag") or []:
        first = ground.get("tvangsgrunnlag") or {}
        wanted.append(("tvangsgrunnlag", first, "UGYLDIG_VEDLEGG_TVANGSGRUNNLAG"))
        for notice in ground.get("varsel", []):
            proof = notice.get("tvangskraftgrunnlag") or {}
            wanted.append(("tvangskraftgrunnlag", proof, "UGYLDIG_VEDLEGG_TVANGSKRAFTGRUNNLAG"))
    for claim in told.get("kravTilInnkreving") or []:
        for demand in claim.get("betalingsoppfordring", []):
            one = demand.get("betalingsoppfordring") or {}
            wanted.append(("betalingsoppfordring", one, "UGYLDIG_VEDLEGG_BETALINGSOPPFORDRING"))
    for kind, document, code in wanted:
        if document.get("type") != kind:
            yield code
        if not document.get("uuid"):
            yield "VEDLEGG_SKAL_HA_UUID"
        elif document["uuid"] not in documents:
            yield "VEDLEGG_SKAL_VAERE_TILGJENGELIG"
        elif documents[document["uuid"]] != told.get("innsenderReferanse"):
            yield "VEDLEGG_SKAL_HA_REFERANSE_TIL_BEGJAERINGEN"


def _account(told: Mapping[str, Any]) -> Iterator[str]:
    account = _party(_party(told, "betalingsinformasjon"), "norskKonto")
    number = str(account.get("kontonummer", ""))
    if not account:
        yield "MANGELFULLE_KONTOOPPLYSNINGER"
    elif not (len(number) == 11 and number.isdecimal() and _checks_out(number)):
        yield "UGYLDIG_KONTONR"
    reference = account.get("kidnummer")
    if reference is not None and not _is_kid(str(reference)):
        yield "UGYLDIG_KID"


def _checks_out(number: str) -> bool:
    total = sum(int(digit) * by for digit, by in zip(number, _WEIGHTS, strict=False))
    return str((11 - total % 11) % 11) == number[-1]


def _is_kid(reference: str) -> bool:
    """By the ten or the eleven: the account's agreement is not known here."""
    if not 2 <= len(reference) <= 25 or not reference[:-1].isdecimal():
        return False
    digits = [int(one) for one in reference[:-1]]
    doubled = [
        sum(divmod(one * (2 if at % 2 == 0 else 1), 10)) for at, one in enumerate(digits[::-1])
    ]
    by_eleven = -sum(one * (2 + at % 6) for at, one in enumerate(digits[::-1])) % 11
    return reference[-1] in (str(-sum(doubled) % 10), "-" if by_eleven == 10 else str(by_eleven))
