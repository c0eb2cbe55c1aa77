"""Fields of the office's forms: days, sums, reasons and files."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from kvitt.application.case_words import word
from kvitt.application.in_words import in_words
from kvitt.kernel.money import parse_amount
from kvitt.kernel.refusal import Refusal

LONGEST_TEXT = 4_000
LONGEST_LINE = 200
WHY = _("Why")


class DayField(forms.DateField):
    """A day, by the browser's own calendar."""

    def __init__(self, label: Any, **more: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(label=label, widget=widget, input_formats=["%Y-%m-%d"], **more)


class SumField(forms.CharField):
    """A sum of money as people write it; whole minor units afterwards."""

    def __init__(self, label: Any, **more: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label=label, widget=widget, max_length=20, **more)

    def clean(self, value: Any) -> Any:
        """The sum in minor units, or None where nothing was written."""
        written = super().clean(value)
        if not written:
            return None
        try:
            minor = parse_amount(written)
        except Refusal as no:
            raise forms.ValidationError(in_words(no)) from no
        if minor <= 0:
            raise forms.ValidationError(_("Write a sum above zero."))
        return minor


class BecauseField(forms.CharField):
    """Why, in words: it goes to the history."""

    def __init__(self, label: Any = WHY, **more: Any) -> None:
        more.setdefault("help_text", _("It is kept in the history, with your name."))
        super().__init__(label=label, max_length=LONGEST_LINE, **more)


class WordsField(forms.CharField):
    """A longer text."""

    def __init__(self, label: Any, **more: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 5})
        super().__init__(label=label, widget=widget, max_length=LONGEST_TEXT, **more)


class PickField(forms.ChoiceField):
    """One of several, each by its word; optional where ``empty`` names what leaving it means."""

    def __init__(
        self, label: Any, words: Mapping[str, str], *, empty: Any = None, **more: Any
    ) -> None:
        def offered() -> list[tuple[str, Any]]:  # asked anew for each reader's language
            first = [("", empty)] if empty is not None else []
            return [*first, *((name, word(words, name)) for name in words)]

        super().__init__(label=label, choices=offered, required=empty is None, **more)


class FilesInput(forms.ClearableFileInput):
    """A field for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files: name and bytes of each. What may be in them the use case judges."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label=label, widget=FilesInput(), required=False, **more)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The names and bytes of what was sent along."""
        sent: list[UploadedFile] = data if isinstance(data, list) else [data] if data else []
        return [(str(super(FilesField, self).clean(one).name), one.read()) for one in sent]
