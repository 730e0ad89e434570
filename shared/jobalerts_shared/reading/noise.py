"""What stands around an advert and says nothing about it: tracking marks, page furniture, boilerplate."""

from __future__ import annotations

import re

from jobalerts_shared.posting import WorkMode
from jobalerts_shared.reading.plain import one_empty_line
from jobalerts_shared.reading.stems import has_any, lines_with, lowered

TRACKING = re.compile(r"#[A-Z]{1,6}(?:[-–][A-Za-z0-9]{1,24}){1,4}\b|#(?:LI|BI|ZR|CJ|IND|INDEED|DICE|GD|MON|CB|STEM)\b")
MODE_MARK = re.compile(r"#(?:LI|BI)[-–](remote|hybrid|on-?site)\b", re.IGNORECASE)

# What a line of the page begins with, in lower case: ignoring case takes a pattern several times as long.
RELATED = re.compile(
    r"(?:related|similar|other|more|recommended|latest|featured) (?:jobs?|roles?|positions?|vacancies|openings|"
    r"opportunities)\b"
    r"|(?:jobs?|roles?) (?:you (?:may|might)|like this|for you)|people also viewed|view all jobs|see (?:all|more) jobs"
    r"|(?:ähnliche|weitere|passende) (?:jobs?|stellen)|offres? (?:similaires?|d.emploi similaires?)|autres offres"
    r"|(?:ofertas|empleos|vagas) (?:similares|relacionad[ao]s|semelhantes)|(?:offerte|lavori|annunci) simili"
    r"|(?:vergelijkbare|gerelateerde|andere) (?:vacatures|banen)",
)
TAIL = re.compile(
    r"(?:subscribe|sign up|register) (?:to|for) .{0,80}(?:newsletter|insights|alerts?|updates|inbox|news\b|latest jobs)"
    r"|industry insights?$|(?:job|career) (?:insights|advice|tips)$|(?:get|create|set up|receive) (?:a |new "
    r")?(?:job )?alerts?\b"
    r"|(?:related|latest|recommended|featured) (?:articles?|posts?|reading|blogs?)$|from (?:the|our) blog$|share "
    r"this (?:job|role|vacancy)"
    r"|(?:we|this (?:web)?site) uses? cookies|cookie (?:policy|settings|preferences|notice)|accept (?:all )?cookies"
    r"|report this (?:job|advert|vacancy)|©\s?\d{4}|all rights reserved|follow us on|back to (?:all )?(?:jobs|"
    r"search|results)"
    r"|newsletter (?:abonnieren|anmelden)|abonnez-vous|suscríbete a|assine (?:a|nossa) newsletter|iscriviti alla "
    r"newsletter"
    r"|(?:diese website|wir) verwende[nt] cookies|ce site utilise des cookies|(?:este sitio|este site) (?:usa|"
    r"utiliza) cookies"
    r"|questo sito utilizza (?:i )?cookie|deze (?:web)?site gebruikt cookies",
)
BUTTON = re.compile(
    r"(?:apply(?: now| for this (?:job|role))?|apply (?:on|at) .{0,30}|save(?: job)?|share|print|back|menu|skip to "
    r"(?:main )?content|"
    r"log ?in|sign (?:in|up)|jetzt bewerben|postuler|inscribirse|candidatar-se|candidati(?: ora)?|solliciteer(?: nu|"
    r" direct)?)",
)
EQUAL_OPPORTUNITY = (
    "equal opportunit", "equal-opportunit", "equal employment", "equal-employment", "without regard to",
    "regardless of race", "regardless of age", "regardless of gender", "regardless of sex", "regardless of your",
    "regardless of background", "affirmative action", "reasonable accommodation", "protected veteran", "fair chance",
    "arrest and conviction", "background check", "diversity and inclusion", "diversity & inclusion", "e-verify",
    "drug-free", "drug free", "chancengleichheit", "schwerbehindert", "unabhängig von geschlecht",
    "égalité des chances", "situation de handicap", "igualdad de oportunidades", "igualdade de oportunidades",
    "pari opportunità", "categorie protette", "gelijke kansen", "recruitment agenc", "unsolicited resumes",
    "unsolicited cvs", "privacy policy", "privacy notice", "privacy statement", "datenschutz",
)  # fmt: skip
# What each of them holds, in fewer words.
ENGLISH_BOILERPLATE = (
    "equal", "regard", "accommodation", "veteran", "conviction", "background check", "diversity", "privacy", "agenc",
    "unsolicited", "verify", "drug", "affirmative",
)  # fmt: skip
BOILERPLATE = (
    *ENGLISH_BOILERPLATE, "datenschutz", "handicap", "schwerbehindert", "protette", "gleich", "égal", "igual", "pari",
    "gelijk",
)  # fmt: skip
ASIDE_HEADING = re.compile(
    r"(?:our |your |the |employee |key |some )?(?:benefits|perks|perks (?:and|&) benefits|benefits (?:and|&) perks)\b"
    r"|what(?:'s|’s| is) in it for you|what we (?:offer|can offer)|we offer$|why (?:join|work (?:at|with|for)|us\b|you)"
    r"|equal (?:employment )?opportunit|eeo\b|diversity|privacy|accommodations?\b|about (?:us|the company|our company)"
    r"|(?:das |wir |was wir (?:dir |ihnen )?)bieten|(?:deine|ihre|unsere) (?:vorteile|benefits)|über uns|ce que "
    r"nous (?:offrons|proposons)"
    r"|(?:nos |vos )?avantages|à propos|(?:lo que |qué )?ofrecemos|(?:nuestros )?beneficios|sobre nosotros|o que "
    r"oferecemos"
    r"|(?:nossos )?benefícios|sobre nós|(?:cosa |che cosa )?offriamo|chi siamo|(?:wat )?(?:wij |we )?bieden|over ons",
    re.IGNORECASE,
)
HEADING_LENGTH = 60
LINK_LENGTH = 100
LONGEST_BUTTON = 45
LONGEST_MARK = 250  # a longer line is a paragraph of the advert, not the page's furniture


