"""The sentences of rooms that know no language but English, in the language of the page.

The engine, the workers and the editorial rules speak English, and much of it is kept in the database. What they say is
found here by its pattern, translated, and filled in again.
"""

from __future__ import annotations

import re

from django.utils.functional import lazy
from django.utils.translation import gettext, gettext_noop

SENTENCES = (
    # Files that come in.
    gettext_noop("%(name)s is taken in."),
    gettext_noop("%(name)s is larger than %(limit)s MB. Split it, or scan it at a lower resolution."),
    gettext_noop("%(name)s is empty. Scan or save it again."),
    gettext_noop("%(name)s is already here as “%(document)s”, added on %(date)s."),
    gettext_noop("%(name)s is empty: upload it again."),
    gettext_noop("%(name)s has no page that can be read: scan it again."),
    gettext_noop("%(name)s is locked with a password: save it without one and upload it again."),
    gettext_noop("%(name)s is a broken PDF: open it, print it to a new PDF and upload that."),
    gettext_noop("%(name)s is a PDF without pages: upload another file."),
    gettext_noop("%(name)s has more pixels than any page: scan it at a lower resolution."),
    gettext_noop("%(name)s is no image that can be read: upload JPEG, PNG, TIFF, WebP or PDF."),
    gettext_noop("%(name)s is broken: scan or export it again."),
    gettext_noop("%(name)s is broken or cut short: scan or export it again."),
    gettext_noop("%(name)s cannot be drawn: print the PDF to a new one and upload that."),
    gettext_noop("%(name)s has %(size)s MB, more than the %(limit)s MB allowed: send it in parts."),
    gettext_noop("%(name)s has more than the %(limit)s pages allowed: send it in parts."),
    gettext_noop("%(name)s has no width or height: scan it again."),
    gettext_noop(
        "%(name)s has %(width)s × %(height)s pixels, more than the %(limit)s million allowed: "
        "scan it at a lower resolution."
    ),
    gettext_noop("The stored file of %(name)s is missing. Bring it in again."),
    # Scans that are hard to read.
    gettext_noop("The scan has %(dpi)s dpi, less than %(least)s: scan it again at 300 dpi to be read well."),
    gettext_noop("The scan is small (%(width)s × %(height)s pixels): scan it again at 300 dpi to be read well."),
    gettext_noop("The scan is blurred: hold the camera still or clean the glass, and scan it again."),
    # Work that failed.
    gettext_noop("“%(page)s” was being reviewed without a pause. Retry it later."),
    gettext_noop("The image of “%(page)s” is missing or broken. Bring its file in again."),
    gettext_noop("“%(page)s” was removed while it was read."),
    gettext_noop("%(thing)s stopped its worker %(times)s times and was set aside. Retry it when you like."),
    gettext_noop("%(thing)s took too long and was stopped. Retry it."),
    gettext_noop("%(thing)s could not be processed (%(reason)s). Retry it."),
    gettext_noop("Somebody changed the lines of “%(page)s” while it was read. Retry it to read these."),
    gettext_noop("Somebody changed the lines of “%(page)s” while fields were laid over it. Retry it."),
    gettext_noop(
        "Fields could not be laid over “%(page)s”: it is not ruled or printed as page %(sample)s. Draw them by hand."
    ),
    # Hands.
    gettext_noop("What is known of hands belongs to another reader. Make it anew with manage.py learn_hands."),
    gettext_noop("%(least)s confirmed lines are needed to learn a hand; this one has %(there)s."),
    gettext_noop("“%(version)s” has learned one hand alone. Use it for that hand."),
    gettext_noop("“%(version)s” has not learned this hand."),
    gettext_noop("This hand has always been read by the project's reader; there is nothing to take back."),
    # What the reader learns.
    gettext_noop("The weights of “%(version)s” are missing. Let the project read with another version."),
    gettext_noop("The project was removed while its reader learned."),
    gettext_noop("Learning was cancelled. Let it go on when you like."),
    gettext_noop("There is no line from which the reader could learn."),
    gettext_noop("Only the shipped reader gets used to pages by itself, and only where their language is known."),
    gettext_noop(
        "On unreviewed pages of documents that the reader may learn from, it is sure of no word. Review some first."
    ),
    gettext_noop("%(dataset)s holds readings that nobody has confirmed, so it cannot be taken away."),
    gettext_noop("No line is confirmed in the documents that the reader may learn from. Review some first."),
    gettext_noop("The manifest of %(dataset)s is missing."),
    gettext_noop("The manifest of %(dataset)s was changed after it was made; make a new version."),
    # Datasets that travel.
    gettext_noop("%(name)s is no zip archive, or a damaged one. Export the dataset again."),
    gettext_noop("%(name)s: row %(number)s of %(entry)s is not as it should be (%(why)s). Export the dataset again."),
    gettext_noop("%(name)s: a row of %(entry)s is longer than any page. Export the dataset again."),
    gettext_noop("%(name)s: the picture of “%(page)s” is missing. Export the dataset again."),
    gettext_noop("%(name)s: “%(path)s” is missing. Export the dataset again."),
    gettext_noop("%(name)s: “%(path)s” is damaged or locked. Export the dataset again."),
    gettext_noop("%(name)s: “%(path)s” is not the picture that was exported. Export the dataset again."),
    gettext_noop("%(name)s: “%(path)s” is larger than the %(limit)s MB allowed."),
    gettext_noop("%(name)s: “%(path)s” has more pixels than any page."),
    gettext_noop("%(name)s: “%(path)s” is no picture that can be read."),
    gettext_noop("%(name)s: a line of “%(path)s” has no baseline on the page. Export it again."),
    gettext_noop("%(name)s: %(entry)s is not as it should be (%(why)s). Export the dataset again."),
    gettext_noop("%(name)s holds more than the %(limit)s files allowed."),
    gettext_noop("%(name)s holds “%(path)s”, a path that leads out of it. Export the dataset again."),
    gettext_noop("%(name)s holds neither %(first)s nor %(second)s: it is no dataset."),
    gettext_noop("%(name)s holds no line that the reader may learn from."),
    gettext_noop("%(name)s is larger than the %(limit)s MB allowed when unpacked."),
    gettext_noop("%(name)s has the schema %(schema)s, and only %(known)s is known here: update hwocr."),
    gettext_noop(
        "%(name)s: page %(number)s of document %(document)s is to be learned from, but held out here. "
        "Bring it into another project."
    ),
    gettext_noop(
        "%(name)s: page %(number)s of document %(document)s is held out, but learned from here. "
        "Bring it into another project."
    ),
    gettext_noop("The lines of %(dataset)s are not cut out yet. Start that on the page of its project."),
    gettext_noop("%(dataset)s holds lines that came without their pages. Export its lines instead."),
    gettext_noop("The picture of a page of %(dataset)s is gone, so it cannot be exported."),
    gettext_noop("The stored picture %(name)s is broken, so the dataset cannot be exported."),
    gettext_noop("The picture %(name)s is missing or broken."),
    gettext_noop("Only hwocr's own reader learns. Choose it in the project's settings first."),
    gettext_noop("The reader is learning already. Wait for it, or cancel it first."),
    gettext_noop("“%(version)s” belongs to another project."),
    gettext_noop("“%(version)s” is not better than what the project reads with, so it is not used."),
    gettext_noop("There is nothing earlier: this is what the project read with at first."),
    # A project's own words.
    gettext_noop("The list is larger than %(limit)s. Save it as a text file, in parts, and upload these."),
    gettext_noop("%(name)s is larger than %(limit)s. Split it and upload its parts."),
    gettext_noop("%(name)s is no text in UTF-8. Save it as plain text in UTF-8 and choose it again."),
    gettext_noop("%(name)s holds no words. Choose a text with words of letters."),
    # Decisions.
    gettext_noop("Write to the experts in a few words what you ask."),
    gettext_noop("Two people read this word differently, and a third person settles it. Leave it as it is for now."),
    gettext_noop("A word needs a text. If nothing is written there, say that it is not a word."),
    gettext_noop("A word may have at most %(most)s characters."),
    gettext_noop("A line needs a text. If nothing is written there, say that these are not words."),
    gettext_noop("A line may have at most %(most)s words."),
    gettext_noop("This decision carries the token of somebody else's. Reload the page."),
    gettext_noop("This step is undone already."),
    gettext_noop("There is nothing to undo."),
    # Preprocessing and exports.
    gettext_noop("Turn pages that lie on their side or stand on their head"),
    gettext_noop("Straighten pages that lie askew"),
    gettext_noop("Cut away dark borders around the paper"),
    gettext_noop("Even out shadows and stains"),
    gettext_noop("Stretch faint writing to full contrast"),
    gettext_noop("Smooth away grain"),
    gettext_noop("Look through one colour only: rust and stains pale in red"),
    gettext_noop("Take away what shines through, with the picture of the other side"),
    gettext_noop("Cut the paper out along its outline"),
    gettext_noop("Bring all pages to one size"),
    gettext_noop("Take away what shines through, from the page alone"),
    gettext_noop("Black and white, one threshold (Otsu)"),
    gettext_noop("Black and white, by the mean around (adaptive)"),
    gettext_noop("Black and white, by mean and spread around (Sauvola)"),
    gettext_noop("Black and white, by a net that learned it"),
    gettext_noop("Colour"),
    gettext_noop("red"),
    gettext_noop("green"),
    gettext_noop("blue"),
    gettext_noop("Strength"),
    gettext_noop("Longer side in pixels"),
    gettext_noop("Paler than this share of the ink"),
    gettext_noop("Width of a shadow, share of the page"),
    gettext_noop("Per cent that become black"),
    gettext_noop("Per cent below paper"),
    gettext_noop("Window in pixels"),
    gettext_noop("Darker than the mean by"),
    gettext_noop("k"),
    gettext_noop("Ink from this probability"),
    gettext_noop("Plain text"),
    gettext_noop("Table of words (CSV)"),
    gettext_noop("Fields and registers (CSV)"),
    gettext_noop("Dataset for fine-tuning"),
    # Last, because almost anything may stand before it.
    gettext_noop("%(title)s, page %(number)s"),
)
_VALUE = re.compile(r"%\\\((\w+)\\\)s")
_PATTERNS = {
    source: re.compile(_VALUE.sub(r"(?P<\1>.+?)", re.escape(source))) for source in SENTENCES if "%(" in source
}


def told(sentence: str) -> str:
    """The sentence in the language of the page; as it is where it is not known."""
    for source, pattern in _PATTERNS.items():
        if found := pattern.fullmatch(sentence):
            return gettext(source) % found.groupdict()
    return gettext(sentence) if sentence else ""


told_lazy = lazy(told, str)
