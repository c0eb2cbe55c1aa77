"""Tags of the design: ``{% show part %}``, ``{% icon name %}``, and the parts of a form."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BoundField, CheckboxSelectMultiple, Form, RadioSelect
from django.template import Context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kvitt.web.design import icons
from kvitt.web.design.charts import Bars, Line
from kvitt.web.design.facts import Fact, Facts
from kvitt.web.design.part import Part
from kvitt.web.signin.unsent import forget_unsent, unsent_of, words_of

register = template.Library()


@register.simple_tag(takes_context=True)
def show(context: Context, part: Part | Iterable[Part] | str | None) -> str:
    """Draws a part, or several below each other; nothing for None, and a text as it stands.

    A text is made of texts without end: looked at as parts below each other it would never end.
    """
    if part is None:
        return ""
    if isinstance(part, str):
        return conditional_escape(part)
    if not isinstance(part, Part):
        return mark_safe("".join(show(context, one) for one in part))  # each is markup already
    drawn = context.template.engine.get_template(part.template)
    return drawn.render(_inner(context, {"it": part}))


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon that screen readers pass over."""
    return icons.drawn(name)


@register.simple_tag(takes_context=True)
def facts(context: Context, listed: tuple[Fact, ...]) -> str:
    """Facts that a part holds."""
    return show(context, Facts(listed))


@register.inclusion_tag("kvitt/design/chart_table.html")
def chart_table(chart: Bars | Line) -> dict[str, Any]:
    """The figures of a chart as a table behind a fold."""
    if isinstance(chart, Line):
        return {
            "title": chart.title,
            "heads": [chart.head, chart.value_head],
            "rows": [(label, [text]) for label, text in chart.table],
        }
    totals = [_("Total")] if len(chart.series) > 1 else []
    return {
        "title": chart.title,
        "heads": [chart.head, *chart.series, *totals],
        "rows": chart.table,
    }


@register.inclusion_tag("kvitt/design/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """One field of a form with its label, its hint and what is wrong with it."""
    widget = bound.field.widget
    described = _described_by(bound)
    attributes = {"class": "ds-input"}
    if described:
        attributes["aria-describedby"] = described
    kind = getattr(widget, "input_type", "")
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        widget.attrs.setdefault("class", "ds-input")
        return {
            "bound": bound,
            "look": "group",
            "options": bound.subwidgets,
            "described": described,
        }
    look = {"checkbox": "tick", "file": "file"}.get(kind, "line")
    return {
        "bound": bound,
        "look": look,
        "control": bound.as_widget(attrs=attributes),
        "optional": _("optional"),
    }


@register.inclusion_tag("kvitt/design/form_errors.html")
def form_errors(form: Form) -> dict[str, Any]:
    """What is wrong with a form, each with a way to its field; nothing where nothing is."""
    return {"form": form}


@register.inclusion_tag("kvitt/design/crumbs.html")
def crumbs(label: str, href: str, here: str = "") -> dict[str, str]:
    """The way back up."""
    return {"label": label, "href": href, "here": here}


@register.inclusion_tag("kvitt/design/unsent.html", takes_context=True)
def unsent(context: Context, *, is_back: bool, is_filled: bool = False) -> dict[str, Any]:
    """What was written when the visit had ended; once the writer is back it is shown once.

    Where the page's form ``is_filled`` with it the words are not said a second time.
    """
    request = context.get("request")
    kept = unsent_of(request) if request is not None else None
    if kept and is_back:
        forget_unsent(request)
    return {"kept": kept, "words": () if is_filled else words_of(kept), "is_back": is_back}


def _inner(context: Context, shown: dict[str, Any]) -> Context:
    """A context that holds what is shown, and what a form in it needs."""
    kept = {name: context.get(name) for name in ("csrf_token", "request") if name in context}
    return context.new({**kept, **shown})


def _described_by(bound: BoundField) -> str:
    hint = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    return " ".join([*hint, *(f"{bound.auto_id}_error{n}" for n in range(len(bound.errors)))])
