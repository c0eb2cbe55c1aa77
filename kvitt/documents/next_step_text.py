"""What comes next in words: the same in a letter and on the debtor's page."""

from kvitt.documents.letter_parts import NextStep
from kvitt.documents.wording import Wording


def next_step_text(
    words: Wording, step: NextStep, *, country: str, currency: str, says_unknown: bool = True
) -> str:
    """What comes next, when, and what it costs; with ``says_unknown`` also that nobody knows."""
    name = words.say(f"steps.{country}.{step.kind}")
    said = [
        words.say("next_step_on", step=name, on=words.day(step.on))
        if step.on
        else words.say("next_step", step=name)
    ]
    if step.cost_minor is not None and step.cost_minor > 0:
        said.append(_cost(words, step, words.money(step.cost_minor, currency, country=country)))
    elif step.cost_minor == 0 and step.kind != "decision":
        said.append(words.say("next_no_cost"))
    elif says_unknown:
        said.append(words.say("next_cost_unknown"))
    return " ".join(said)


def _cost(words: Wording, step: NextStep, cost: str) -> str:
    """What the step costs, from its day where it is a decision."""
    on = step.cost_on or step.on
    if step.kind == "decision" and on:
        return words.say("next_cost_from", cost=cost, on=words.day(on))
    return words.say("next_cost", cost=cost)
