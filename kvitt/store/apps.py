"""The one Django app with tables."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Tells the framework where the tables and their migrations are."""

    name = "kvitt.store"
    label = "store"
