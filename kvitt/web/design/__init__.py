"""The parts that pages are made of: one class and one template for each idea.

A view fills a part with plain values in the reader's language; ``{% show part %}`` draws it. See
docs/design.md.
"""

from kvitt.web.design.acts import (
    Action,
    Choice,
    Choices,
    Confirmation,
    ConfirmStep,
    Suggestion,
    Suggestions,
)
from kvitt.web.design.charts import Bar, Bars, Line
from kvitt.web.design.facts import EmptyState, Fact, Facts, Figure, Figures, Link, Notice, Tag
from kvitt.web.design.frames import NavItem, Portal
from kvitt.web.design.lists import Cell, Chip, Column, Filters, Paging, Table
from kvitt.web.design.story import Hold, Message, Moment, NextStep, Progress, Timeline
from kvitt.web.design.sums import BigSum, ExplainedSum, SumRow

__all__ = [
    "Action",
    "Bar",
    "Bars",
    "BigSum",
    "Cell",
    "Chip",
    "Choice",
    "Choices",
    "Column",
    "Confirmation",
    "ConfirmStep",
    "EmptyState",
    "ExplainedSum",
    "Fact",
    "Facts",
    "Figure",
    "Figures",
    "Filters",
    "Hold",
    "Line",
    "Link",
    "Message",
    "Moment",
    "NavItem",
    "NextStep",
    "Notice",
    "Paging",
    "Portal",
    "Progress",
    "Suggestion",
    "Suggestions",
    "SumRow",
    "Table",
    "Tag",
    "Timeline",
]
