"""Composition: one letter's words in the debtor's language, the same for PDF and plain text."""

from dataclasses import dataclass

from kvitt.documents.checklist import elements_of, require_facts, require_sentences
from kvitt.documents.claim_listing import claim_groups, claim_table
from kvitt.documents.composed import Composed, Section
from kvitt.documents.letter_parts import BESIDE_THE_FLOW, Letter, has_several_claims
from kvitt.documents.payment_code import payment_payload
from kvitt.documents.side_letters import SideWriter
from kvitt.documents.wording import Wording, wording
from kvitt.documents.writer import Writer

SPEAKS_OF_ONE_CLAIM = (
    "reminder", "collection_notice", "collection_demand", "payment_demand",
)  # fmt: skip
"""The letters whose opening names the claim or invoice, and so has words for several."""
_LINE_LETTERS, _HEADING_LINES = 56, 2
"""About how many letters stand on a line of a column, and how many lines a heading takes."""


def compose(letter: Letter) -> Composed:
    """The letter's words; raises MissingElement where the statute's checklist is not met."""
    elements = elements_of(letter)
    require_facts(letter, elements)
    words = wording(letter.language)
    made_by = SideWriter if letter.kind in BESIDE_THE_FLOW else FlowWriter
    writer = made_by(letter, words, frozenset(element.name for element in elements))
    said = writer.sentences()
    require_sentences(letter, said, elements)
    label = "labels.{}".format
    sections = _with_way_in(writer.sections(said), letter, words)
    explained = writer.explained_rows()
    groups = claim_groups(letter, words, writer.row) if letter.items else ()
    return Composed(
        language=letter.language,
        country=letter.country,
        sent_on=letter.sent_on,
        title=said["title"],
        lead=said["lead"],
        opening=" ".join(filter(None, (said["on_behalf"], said["opening"]))),
        sender_lines=(letter.sender.name, *letter.sender.address_lines),
        debtor_lines=(letter.debtor.name, *letter.debtor.address_lines),
        meta=writer.meta(),
        box=writer.box(),
        qr_payload=payment_payload(letter),
        qr_caption=words.say("scan"),
        qr_description=writer.qr_description(),
        claim=writer.claim(),
        sum_heading=writer.sum_heading(),
        columns=(words.say(label("what")), words.say(label("ground")), words.say(label("amount"))),
        claim_table=claim_table(letter, words) if letter.items else None,
        rows=writer.sum_rows(),
        total=writer.total(),
        running=said["running"],
        sections=sections,
        left_sections=_left_of(sections),
        numbered=bool(explained or groups),
        groups_heading=words.say("headings.claims") if groups else "",
        groups=groups,
        explained_heading=words.say("headings.explained") if explained else "",
        explained_opening=words.say("explained.opening") if explained else "",
        explained=explained,
        calculation_label=words.say(label("calculation")),
        footer=writer.footer(),
        page_label=words.texts["labels"]["page"],
        schedule=writer.schedule(),
        greeting=_paragraphs(letter.greeting if letter.kind == "friendly_reminder" else ""),
        own_words=_paragraphs(letter.own_words if letter.kind in BESIDE_THE_FLOW else ""),
        said=said,
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a free text, each on one line."""
    parts = (" ".join(part.split()) for part in text.split("\n\n"))
    return tuple(part for part in parts if part)


def _with_way_in(
    sections: tuple[Section, ...], letter: Letter, words: Wording
) -> tuple[Section, ...]:
    """Where the case stands on the web goes before the last section: is the letter genuine?"""
    if letter.way_in is None:
        return sections
    told = words.say(
        "way_in", address=letter.way_in.address, case=letter.case_reference,
        code=letter.way_in.code,
    )  # fmt: skip
    return (*sections[:-1], Section(words.say("headings.way_in"), told), *sections[-1:])


def _left_of(sections: tuple[Section, ...]) -> int:
    """The split at which the longer of the two columns is shortest."""
    lines = [-(-len(section.text) // _LINE_LETTERS) + _HEADING_LINES for section in sections]

    def longer(split: int) -> int:
        return max(sum(lines[:split]), sum(lines[split:]))

    return min(range(1, len(lines) + 1), key=longer)


@dataclass(frozen=True, slots=True)
class FlowWriter(Writer):
    """A letter that is a step of a flow: it asks for the whole sum and names what follows."""

    def sentences(self) -> dict[str, str]:
        """Every sentence of the letter by name; a sentence that does not apply is empty."""
        letter, say, given = self.letter, self.words.say, self.given()
        notice = letter.kind == "collection_notice"
        return {
            **self.house_sentences(given),
            "lead": say(f"lead.{letter.kind}", **given),
            "opening": self.opening(given),
            "running": self.running(),
            "consequence": say(f"consequence.{letter.kind}", **given),
            "in_time": say("in_time", **given) if notice else "",
            "next_step": self.next_step(),
            "court_or_drop": self.court_or_drop(given),
        }

    def opening(self, given: dict[str, str]) -> str:
        """The first sentences, in words for one claim or several."""
        several = has_several_claims(self.letter) and self.letter.kind in SPEAKS_OF_ONE_CLAIM
        place = "opening_claims" if several else "opening"
        return self.words.say(f"{place}.{self.letter.kind}", **given)

    def court_or_drop(self, given: dict[str, str]) -> str:
        """That the debtor may ask for a decision, where the list asks for it."""
        if "says_court_or_drop" not in self.asked:
            return ""
        return self.words.say(f"court_or_drop.{self.letter.country}", **given)

    def sections(self, said: dict[str, str]) -> tuple[Section, ...]:
        """The ways out, and then what follows."""
        following = " ".join(
            filter(None, (said["in_time"], said["consequence"], said["next_step"]))
        )
        pairs = (
            ("paid", said["paid"]),
            ("object", said["object"]),
            ("cannot", said["cannot"]),
            ("court_or_drop", said["court_or_drop"]),
            ("advice", said["advice"]),
            ("next", following),
            ("complain", said["board"]),
            ("genuine", said["genuine"]),
        )
        return self.passages(*pairs)
