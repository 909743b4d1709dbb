"""What is kept. Models hold data and constraints; what is done with them stands in services and selectors."""

from .documents import Document, Page, PageState, Source, SourceState
from .jobs import Job, JobKind, JobState
from .labels import Label, LabelKind
from .layout import Line, Reading, Region, Word
from .model_versions import ModelVersion
from .own_words import WordList
from .projects import Membership, Project, Role
from .step_pictures import StepPicture

__all__ = [
    "Document", "Job", "JobKind", "JobState", "Label", "LabelKind", "Line", "Membership", "ModelVersion", "Page",
    "PageState", "Project", "Reading", "Region", "Role", "Source", "SourceState", "StepPicture",
    "Word", "WordList",
]  # fmt: skip
