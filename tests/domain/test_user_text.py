"""Texts that users write: what they may say, and every attack that is refused."""

import time

import pytest

from kvitt.domain.user_text import (
    UserTextNotAllowed,
    UserTextTooLarge,
    VariableIsMissing,
    user_text,
)
from kvitt.domain.user_text_terms import UnknownVariable
from kvitt.kernel.refusal import Refusal
from tests.domain.attacked import VARIABLES

GIVEN = {
    "creditor": "Fjord & <b>Sjö</b>",
    "letters_sent": 2,
    "is_business": False,
    "to_pay": "1 000,00 kr",
    "invoices": [{"number": "1", "amount": "5 kr"}, {"number": "2", "amount": "6 kr"}],
}


def filled(source: str, *, is_html: bool = False, **given: object) -> str:
    return user_text(source, VARIABLES, is_html=is_html).fill({**GIVEN, **given})


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Hej!", "Hej!"),
        ("", ""),
        ("{{ creditor | upcase | truncate: 8 }}", "FJORD..."),
        ("{% if letters_sent > 1 %}igen{% elsif is_business %}b{% else %}a{% endif %}", "igen"),
        ("{% unless is_business %}du{% endunless %}", "du"),
        ("{% case letters_sent %}{% when 1 %}en{% when 2, 3 %}två{% endcase %}", "två"),
        (
            "{% for i in invoices %}{{ i.number }}: {{ i.amount }}"
            "{% unless forloop.last %}, {% endunless %}{% endfor %}",
            "1: 5 kr, 2: 6 kr",
        ),
        ("{% for i in invoices limit: 1 %}{{ i.number }}{% endfor %}", "1"),
        ("{{ invoices.size }}", "2"),
    ],
)
def test_a_text_says_names_numbers_conditions_and_lists(source: str, said: str) -> None:
    assert filled(source) == said


@pytest.mark.parametrize(
    "source",
    [
        "{{ creditor.__class__.__mro__ }}",
        "{{ creditor.upper }}",
        "{{ creditor['__class__'] }}",
        "{{ creditor._secret }}",
        "{{ [creditor] }}",
        "{{ invoices.first }}",
        "{{ invoices[0].number }}",
        "{{ forloop.last }}",
        "{% for i in invoices %}{{ forloop.parentloop }}{% endfor %}",
        "{% for i in invoices %}{{ i.__class__ }}{% endfor %}",
        "{{ now }}",
        "{% if today %}x{% endif %}",
    ],
)
def test_nothing_but_declared_names_is_reached(source: str) -> None:
    with pytest.raises(UnknownVariable, match=r"line 1, place \d+: there is no “"):
        user_text(source, VARIABLES)


@pytest.mark.parametrize(
    "source",
    [
        "{% for i in (1..1000000000) %}x{% endfor %}",
        "{{ (1..1000000000) }}",
        "{% include '../../etc/passwd' %}",
        "{% render 'secret' %}",
        "{% extends 'secret' %}",
        "{{> ../secret}}",
        "{% assign x = creditor %}",
        "{% capture x %}{{ creditor }}{% endcapture %}",
        "{% increment x %}",
        "{% liquid echo creditor %}",
        "{% tablerow i in invoices %}{% endtablerow %}",
        "{% cycle 'a', 'b' %}",
        "{% raw %}{{ creditor }}{% endraw %}",
        "{{ creditor | safe }}",
        "{{ creditor | replace: '', 'xxxxxxxxxx' }}",
        "{{ creditor | append: creditor }}",
        "{{ letters_sent | times: 999999999 }}",
        "{{ letters_sent | plus: 0.1 }}",
        "{{ 'now' | date: '%Y' }}",
        "{{ invoices | join: ',' }}",
        "{{ invoices | map: 'number' }}",
        "{{ creditor | default: 'x', allow_false: true }}",
        "{{ creditor | truncate: 1, 2, 3 }}",
        "{{ invoices }}",
        "{{ is_business }}",
        "{{ 1.5 }}",
        "{% if letters_sent == '2' %}x{% endif %}",
        "{% if creditor > 'a' %}x{% endif %}",
        "{% for i in creditor %}x{% endfor %}",
        "{% for creditor in invoices %}x{% endfor %}",
        "{% for i in invoices offset: continue %}x{% endfor %}",
        "{% if is_business %}x",
        "{{ creditor",
        "creditor }}",
        "{{ }}",
        "\x00",
        "{{ creditor }}\x1b[2J",
    ],
)
def test_every_attack_and_every_slip_is_refused_when_the_text_is_written(source: str) -> None:
    with pytest.raises(UserTextNotAllowed, match="line 1, place"):
        user_text(source, VARIABLES)


def test_the_line_and_the_variable_are_named() -> None:
    with pytest.raises(UnknownVariable) as no:
        user_text("Hej!\n\n  {{ creditr }}", VARIABLES)
    assert no.value.sentence.startswith("line 3, place 6: there is no “creditr”; there is creditor")
    assert (no.value.given["line"], no.value.given["variable"]) == (3, "creditr")


