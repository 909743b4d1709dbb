"""Random checks among the sure words: they are asked about like the words in doubt, and blindly."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from recognition.models import Document, Project, Reading, Word
from recognition.selectors import project_progress
from review import selectors, services
from review.models import Decision
from review.policy import Action, WordState
from review.selectors_pace import forecast
from review.selectors_pages import project_summaries

SURE = 0.95


def queued(project: Project, user) -> list[Word]:
    return list(selectors.queue(project, user, now=timezone.now()))


def standing() -> QuerySet[Decision]:
    return Decision.objects.filter(is_check=True, undone_by=None)


def test_the_queue_has_the_sure_words_that_are_drawn(checked, anna, sure, drawn) -> None:
    assert queued(checked, anna) == drawn


def test_no_check_is_asked_about_where_none_are_wanted(project, anna, sure) -> None:
    project.checks = 0
    project.save()
    assert queued(project, anna) == []


def test_another_project_draws_by_its_own_share(project, anna, make_page, sure, drawn) -> None:
    other = Project.objects.create(name="Other", slug="other", checks=0)
    make_page([[("sure", SURE)] * 30], document=Document.objects.create(project=other, title="Other"))
    assert [row.counts.remaining for row in project_summaries(Project.objects.order_by("name"))] == [0, len(drawn)]


def test_all_counts_have_them(checked, anna, sure, drawn, decide) -> None:
    decide(anna, drawn[0], drawn[0].reading.text)
    left = len(drawn) - 1
    counts = selectors.counts(checked, anna, now=timezone.now())
    assert (counts.flagged, counts.remaining) == (len(drawn), left)
    progress = project_progress(checked)
    assert (progress.flagged, progress.remaining) == (len(drawn), left)
    assert project_summaries(Project.objects.all())[0].counts.remaining == left
    assert forecast(checked, anna).words == left


def test_words_without_a_reading_count_once_where_others_look_again(checked, anna, ben, rules, sure, drawn, decide):
    """What is no check and has no reading any more is a second look all the same."""
    rules(share=100)
    other = next(word for word in sure if word not in drawn)
    decide(ben, other, "x")
    Word.objects.filter(pk=other.pk).update(reading=None)
    assert selectors.counts(checked, anna, now=timezone.now()).flagged == len(drawn) + 1


def test_nobody_is_told_which_word_is_a_check(checked, anna, make_page, sure, drawn) -> None:
    (doubtful,) = make_page([["dear"]]).words.all()
    desk = selectors.cards([drawn[0].pk, doubtful.pk], selectors.Viewer(checked, anna))
    one, other = desk["words"]
    assert one.keys() == other.keys()
    told_words = {word["id"]: word for line in desk["lines"].values() for word in line["words"]}
    assert told_words[drawn[0].pk].keys() == told_words[doubtful.pk].keys()
    assert (told_words[drawn[0].pk]["asked"], told_words[doubtful.pk]["asked"]) == (True, True)
    assert not any(told_words[word.pk]["asked"] for word in sure if word.pk in told_words and word not in drawn)


@pytest.mark.parametrize("viewed", [True, False])
def test_a_check_does_not_make_a_line_doubtful(project, anna, make_page, viewed) -> None:
    """A line is offered whole where much of it is in doubt; edited whole, its check would prove nothing."""
    project.checks = 100
    project.save()
    viewer = selectors.Viewer(project, anna) if viewed else None
    page = make_page([[("a", SURE), ("b", SURE), "c"], [("a", SURE), "b", "c"]])
    sure_line, doubtful_line = selectors.lines_told(list(page.lines.order_by("position")), viewer).values()
    assert (sure_line["offered"], doubtful_line["offered"]) == (False, True)
    assert [word["asked"] for word in sure_line["words"]] == [True, True, True]


def test_groups_leave_checks_to_be_decided_alone(project, anna, make_page, make_looks, words, decide) -> None:
    project.checks = 100
    project.save()
    sure = words(make_page([[("the", SURE)] * 5]))
    make_looks(sure, "aaaaa")
    assert services.next_groups(project=project, user=anna) == []
    token = uuid4()
    decide(anna, sure[0], "then", token=token)
    assert services.count_alike(project=project, user=anna, token=token) == 0
    Project.objects.update(threshold=0.99)
    project.refresh_from_db()
    assert services.count_alike(project=project, user=anna, token=token) == 4


def test_skipping_a_line_skips_its_checks(project, anna, make_page, words) -> None:
    project.checks = 100
    project.save()
    one, two = words(make_page([[("a", SURE), "b"]]))
    seen = [WordState(word.pk, word.reading_id, None) for word in (one, two)]
    saved = services.decide_line(
        project=project, user=anna, line_id=one.line_id, action=Action.SKIP, text="", seen=seen, token=uuid4()
    )
    assert saved.decisions == 2
    assert queued(project, anna) == []


def test_a_check_that_is_taken_back_is_asked_about_again(checked, anna, drawn, decide) -> None:
    decide(anna, drawn[0], "other")
    services.undo(project=checked, user=anna, token=uuid4())
    assert drawn[0] in queued(checked, anna)
    assert list(standing()) == []
    decide(anna, drawn[0], "again")
    assert [check.text for check in standing()] == ["again"]


def test_what_is_decided_stays_so_when_the_share_changes(checked, anna, drawn, decide) -> None:
    decide(anna, drawn[0], drawn[0].reading.text)
    checked.checks = 0
    checked.save()
    drawn[0].refresh_from_db()
    assert drawn[0].label is not None
    assert standing().count() == 1


def test_only_a_word_that_is_drawn_and_decided_by_itself_for_the_first_time_is_a_check(
    checked, anna, sure, drawn, decide
) -> None:
    other = next(word for word in sure if word not in drawn)
    decide(anna, other, "seen on the page")
    decide(anna, drawn[0], action="skip")
    assert not standing().exists()
    decide(anna, drawn[0], "once")
    drawn[0].refresh_from_db()
    decide(anna, drawn[0], "twice", label_id=drawn[0].label_id)
    assert [check.text for check in standing()] == ["once"]


def test_who_agrees_without_having_been_asked_first_makes_no_check(checked, anna, ben, drawn, decide) -> None:
    decide(anna, drawn[0], "same")
    decide(ben, drawn[0], "same")
    assert standing().get().user_id == anna.pk


def test_a_line_that_is_edited_whole_checks_none_of_its_words(project, anna, make_page, words) -> None:
    project.checks = 100
    project.save()
    line = words(make_page([[("a", SURE), ("b", SURE)]]))
    seen = [WordState(word.pk, word.reading_id, None) for word in line]
    services.decide_line(
        project=project, user=anna, line_id=line[0].line_id, action=Action.TEXT, text="a c", seen=seen, token=uuid4()
    )
    assert Decision.objects.count() == 2
    assert not standing().exists()


def test_who_is_drawn_does_not_hang_on_what_is_read(checked, anna, sure, drawn) -> None:
    Reading.objects.update(confidence=0.999, text="other")
    assert queued(checked, anna) == drawn
