"""What is kept. Models hold data and constraints; what is done with them stands in services and selectors."""

from .datasets import DatasetVersion, PageSide
from .documents import Document, Page, PageState, Source, SourceState
from .fine_tunings import FineTuning, Promotion, Reason
from .hands import Hand, HandPromotion, PageHand
from .jobs import Job, JobKind, JobState
from .labels import Label, LabelKind
from .layout import Line, Reading, Region, Word
from .model_versions import ModelVersion
from .notes import Note
from .own_words import WordList
from .projects import LearnRule, Membership, Project, Role
from .step_pictures import StepPicture
from .templates import Template

__all__ = [
    "DatasetVersion", "Document", "FineTuning", "Hand", "HandPromotion", "Job", "JobKind", "JobState", "Label",
    "LabelKind", "LearnRule", "Line", "Membership", "ModelVersion", "Note", "Page", "PageHand", "PageSide", "PageState",
    "Project", "Promotion", "Reading", "Reason", "Region", "Role", "Source", "SourceState", "StepPicture", "Template",
    "Word", "WordList",
]  # fmt: skip
