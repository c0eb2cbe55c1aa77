"""The app of users: the one place with framework models, for the sign-in library needs one."""

from django.apps import AppConfig


class SignIn(AppConfig):
    """Users of the office and of creditors."""

    name = "kvitt.web.signin"
    label = "signin"
    default_auto_field = "django.db.models.BigAutoField"
