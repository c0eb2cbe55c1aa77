"""Addresses of the entrances. A link's secret leaves the address with the first answer."""

from django.urls import include, path

from kvitt.web.signin.views import (
    choose_creditor,
    debtor_entrance,
    debtor_leave,
    front,
    invitation,
    join,
)

urlpatterns = [
    path("", front, name="front"),
    path("my/enter/", debtor_entrance, name="debtor_entrance"),
    path("my/leave/", debtor_leave, name="debtor_leave"),
    path("invitation/<str:token>/", invitation, name="invitation"),
    path("join/", join, name="join"),
    path("creditor/choose/", choose_creditor, name="choose_creditor"),
    path("account/", include("allauth.urls")),
]
