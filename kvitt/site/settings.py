"""Django's settings. What differs between installations comes from the home or the environment."""

import os
from pathlib import Path

from kvitt.site import database, signing_in
from kvitt.site.home import Home
from kvitt.site.mailing import *  # noqa: F403 the mail to users, in a file of its own
from kvitt.site.paying import form_targets
from kvitt.site.signing_in import *  # noqa: F403 the sign-in's settings, in a file of their own

HOME = Home.from_environment()
KVITT_FORM_TARGETS = [*signing_in.KVITT_FORM_TARGETS, *form_targets()]
_PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = HOME.create().secret("django_secret_key")
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"] + [
    host.strip() for host in os.environ.get("KVITT_HOSTS", "").split(",") if host.strip()
]

DATABASES = database.django_databases(HOME)
KVITT_APP_ROLE = DATABASES["default"]["USER"]
"""The database role that Kvitt works as: migrations grant to it."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "kvitt.web",  # before the sign-in library, whose pages it dresses
    "kvitt.web.signin",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "kvitt.store",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "kvitt.site.headers.strict_headers",
    "kvitt.site.static_files.StaticFiles",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kvitt.web.signin.activity.activity_middleware",
    "kvitt.web.signin.visitor.visitor_middleware",
    "kvitt.web.signin.access_log.access_log_middleware",
]
ROOT_URLCONF = "kvitt.site.urls"
WSGI_APPLICATION = "kvitt.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.csrf",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

STATIC_URL = "/static/"
STATIC_ROOT = HOME.static
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LANGUAGE_CODE = "en"
_LOCALE = _PACKAGE / "web" / "locale"
_KNOWN_LANGUAGES = [
    ("sv", "Svenska"),
    ("nb", "Norsk bokmål"),
    ("da", "Dansk"),
    ("fi", "Suomi"),
    ("en", "English"),
]
LANGUAGES = [
    (code, name)
    for code, name in _KNOWN_LANGUAGES
    if code == LANGUAGE_CODE or (_LOCALE / code / "LC_MESSAGES" / "django.mo").exists()
]
"""English, which the texts are written in, and what has been translated completely."""
LOCALE_PATHS = [str(_LOCALE)]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"
"""Sweden and Norway share their clock; the database keeps instants in UTC."""

# Behind TLS (KVITT_HTTPS=1) cookies travel encrypted only; on loopback there is no TLS to ask for.
_HTTPS = os.environ.get("KVITT_HTTPS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if _HTTPS else []
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
KVITT_BEHIND_PROXY = os.environ.get("KVITT_BEHIND_PROXY") == "1"
if KVITT_BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("KVITT_LOG_LEVEL", "WARNING")},
}
