"""Settings of the sign-in: users by invitation with two factors, debtors by identity.

An electronic identity comes from any OpenID Connect broker (BankID in both countries): the address
of its issuer, our name and secret there, and the claim that carries the identity number.
"""

import os
from urllib.parse import urlsplit

AUTH_USER_MODEL = "signin.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "front"

ACCOUNT_ADAPTER = "kvitt.web.signin.adapter.Accounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "kvitt.web.signin.adapter.display"
ACCOUNT_EMAIL_VERIFICATION = "none"
"""An invitation proves the address: only its mailbox held the link."""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
"""Nobody gets mail from us because somebody else wrote their address into a form."""
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
SESSION_COOKIE_AGE = 8 * 3600
"""A working day. Policy."""

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Kvitt"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = os.environ.get("KVITT_HTTPS") != "1"
"""A browser lets passkeys work without TLS on ``localhost`` alone."""
USERSESSIONS_TRACK_ACTIVITY = True

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
    },
    "figures": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "figures",
        "TIMEOUT": 3600,
    },
}
"""Rate limits must count over all programs that answer; figures each program keeps for itself."""

KVITT_OIDC_ISSUER = os.environ.get("KVITT_OIDC_ISSUER", "")
KVITT_OIDC_NAME = os.environ.get("KVITT_OIDC_NAME", "BankID") if KVITT_OIDC_ISSUER else ""
KVITT_OIDC_IDENTITY_CLAIM = os.environ.get("KVITT_OIDC_IDENTITY_CLAIM", "pid")
SOCIALACCOUNT_ADAPTER = "kvitt.web.signin.adapter.Identities"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "SCOPE": os.environ.get("KVITT_OIDC_SCOPE", "openid profile").split(),
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "identity",
                "name": KVITT_OIDC_NAME,
                "client_id": os.environ.get("KVITT_OIDC_CLIENT", ""),
                "secret": os.environ.get("KVITT_OIDC_SECRET", ""),
                "settings": {"server_url": KVITT_OIDC_ISSUER},
            }
        ]
        if KVITT_OIDC_ISSUER
        else [],
    }
}
_ISSUER = urlsplit(KVITT_OIDC_ISSUER)
KVITT_FORM_TARGETS = [f"{_ISSUER.scheme}://{_ISSUER.netloc}"] if _ISSUER.netloc else []
"""Where a form of ours may lead besides our own pages: the header names each."""
