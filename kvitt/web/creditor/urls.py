"""Addresses of the creditor's pages, under ``creditor/``."""

from django.urls import path

from kvitt.web.creditor.home import creditor_home

urlpatterns = [
    path("", creditor_home, name="creditor_home"),
]
