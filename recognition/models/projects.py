"""The work with its people and rules."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy

from ..engine.backends.names import LOCAL, OURS, READERS
from ..engine.imaging.steps import DEFAULT_STEPS


class Language(models.TextChoices):
    ENGLISH = "eng", gettext_lazy("English")
    FRENCH = "fra", gettext_lazy("French")
    AUTO = "auto", gettext_lazy("English and French, each page by itself")
    NONE = "none", gettext_lazy("other")


class Direction(models.TextChoices):
    LEFT_TO_RIGHT = "ltr", gettext_lazy("left to right")
    RIGHT_TO_LEFT = "rtl", gettext_lazy("right to left")


class Role(models.TextChoices):
    REVIEWER = "reviewer", "reviewer"
    EXPERT = "expert", "expert"
    MANAGER = "manager", "manager"


class LearnRule(models.TextChoices):
    """When a project's reader learns by itself."""

    NEVER = "never", gettext_lazy("Never: somebody asks for it")
    EVERY = "every", gettext_lazy("As soon as there are so many new lines")
    NIGHT = "night", gettext_lazy("At night, when there are so many new lines")


#: Per cent. More checks would rather be a higher threshold.
MOST_CHECKS = 20


def all_steps() -> list[str]:
    """The steps that are on until a manager decides otherwise."""
    return list(DEFAULT_STEPS)


class Project(models.Model):
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    language = models.CharField(max_length=8, choices=Language.choices, default=Language.AUTO)
    direction = models.CharField(max_length=3, choices=Direction.choices, default=Direction.LEFT_TO_RIGHT)
    #: Special characters and abbreviation marks that the desk offers, with blanks between them.
    characters = models.CharField(max_length=200, blank=True)
    #: Words whose reading is less sure than this are asked about.
    threshold = models.FloatField(default=0.9, validators=[MinValueValidator(0.0), MaxValueValidator(1.0)])
    #: Per cent of the other words that are asked about all the same, drawn at random: they tell how right those are.
    checks = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(MOST_CHECKS)])
    #: Share of the words that shall be right in the end: the threshold follows it. Without one the threshold stands.
    target = models.FloatField(null=True, blank=True, validators=[MinValueValidator(0.5), MaxValueValidator(0.999)])
    #: Names of the preprocessing steps that are switched on; their order is the engine's.
    steps = models.JSONField(default=all_steps, blank=True)
    #: {step: {parameter: value}}, where a project wants others than the engine's.
    step_settings = models.JSONField(default=dict, blank=True)
    #: Who reads the pages. Only local readers: no picture leaves the machine without somebody sending it.
    reader = models.CharField(max_length=16, choices=[(name, READERS[name].label) for name in LOCAL], default=OURS)
    #: What our reader has been taught for this project; None is the reader that ships.
    model_version = models.ForeignKey(
        "ModelVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="reads_for"
    )
    learn_rule = models.CharField(max_length=8, choices=LearnRule.choices, default=LearnRule.NEVER)
    #: So many more lines must be confirmed.
    learn_every = models.PositiveIntegerField(default=100, validators=[MinValueValidator(1)])
    #: Full hours between which it is night, on the server's clock.
    learn_from = models.PositiveSmallIntegerField(default=22, validators=[MaxValueValidator(23)])
    learn_until = models.PositiveSmallIntegerField(default=6, validators=[MaxValueValidator(23)])
    members: models.ManyToManyField[models.Model, Membership] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="projects"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def language_code(self) -> str:
        """Of the one language of all pages; empty where there is none."""
        return "" if self.language in (Language.AUTO, Language.NONE) else self.language


class Membership(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.REVIEWER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "user"], name="one_membership_a_person")]

    def __str__(self) -> str:
        return f"{self.user} in {self.project}"