@pytest.mark.parametrize(
    "source",
    [
        "x" * 4_001,
        "{% if is_business %}" * 40 + "{% endif %}" * 40,
        "{% if " + "is_business and " * 200 + "is_business %}x{% endif %}",
        "{% if " + "is_business and " * 20 + "is_business %}x{% endif %}",
        "{% for i in invoices %}{% endfor %}" * 6,
    ],
)
def test_a_text_that_is_long_deep_or_full_of_loops_is_refused(source: str) -> None:
    with pytest.raises(UserTextTooLarge):
        user_text(source, VARIABLES)


def test_the_largest_text_is_fine() -> None:
    assert filled("x" * 4_000) == "x" * 4_000


def rows(count: int, amount: str = "6 kr") -> list[dict[str, str]]:
    return [{"number": str(n), "amount": amount} for n in range(count)]


def test_a_loop_ends_at_two_hundred_rounds_with_its_loops_around_it() -> None:
    once = user_text("{% for i in invoices %}.{% endfor %}", VARIABLES)
    assert once.fill({"invoices": rows(200)}) == "." * 200
    with pytest.raises(UserTextTooLarge):
        once.fill({"invoices": rows(201)})
    twice = "{% for i in invoices %}{% for j in invoices %}.{% endfor %}{% endfor %}"
    assert filled(twice, invoices=rows(14)) == "." * 196
    with pytest.raises(UserTextTooLarge, match="200 rounds"):
        filled(twice, invoices=rows(15))


def test_what_a_text_gives_is_limited() -> None:
    source = "{% for i in invoices %}{{ i.amount }}{% endfor %}"
    assert len(filled(source, invoices=rows(100, "x" * 200))) == 20_000
    with pytest.raises(UserTextTooLarge, match="20000 bytes"):
        filled(source, invoices=rows(101, "x" * 200))


def test_the_steps_of_a_text_are_limited_even_where_it_prints_nothing() -> None:
    source = "{% for i in invoices %}" + "{{i.amount}}" * 300 + "{% endfor %}"
    with pytest.raises(UserTextTooLarge, match="too many steps"):
        filled(source, invoices=rows(200, ""))


def test_the_costliest_text_that_is_allowed_ends_soon() -> None:
    condition = "{% if is_business and is_business and is_business %}{% endif %}"
    loop = "{% for i in invoices %}" + condition * 11 + "{% endfor %}"
    text = user_text(loop * 5, VARIABLES)
    begun = time.perf_counter()
    assert text.fill({"invoices": rows(200), "is_business": True}) == ""
    assert time.perf_counter() - begun < 2


def test_a_missing_variable_is_an_error_and_never_empty() -> None:
    text = user_text("Hej\n{% if is_business %}{{ creditor }}{% endif %}", VARIABLES)
    with pytest.raises(VariableIsMissing, match="line 2: “creditor” has no value here"):
        text.fill({"is_business": False})
    with pytest.raises(Refusal, match="“creditor” is to be text"):
        text.fill({"is_business": False, "creditor": None})


def test_what_is_not_known_must_be_asked_for_before_it_is_printed() -> None:
    with pytest.raises(VariableIsMissing, match="line 1, place 4: “to_pay”"):
        filled("{{ to_pay }}", to_pay=None)
    assert filled("{{ to_pay | default: 'fråga oss' }}", to_pay=None) == "fråga oss"
    asked = "{% if to_pay %}{{ to_pay }}{% else %}–{% endif %}"
    assert (filled(asked, to_pay=None), filled(asked)) == ("–", "1 000,00 kr")


class Spy(str):
    """A text that has more than a text's own methods."""

    def __html__(self) -> str:
        return "<script>"


@pytest.mark.parametrize(
    "value", [Spy("x"), object(), 5, b"x", ["x"], {"a": "b"}, lambda: "x", "x" * 2_001]
)
def test_only_plain_values_of_the_declared_kind_go_in(value: object) -> None:
    with pytest.raises(UserTextNotAllowed, match="is to be text"):
        filled("{{ creditor }}", creditor=value)


def test_rows_hold_what_was_declared_and_no_more() -> None:
    with pytest.raises(UserTextNotAllowed, match="each row of “invoices” has number, amount"):
        filled("{{ invoices.size }}", invoices=[{"number": "1"}])


def test_values_are_escaped_on_a_page_and_left_alone_in_a_letter() -> None:
    assert filled("<p>{{ creditor }}</p>", is_html=True) == (
        "<p>Fjord &amp; &lt;b&gt;Sjö&lt;/b&gt;</p>"
    )
    assert filled("{{ creditor }}") == "Fjord & <b>Sjö</b>"


@pytest.mark.parametrize(
    "source",
    [
        "<script>x</script>",
        "<p onclick='x'>",
        "<a href='x'>",
        "<{{ creditor }}>",
        "a < b",
        "<!-- -->",
    ],
)
def test_a_page_takes_plain_marks_only(source: str) -> None:
    with pytest.raises(UserTextNotAllowed, match="can be used"):
        user_text(source, VARIABLES, is_html=True)


def test_values_are_never_read_as_a_text_themselves() -> None:
    assert filled("{{ creditor }}", creditor="{{ to_pay }} #set page()") == (
        "{{ to_pay }} #set page()"
    )
