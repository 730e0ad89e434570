"""A title without what says nothing of the job: marks, ids, gender markers, pay, percentages, decoration. Pure."""

from __future__ import annotations

import html
import re
import unicodedata

LONGEST = 400  # characters read of a title; the longest seen on a board has 190

DASHES = str.maketrans({"‐": "-", "‑": "-", "–": " - ", "—": " - ", "―": " - ", "−": "-", "’": "'", "`": "'", "´": "'"})
GENDER = r"(?:m|w|f|d|h|x|i|a|v|k|n|s|gn|div|divers|all|alle|mwd|mfd|wmd|fmd|mfx|mwx|mdf|dmw|wm|mw|mf|hf|fh|fm|fmx|o)"
AMOUNT = r"\d[\d.,]{0,12}\s?[km]?\+?"
# Replaced by a break, in this order; each pattern reads on without going back, so that time stays linear.
BREAKS = (
    r"\#li-?\w{1,20}",
    r"\#j-\d{2,12}-\w{1,20}",
    r"\bwith\ verification\b",
    # workload and pay
    r"\b\d{1,3}\s?%?\s?(?:-|to|bis|à|/)\s?\d{1,3}\s?%",
    r"\b\d{1,3}\s?%",
    rf"(?:up\ to\s|bis\s|ab\s|from\s)?(?:us|ca|au|c|a)?[$€£¥₹]\s?{AMOUNT}(?:\s?(?:-|to|bis|/)\s?[$€£]?\s?{AMOUNT})?"
    r"(?:\s?(?:/|per|p\.|an?\b)\s?(?:hour|hr|h|year|yr|annum|month|mo|week|wk|day|stunde|monat|jahr)\b\.?)?"
    r"(?:\s?\+?\s?(?:ote|doe|bonus|sign[- ]on))?",
    r"\b\d[\d.,]{0,12}\s?(?:€|eur|usd|gbp|chf|brl|inr|pln)\b(?:\s?/\s?(?:h|hour|stunde|month|monat))?",
    # what a board calls the posting
    r"[(\[]?\s?\b(?:req(?:uisition)?|ref(?:erence|erenz)?|job|posting|stellen|vacancy|kenn|kennziffer)"
    r"[ .-]?(?:id|no|nr|number|nummer|code|\#)?\s?[.:#]?\s?[a-z]{0,4}[-_]?\d{2,}[\w/-]{0,20}\s?[)\]]?",
    r"[(\[]\s?[a-z]{0,4}[-_ ]?\d{3,}[\w-]{0,12}\s?[)\]]",
    r"\b(?:jr|req|r|id|ref)[-_]?\d{3,}[\w-]{0,12}",
    r"\#\s?\d{2,}",
    # invitations
    r"\burgent(?:ly)?\b(?!\ care)",
    r"\b(?:spring|summer|fall|autumn|winter)\ (?:20)?\d\d\b",
    r"!{1,}|\*{2,}|~+|_{2,}",
)
# Who may apply: taken out without a break, as what follows still belongs to the words before.
MARKERS = (
    # (m/w/d), (f/m/x), (H/F), [all genders], (gn), (w/m/div.)
    rf"[(\[{{]\s?{GENDER}\.?(?:\s?[/|,.*:+&•·-]\s?{GENDER}\.?){{0,4}}\s?[)\]}}]",
    r"[(\[]?\s?\b(?:all|alle|any)[ -](?:genders?|geschlechter|gender\ identities|welcome)\b(?:\ welcome)?\s?[)\]]?",
    r"\b(?:m/w/d|m/f/d|f/m/d|w/m/d|d/m/w|m/d/w|w/d/m|d/w/m|m/w/x|f/m/x|m/f/x|m/v/x|v/m/x|x/m/w|h/f|f/h|m/f|f/m|m/w|w/m|m/v"
    r"|v/m|k/m|m/k|w/m/div|m/w/divers|f/m/div|m/w/i|m\.?w\.?d\.?)(?![\w/])",
    r"\b(?:homme|femme)s?\s?/\s?(?:homme|femme)s?\b",
)
# Endings that name the other gender beside the word: Entwickler:in, développeur·se, técnico/a, Mitarbeiter*innen.
ENDINGS = (
    r"(?<=\w)(?:[:*_·]-?in(?:nen)?|/-?in(?:nen)?(?![\w-])|\((?:-?in(?:nen)?|r|n|rn)\)|/-(?:in|r|n|frau|mann)\b)",
    r"(?<=\w)(?:\((?:e|ne|le|se|euse|ère|ière|trice|rice|es|a|as|ra|o|os|ora)\)|[·•](?:e|ne|le|se|euse|ère|ière|trice|rice|a|o)s?\b"
    r"|/-?(?:e|ne|le|se|euse|ère|ière|trice|rice|a|as|ra|o|os|ora)(?![\w-]))",
    r"(?<=[a-zà-ÿ])[-.](?:e|ne|euse|trice|ère)(?![\w-])",
    r"(?<=er)In(?:nen)?\b|(?<=ent)In(?:nen)?\b|(?<=or)In(?:nen)?\b|(?<=ist)In(?:nen)?\b",
)
NOISE = re.compile("|".join(f"(?:{one})" for one in BREAKS), re.IGNORECASE | re.VERBOSE)
MARKED = re.compile("|".join(f"(?:{one})" for one in MARKERS), re.IGNORECASE | re.VERBOSE)
GENDERED = re.compile("|".join(f"(?:{one})" for one in ENDINGS))
# Without any of these there is nothing that MARKED or GENDERED takes away.
SIGNED = re.compile(r"[^\w\s,&'|]|_|[iI]n(?:nen)?\b|gender|geschlecht|welcome|homme|femme|mwd", re.IGNORECASE)
AT_SIGN = re.compile(r"(?<=[^\W\d_]{3})@s?\b")
# Without any of these there is nothing that NOISE takes away.
NOISY = re.compile(r"[\d#!*~_]|verification|urgent")
ABBREVIATION = re.compile(r"\(([A-Za-z]{2,6})\)\s(?=\w)")
REACH = 60  # characters before an abbreviation in which its words stand


