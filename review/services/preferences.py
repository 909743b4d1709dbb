"""How a person wants the pages and the desk: read and kept here alone."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser

from review.models import Preferences


def preferences_of(user: AbstractBaseUser) -> Preferences:
    """What the person has chosen; the defaults, not yet kept, where they have chosen nothing."""
    return Preferences.objects.filter(user_id=user.pk).first() or Preferences(user_id=user.pk)


def prefer(*, user: AbstractBaseUser, **changes: Any) -> Preferences:
    """Keep the given preferences; the others stay."""
    return Preferences.objects.update_or_create(user_id=user.pk, defaults=changes)[0]
