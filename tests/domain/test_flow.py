"""Flows: the packaged ones are lawful; one that breaks the law is refused with the paragraph."""

from collections import Counter

import pytest
import yaml

from kvitt.domain.flow import (
    FLOWS,
    FlowBreaksLaw,
    FlowNotKnown,
    FlowUnreadable,
    flow,
    flow_names,
    load_flow,
)


def changed(name, change):
    """The packaged flow's text with a change made to it."""
    content = yaml.safe_load((FLOWS / f"{name}.yaml").read_text())
    change(content)
    return yaml.safe_dump(content)


def test_there_is_a_usual_a_calm_and_a_tight_flow_for_each_country_debtor_and_collection():
    kinds = Counter(
        (flow(n).country, flow(n).debtor_kind, flow(n).collection) for n in flow_names()
    )
    assert (len(kinds), set(kinds.values())) == (8, {3})
    for name in flow_names():
        assert flow(name).steps[0].kind == "friendly_reminder"
        assert flow(name).steps[0].charges == ()


@pytest.mark.parametrize("name", [name for name in flow_names() if "-calm-" in name])
def test_a_calm_flow_charges_what_the_usual_one_does_and_gives_more_time(name):
    calm, usual = flow(name), flow(name.replace("-calm", ""))
    for slow, step in zip(calm.steps, usual.steps, strict=True):
        assert (slow.name, slow.kind, slow.charges) == (step.name, step.kind, step.charges)
        assert slow.after_due_days > step.after_due_days
        assert slow.pay_within_days >= step.pay_within_days
        assert slow.after_deadline_days >= step.after_deadline_days


@pytest.mark.parametrize("name", [name for name in flow_names() if "-tight-" in name])
def test_a_tight_flow_charges_what_the_usual_one_does_and_comes_sooner(name):
    tight, usual = flow(name), flow(name.replace("-tight", ""))
    for quick, step in zip(tight.steps, usual.steps, strict=True):
        assert (quick.name, quick.kind, quick.charges) == (step.name, step.kind, step.charges)
        assert quick.after_due_days < step.after_due_days
        assert quick.pay_within_days <= step.pay_within_days
    assert tight.decision_after_days < usual.decision_after_days


def earlier_notice(content):
    content["steps"][0]["after_due_days"] = 1
    content["steps"][0]["pay_within_days"] = 5
    content["steps"][1]["after_due_days"] = 13


def short_notice(content):
    content["steps"][1]["pay_within_days"] = 13


def demand_without_notice(content):
    del content["steps"][1]


def three_charged_letters(content):
    again = dict(content["steps"][1])
    for name in ("second", "third"):
        content["steps"].insert(2, again | {"name": name})


@pytest.mark.parametrize(
    ("name", "change", "paragraph"),
    [
        ("no-own-consumer", earlier_notice, "inkassoforskriften"),
        ("no-own-consumer", short_notice, "§ 9"),
        ("no-own-consumer", demand_without_notice, "§ 10"),
        ("no-own-consumer", three_charged_letters, "inkassoforskriften"),
        ("se-own-consumer", lambda c: c["steps"][2].update(pay_within_days=7), "inkassolagen"),
        (
            "se-own-consumer",
            lambda c: c["steps"][1].update(charges=["late_payment_compensation"]),
            "4 a §",
        ),
        ("se-own-consumer", lambda c: c["steps"][0].update(charges=["reminder"]), ""),
    ],
    ids=[
        "fee too early",
        "deadline too short",
        "demand without notice",
        "too many fees",
        "demand too short",
        "compensation from a consumer",
        "fee on the friendly reminder",
    ],
)
def test_a_flow_that_breaks_the_law_is_refused_with_the_paragraph(name, change, paragraph):
    with pytest.raises(FlowBreaksLaw) as refused:
        load_flow(changed(name, change), source="mine.yaml")
    assert "mine.yaml: step" in refused.value.sentence
    assert paragraph in refused.value.reference


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda c: c.pop("decision"), "decision"),
        (lambda c: c["steps"][0].update(charge=["reminder"]), "charge"),
        (lambda c: c["steps"][0].update(pay_within_days="8"), "pay_within_days"),
        (lambda c: c["steps"][1].update(name="friendly_reminder"), "same name"),
        (lambda c: c.update(steps=[]), "steps"),
    ],
)
def test_a_flow_of_another_shape_is_refused_and_the_place_is_named(change, said):
    with pytest.raises(FlowUnreadable, match=said):
        load_flow(changed("se-own-consumer", change), source="mine.yaml")


def test_an_unknown_flow_is_refused_with_the_names_there_are():
    with pytest.raises(FlowNotKnown, match="se-own-consumer"):
        flow("swedish")
