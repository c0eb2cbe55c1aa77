"""The one Django app with tables."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "kvitt.store"
    label = "store"