def without_markers(title: str) -> str:
    """Without the words for who may apply: (m/w/d), (all genders), `:in`."""
    text = title[:LONGEST]
    if not SIGNED.search(text):
        return text
    return GENDERED.sub("", MARKED.sub(" ", text))


def clean(title: str) -> str:
    """The title as a person would write it down: one line, plain dashes and quotes, noise turned into breaks."""
    text = title[:LONGEST]
    if "&" in text:
        text = html.unescape(text)
    text = unicodedata.normalize("NFKC", text).translate(DASHES)
    if not text.isascii():
        text = "".join(" | " if _decorates(letter) else letter for letter in text)
    text = without_markers(AT_SIGN.sub("o", text) if "@" in text else text)
    if NOISY.search(text.lower()):
        text = NOISE.sub(" | ", text)
    if "(" in text:
        text = ABBREVIATION.sub(_without_abbreviation, text)
    return " ".join(text.split())


def _without_abbreviation(found: re.Match[str]) -> str:
    """«Machine Learning (ML) Engineer»: the words before, said again in letters, do not part them from their head."""
    before = found.string[max(0, found.start() - REACH) : found.start()]
    return "" if _abbreviates(found[1].lower(), before.lower()) else found[0]


def _abbreviates(letters: str, words: str) -> bool:
    """From the right, each letter stands in the words and the first begins one: Schwartz and Hearst, PSB 2003."""
    at = len(words)
    for number, letter in enumerate(reversed(letters), 1):
        at = words.rfind(letter, 0, at)
        while number == len(letters) and at > 0 and words[at - 1].isalnum():
            at = words.rfind(letter, 0, at)
        if at < 0:
            return False
    return True


def _decorates(letter: str) -> bool:
    """Emoji, dingbats, controls and unassigned signs; currency and mathematical signs are not letters either."""
    return unicodedata.category(letter) in {"So", "Cn", "Co", "Cs", "Cc", "Cf", "Sk"}
