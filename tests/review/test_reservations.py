"""Leases: one holder a word, whoever comes at the same moment, and nothing held for ever."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from review import policy, services
from review.models import Reservation


def test_fetching_reserves_and_others_get_the_next_words(anna, ben, project, make_page, words) -> None:
    ids = [word.pk for word in words(make_page([["one", "two", "three"]]))]
    assert services.fetch(project=project, user=anna, count=2) == ids[:2]
    assert services.fetch(project=project, user=ben, count=2) == ids[2:]
    assert services.fetch(project=project, user=anna, count=2, exclude=ids[:2]) == []


def test_fetching_again_prolongs_what_is_on_the_desk(anna, project, make_page) -> None:
    make_page([["one", "two"]])
    first = services.fetch(project=project, user=anna, count=1)
    Reservation.objects.update(expires_at=timezone.now() + timedelta(seconds=1))
    services.fetch(project=project, user=anna, count=1, exclude=first)
    soon = timezone.now() + policy.LEASE / 2
    assert Reservation.objects.filter(user=anna, expires_at__gt=soon).count() == 2


def test_a_lease_that_ran_out_goes_to_the_next(anna, ben, project, make_page, words) -> None:
    (word,) = words(make_page([["one"]]))
    services.reserve(word_ids=[word.pk], user=anna)
    assert services.reserve(word_ids=[word.pk], user=ben) == set()
    later = timezone.now() + policy.LEASE + timedelta(seconds=1)
    assert services.reserve(word_ids=[word.pk], user=ben, now=later) == {word.pk}
    assert services.renew(project=project, user=anna, word_ids=[word.pk]) == set()


def test_a_heartbeat_saves_a_lease_that_ran_out_while_nobody_came(anna, project, make_page, words) -> None:
    (word,) = words(make_page([["one"]]))
    services.reserve(word_ids=[word.pk], user=anna)
    later = timezone.now() + 2 * policy.LEASE
    assert services.renew(project=project, user=anna, word_ids=[word.pk], now=later) == {word.pk}
    assert Reservation.objects.get().expires_at == later + policy.LEASE


def test_releasing_frees_only_ones_own_words(anna, ben, project, make_page, words) -> None:
    one, two = words(make_page([["one", "two"]]))
    services.reserve(word_ids=[one.pk], user=anna)
    services.reserve(word_ids=[two.pk], user=ben)
    services.release(project=project, user=anna, word_ids=[one.pk, two.pk], until=timezone.now() + policy.LEASE)
    assert list(Reservation.objects.values_list("word_id", flat=True)) == [two.pk]


def test_a_window_that_closes_does_not_free_what_the_next_one_has_taken(anna, project, make_page, words) -> None:
    (word,) = words(make_page([["one"]]))
    closed = timezone.now() + policy.LEASE
    services.reserve(word_ids=[word.pk], user=anna, now=closed)  # the reloaded window was quicker
    services.release(project=project, user=anna, word_ids=[word.pk], until=closed)
    assert Reservation.objects.filter(user=anna).exists()


def test_many_who_fetch_at_once_never_hold_the_same_word(project, anna, ben, make_page, together) -> None:
    make_page([[f"w{row}{i}" for i in range(5)] for row in range(8)])

    def fetch(user):
        return lambda: services.fetch(project=project, user=user, count=8)

    for _ in range(3):
        Reservation.objects.all().delete()
        mine, theirs, again = together(fetch(anna), fetch(ben), fetch(ben))
        assert len(mine) == 8
        assert len(set(theirs) | set(again)) >= 8
        assert not set(mine) & (set(theirs) | set(again))


def test_two_who_race_for_expired_leases_share_them(anna, ben, make_page, words, together) -> None:
    ids = [word.pk for word in words(make_page([["one", "two", "three"]]))]
    services.reserve(word_ids=ids, user=anna, now=timezone.now() - 2 * policy.LEASE)
    mine, theirs = together(
        lambda: services.reserve(word_ids=ids, user=anna), lambda: services.reserve(word_ids=ids, user=ben)
    )
    assert mine | theirs == set(ids)
    assert not mine & theirs
