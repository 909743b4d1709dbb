"""The settings. Without any environment they are those of one laptop; every name that can be set is in the README."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from . import env
from .secret import kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent

# Where everything that changes is kept.
DATA_DIR = env.folder("DATA_DIR", Path("var/data"), base=BASE_DIR)
DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR / "hwocr.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"  # answered by a view that checks permission
STATIC_ROOT = env.made(DATA_DIR / "static", "DATA_DIR")
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": env.storage("STORAGE_URL"),
    "staticfiles": {"BACKEND": "hwocr_site.static_files.HashedStaticFiles"},
}
FILE_UPLOAD_TEMP_DIR = env.made(DATA_DIR / "uploads", "DATA_DIR")
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FILES = 1000

# Who may ask, and how.
HOST = env.text("HWOCR_HOST", "127.0.0.1")  # where `manage.py serve` listens
PORT = env.whole("PORT", 8000, least=1, most=65535)
DEBUG = env.flag("DEBUG", False)
SECRET_KEY = env.text("SECRET_KEY") or kept_secret(DATA_DIR / "secret_key")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]"))
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS")
HTTPS = env.flag("HWOCR_HTTPS", False)  # a proxy in front speaks HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF, "ws:", "wss:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

ROOT_URLCONF = "hwocr_site.urls"
ASGI_APPLICATION = "hwocr_site.asgi.application"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "projects"
LOGOUT_REDIRECT_URL = "login"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("de", "Deutsch")]
CATALOGUES = BASE_DIR / "locale"  # what translators write
LOCALE_PATHS = [DATA_DIR / "locale"]  # what is compiled from it
TIME_ZONE = env.time_zone()  # also for “at night”
USE_I18N = True
USE_TZ = True

INSTALLED_APPS = [
    "hwocr_site.apps.SiteConfig",
    "recognition.apps.RecognitionConfig",
    "review.apps.ReviewConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "hwocr_site.apps.CollectedFilesConfig",
    "csp",
    "django_htmx",
    "django_q",
    "rest_framework",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "review.middleware.PersonLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{rule}"}
    for rule in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
}

# What a scan may measure: a file that is larger is refused with a sentence.
SCAN_LIMITS = {
    "pixels": env.whole("HWOCR_MAX_PIXELS", 120_000_000, least=1),
    "pages": env.whole("HWOCR_MAX_PAGES", 500, least=1),
    "bytes": env.whole("HWOCR_MAX_BYTES", 250_000_000, least=1),
}
# The largest text file, and the longest typed list, of a project's own words.
WORDS_BYTES = env.whole("HWOCR_MAX_WORDS_BYTES", 5_000_000, least=1)
# Other readers. kraken lives in an environment of its own and brings no reading model.
KRAKEN_COMMAND = env.text("KRAKEN_COMMAND", "kraken")
KRAKEN_MODEL = env.text("KRAKEN_MODEL")
# The one cloud reader whose client looks for no key by itself.
AZURE_DOCUMENT_ENDPOINT = env.text("AZURE_DOCUMENT_ENDPOINT")
AZURE_DOCUMENT_KEY = env.text("AZURE_DOCUMENT_KEY")
# What reviewers hold, as a condition on words: the machine's room does not know theirs.
HELD_WORDS = "review.selectors_held.held_words"
HWOCR_DEVICE = env.text("HWOCR_DEVICE", "cpu", choices=frozenset({"cpu", "cuda"}))

# Workers. The queue stays in the database also beside Redis: django-q2's Redis broker forgets a task whose worker dies.
REDIS_URL = env.text("REDIS_URL")
CHANNEL_LAYERS = env.channel_layers(REDIS_URL)
WORKERS = env.whole("HWOCR_WORKERS", os.cpu_count() or 1, least=1)
TASK_SECONDS = env.whole("HWOCR_TASK_SECONDS", 900, least=10)
#: The queue of most work, and that of what takes hours: one worker, beside those that read pages.
COMMON_CLUSTER, LONG_CLUSTER = "hwocr", "hwocr-long"
LONG_SECONDS = 24 * 3600
Q_CLUSTER = {
    "name": COMMON_CLUSTER,
    "orm": "default",
    "workers": WORKERS,
    "queue_limit": WORKERS,
    "timeout": TASK_SECONDS,
    # It counts from the moment a task is fetched, which may be before queue_limit others have been worked through.
    "retry": TASK_SECONDS * (WORKERS + 2) // WORKERS + 60,
    "recycle": 200,
    "poll": 0.5,
    "ack_failures": True,  # the Job row says what failed and can be tried again
    "max_attempts": 1,
    "save_limit": 100,
    "scheduler": True,  # one cluster looks at the clock, every half a minute
    "catch_up": False,
    "ALT_CLUSTERS": {
        LONG_CLUSTER: {
            "workers": 1,
            "queue_limit": 1,
            "timeout": LONG_SECONDS,
            "retry": 4 * LONG_SECONDS,
            "scheduler": False,
        }
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}
