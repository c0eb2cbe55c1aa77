"""What ELAN's codes of refusal mean, and who does what about them.

``case``: a person corrects the case. ``wait``: the same petition may be sent again later.
``other``: it goes another way than ELAN. ``program``: the petition was built wrongly, which our own
checks should have found. ``twice``: the authority has it already.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

CASE, WAIT, OTHER, PROGRAM, TWICE = "case", "wait", "other", "program", "twice"
DUPLICATE = "DUPLIKAT_INNSENDING"


class Meaning(NamedTuple):
    """What a code means."""

    remedy: str
    sentence: str


def _all(remedy: str, **sentences: str) -> dict[str, Meaning]:
    return {code: Meaning(remedy, sentence) for code, sentence in sentences.items()}


CODES: Mapping[str, Meaning] = MappingProxyType(
    {
        **_all(TWICE, DUPLIKAT_INNSENDING="that day's petition of the reference is there"),
        **_all(
            OTHER,
            SAKSOEKT_GAMMELT_REGELVERK=(
                "the debtor is still under the older rules: file by the older system, ELSA"
            ),
        ),
        **_all(
            WAIT,
            UAVKLART_STATUS="an earlier version of the petition has not been handled yet",
            VEDLEGG_SKAL_VAERE_VIRUSSJEKKET_VALIDERT_OG_KONVERTERT=(
                "a document is still being checked by the authority"
            ),
            VEDLEGG_SKAL_IKKE_HA_FEILET="the authority could not read a document: attach it anew",
            VEDLEGG_SKAL_VAERE_TILGJENGELIG="a document is not there any more: attach it anew",
        ),
        **_all(
            CASE,
            SAMME_SAKSOEKT_SOM_SAKSOEKER="the creditor and the debtor are the same",
            INNSENDER_IKKE_IDENTIFISERBAR="the sender's organisation number is not known",
            INNSENDER_IKKE_ORGANISASJON="the sender is not an organisation",
            INNSENDER_SAMSVARER_IKKE_MED_AUTENTISERING=(
                "the token belongs to another organisation than the sender"
            ),
            KAN_BEHANDLES_I_FORLIKSRAADET_PAAKREVET=(
                "it is not said whether the conciliation board is wanted"
            ),
            MANGELFULLE_KONTOOPPLYSNINGER="the account to pay to is not given",
            MANGLER_OPPLYSNINGER_BEVILLINGSHAVER="the agency's licence holder is not named",
            MANGLER_OPPLYSNINGER_OM_SAKSOEKER="the creditor's name, number or address is missing",
            MANGLER_OPPLYSNINGER_OM_SAKSOEKT="the debtor's name, number or address is missing",
            MANGLER_OPPLYSNINGER_PROSESSFULLMEKTIG_PERSON=(
                "the agent's name or address is missing"
            ),
            PAASTAND_PAAKREVET="what the debtor is to be ordered to pay is not said",
            PARAGRAF_4_18_VARSEL_PAAKREVET="the notice of enforcement (§ 4-18) is missing",
            PARAGRAF_4_19_VARSEL_PAAKREVET="the renewed notice (§ 4-19) is missing",
            SAKSOEKERS_INNENLANDS_ADRESSE_UGYLDIG="the creditor's address lacks street or postcode",
            SAKSOEKERS_UTENLANDS_ADRESSE_UGYLDIG="the creditor's address abroad lacks its place",
            SAKSØKTES_INNENLANDS_ADRESSE_UGYLDIG="the debtor's address lacks street or postcode",
            SAKSØKTES_UTENLANDS_ADRESSE_UGYLDIG="the debtor's address abroad lacks its place",
            UGYLDIG_KID="the payment reference is not right",
            UGYLDIG_KONTONR="the account number is not right",
            UGYLDIG_ORGNR_PROSESSFULLMEKTIG="the agency's organisation number is not right",
            UGYLDIG_STATUS="the case has come too far to be changed",
        ),
        **_all(
            PROGRAM,
            DUPLIKAT_SAKSOEKER="a creditor is named twice",
            DUPLIKAT_SAKSOEKT="a debtor is named twice",
            GEBYR_ELLER_SAKSKOSTNAD_HAR_ET_RELATERTKRAV_SOM_IKKE_ER_HOVEDSTOL=(
                "a cost is linked to something else than a principal"
            ),
            HOVEDSTOL_SKAL_IKKE_HA_ET_RELATERT_KRAV="a principal is linked to another claim",
            INNSENDER_MANGLER="the sender is missing",
            KRAV_DUPLIKATE_REFERANSER="two claims have the same reference",
            KRAV_IKKE_BENYTTET="a claim rests on no ground",
            KRAV_I_FLERE_TVANGSGRUNNLAG="a claim rests on several grounds",
            MAKS_EN_ADRESSE_AV_HVER_TYPE="a party has two addresses of a kind",
            MANGLER_KRAV="there is no claim",
            PRIORITET_MANGLER="some claims have a rank and others none",
            PRIORITET_MANGLER_PÅ_RENTEOPPLYSNINGER="the interest to come has no rank",
            PRIORITET_MANGLER_PÅ_RETTSGEBYR="the court fee has no rank",
            RELATERTE_KRAV_KAN_IKKE_PEKE_PÅ_SEG_SELV="a claim is linked to itself",
            RELATERTE_KRAV_MÅ_FINNES="a claim is linked to one that rests on another ground",
            RELATERTE_KRAV_UGYLDIGE_KRAVREFERANSER="a claim is linked to one that is not there",
            RENTEKRAV_KAN_IKKE_HA_RENTEKRAV="interest is linked to interest",
            RENTE_MAA_HA_RELATERT_KRAV="interest is linked to no claim",
            TVANGSGRUNNLAG_UGYLDIGE_KRAVREFERANSER="the ground names a claim that is not there",
            UGYLDIG_BELOEP="an amount has more than two decimals or is negative",
            UGYLDIG_RENTE="a rate has more than two decimals or is negative",
            UGYLDIG_VEDLEGG_BETALINGSOPPFORDRING="a payment demand is attached as something else",
            UGYLDIG_VEDLEGG_FULLMAKT="an authorisation is attached as something else",
            UGYLDIG_VEDLEGG_TRANSPORTERKLÆRING="an assignment is attached as something else",
            UGYLDIG_VEDLEGG_TVANGSGRUNNLAG="the ground is attached as something else",
            UGYLDIG_VEDLEGG_TVANGSKRAFTGRUNNLAG="the notice is attached as something else",
            ULOVLIG_ENDRING_BEGJAERINGSDATO="the day of the petition cannot be changed",
            ULOVLIG_ENDRING_INNSENDER="the sender cannot be changed",
            ULOVLIG_ENDRING_UNDERSKRIFT="the signature cannot be changed",
            VEDLEGG_SKAL_HA_REFERANSE_TIL_BEGJAERINGEN="a document belongs to another petition",
            VEDLEGG_SKAL_HA_UUID="a document has no identifier",
        ),
    }
)
"""The public table of codes in our own words."""
UNKNOWN = Meaning(CASE, "a code that this version does not know: read what the authority says")
_GRAVEST = (OTHER, CASE, PROGRAM, WAIT, TWICE)


def meaning(code: str) -> Meaning:
    """What the code means; one that is unknown asks a person."""
    return CODES.get(code, UNKNOWN)


def remedy_of(codes: Iterable[str]) -> str:
    """What has to be done about several codes at once: the gravest of their remedies."""
    found = {meaning(code).remedy for code in codes}
    return next((one for one in _GRAVEST if one in found), CASE)
