"""Addresses of the debtor's pages, under ``my/``."""

from django.urls import path

from kvitt.web.debtor.home import debtor_case, debtor_home

urlpatterns = [
    path("", debtor_home, name="debtor_home"),
    path("cases/<case:number>/", debtor_case, name="debtor_case"),
]