def drop_tags(text: str) -> str:
    """Without recruiters' tracking marks such as `#LI-KS1` and `#J-18808-Ljbffr`, wherever they are glued on."""
    return TRACKING.sub("", text).strip() if "#" in text else text


def mark_of_mode(text: str) -> tuple[WorkMode, str] | None:
    """The work mode that a tracking mark states: `#LI-Remote`, `#LI-Hybrid`, `#LI-Onsite`."""
    found = MODE_MARK.search(text) if "#" in text else None
    if not found:
        return None
    return WorkMode(found[1].lower().replace("-", "")), found[0]


def cut_furniture(text: str, title: str = "") -> str:
    """The advert alone: without what stands above its title, lists of other jobs, buttons, and the page's foot."""
    lines = _below_title(text.split("\n"), title)
    kept: list[str] = []
    in_related = False
    for line in lines:
        if in_related and _is_link(line):
            continue
        in_related = False
        if len(line) > LONGEST_MARK or line.startswith("- "):
            kept.append(line)
            continue
        low = line.lower()
        if TAIL.match(low):
            break
        in_related = len(line) <= HEADING_LENGTH and RELATED.match(low) is not None
        if not in_related and (len(line) > LONGEST_BUTTON or not BUTTON.fullmatch(low)):
            kept.append(line)
    return one_empty_line("\n".join(kept)).strip()


def _below_title(lines: list[str], title: str) -> list[str]:
    if not title:
        return lines
    wanted = " ".join(title.casefold().split())
    for number, line in enumerate(lines[:60]):
        if " ".join(line.casefold().split()) == wanted:
            return lines[number + 1 :]
    return lines


def _is_link(line: str) -> bool:
    """A line of a list of links: short and not a sentence; empty lines stand between them."""
    return not line or (len(line) <= LINK_LENGTH and line[-1] not in ".?!:;")


def decisive(text: str, language: str | None = None) -> str:
    """The part of a plain description that may decide something: no equal-opportunity, benefits or company sections.

    A known language saves looking for the others' words.
    """
    suspects = lines_with(text, ENGLISH_BOILERPLATE if language == "en" else BOILERPLATE, low=lowered(text))
    boilerplate = {line for _, line in suspects if has_any(line.lower(), EQUAL_OPPORTUNITY)}
    kept: list[str] = []
    aside = False
    for line in text.split("\n"):
        if len(line) <= HEADING_LENGTH and is_heading(line):
            aside = bool(ASIDE_HEADING.match(line.lstrip("*#- ")))
        if not aside and line not in boilerplate:
            kept.append(line)
    return "\n".join(kept)


def is_heading(line: str) -> bool:
    """A short line of its own that is neither a list's entry nor a sentence."""
    return 0 < len(line) <= HEADING_LENGTH and not line.startswith("- ") and line[-1] not in ".,;"
