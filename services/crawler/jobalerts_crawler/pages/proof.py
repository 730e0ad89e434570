"""Whether words are an advert's: a page that merely has a heading and a text is none. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from selectolax.lexbor import LexborHTMLParser

from jobalerts_crawler.pages.tree import words
from jobalerts_shared.reading.titles import read_title

ENOUGH, ENOUGH_WITHOUT_ROLE = 3, 4
MOST_FACTS = 2
LONGEST_HEADING = 70
MOST_LINES, MOST_TEXT = 400, 20_000  # lines and characters under a title in which an advert shows itself
LONGEST_TITLE = 200
MOST_WAYS = 2  # to apply for one job; a page with more of them lists several
ROLE_RULES = ("title.role.head", "title.role.table")
GENDERS = re.compile(r"\((?:[mwfdxhia]\s?[/|*]\s?){1,3}[mwfdxhia]\)|\b[hH]/[fF]\b|\w[:*_/]in(?:nen)?\b")
# Titles of pages about work that offer none: entrances, results of a search, articles, calls.
NO_ADVERT = re.compile(
    r"(?:careers?|jobs?|karriere|stellenangebote|empleos?|vagas|vacatures)(?: (?:at|with|in|bei|chez|en|na|bij) .*)?"
    r"|(?:(?:current |open |all |no )*(?:openings|positions|vacancies|roles|jobs|opportunities))(?: .*)?"
    r"|\d[\d,.]* .*(?:jobs|results?|positions|vacancies|stellen|offres|ofertas)\b.*|.*\bsearch results?\b.*"
    r"|.*\b(?:jobs|vacancies|stellenangebote|emplois) (?:in|near|for|found|at) .*|offres d.emploi.*"
    r"|about(?: .*)?|contact(?: us)?|meet (?:our|the|your) .*"
    r"|(?:work with|working at|work at|life at|become|refer a) .*"
    r"|join (?:us|(?:our|the) team|our talent .*)!?|our (?:team|people|story|values).*"
    r"|(?:page )?not found|404\b.*|error(?: \d.*)?|oops.*|sign in.*|log ?in\b.*|anmelden.*|access denied.*"
    r"|just a moment.*|(?:your|my) .*|(?:we |this site ).*|thank(?:s| you).*|welcome(?: (?:to|back|at) .*)?"
    r"|(?:privacy|cookies?|data protection)(?: (?:policy|notice|settings|preferences|statement|consent))?"
    r"|terms(?: .*)?|imprint|impressum|datenschutz.*"
    r"|(?:how|why|what|when|who|where|introducing|top \d+|\d+ (?:tips|ways|things|reasons))\b.*"
    r"|inside (?:our|the) .*|interview(?:s|ing)? (?:with|at) .*"
    r"|.*\b(?:day in the life|salary guide|guide to|tips for)\b.*"
    r"|.*\b(?:case study|press release|newsletter|webinar|podcast|blog)"
    r"|.*\?",
    re.IGNORECASE,
)
APPLY = re.compile(
    r"(?:apply|apply (?:now|here|online|today|for .{1,60}|to .{1,60}|on .{1,40}|with .{1,30})|easy apply|quick apply"
    r"|(?:submit|start|send) (?:your |an |my )?application|i.m interested|(?:jetzt |online |hier |direkt )?bewerben"
    r"|zur bewerbung|(?:je )?postule[rz]?(?: .{1,40})?|candidater|inscribirse|inscribirme|postularse|postular(?:me)?"
    r"|aplicar(?: .{1,20})?|candidatar-se|candidate-se|candidati(?: .{1,20})?|invia candidatura"
    r"|solliciteer(?: .{1,20})?|solliciteren)[ !>»→]*",
    re.IGNORECASE,
)
APPLY_LINK = re.compile(r"/(?:apply|application|bewerben|bewerbung|postuler|candidatura|solliciteren)(?:[/?#]|$)")
# One pattern a section that adverts have, however it is called.
SECTIONS = tuple(
    re.compile(rf"(?:{names})\b.{{0,30}}", re.IGNORECASE)
    for names in (
        r"(?:(?:key |main |your |core )?(?:responsibilities|duties|tasks|accountabilities)"
        r"|what you.?(?:ll| will) (?:do|be doing)|what you do|in this role|the role involves"
        r"|(?:(?:deine|ihre|die) )?aufgaben|(?:vos |tes |les )?missions?|(?:tus |sus )?funciones|responsabilidades"
        r"|(?:as suas |suas )?fun[cç][oõ]es|mansioni|le tue attività|taken"
        r"|wat ga je doen|das erwartet dich|was dich erwartet)",
        r"(?:(?:minimum |basic |preferred |required |key |essential )?"
        r"(?:qualifications|requirements|skills|experience|criteria)|what you.?(?:ll| will)? (?:need|bring)"
        r"|who you are|about you|you have|your profile|what we.?re looking for|(?:(?:dein|ihr|das) )?profil"
        r"|anforderungen|das bringst du mit|(?:votre |ton |le )?profil(?: recherché)?"
        r"|requisitos|perfil|requisiti|profilo|functie-?eisen|wat breng je mee|jouw profiel)",
        r"(?:(?:about|the) (?:the |this )?(?:role|job|position|opportunity)"
        r"|(?:job|role|position) (?:description|summary|overview|purpose)"
        r"|(?:stellen|job|tätigkeits)beschreibung|description du poste|le poste"
        r"|descripci[oó]n (?:del puesto|de la oferta)|descri[cç][aã]o da vaga|descrizione|functieomschrijving"
        r"|de functie)",
    )
)
HIRING = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:we.?re|we are|is|are) (?:currently )?(?:looking for|seeking|hiring|recruiting)\b|\bwir suchen\b"
        r"|\bsucht\b.{0,60}\bals\b|\b(?:nous )?recherch(?:ons|e)\b|\b(?:buscamos|procuramos|cerchiamo|ricerca)\b"
        r"|\b(?:wij zoeken|op zoek naar)\b",
        r"\byou.?ll\b|\byou will\b|\byou (?:lead|build|own|work|help|run|take|care)\b|\bdu (?:bist|hast|arbeitest)\b"
        r"|\bsie (?:sind|haben)\b|\bvous (?:êtes|avez|serez)\b|\bserás\b|\bte encargarás\b|\bsarai\b"
        r"|\bje (?:bent|hebt)\b",
        r"\b\d+\+? (?:years?|jahre|ans|años|anos|anni|jaar)\b.{0,30}\b(?:experience|erfahrung|expérience|experiencia"
        r"|experiência|esperienza|ervaring)",
    )
)


def is_advert(title: str, facts: int, text: Sequence[str], ways: int) -> bool:
    """`facts`: kinds of fact under the title. `text`: the lines below it. `ways`: how many ways to apply there are."""
    if len(title) > LONGEST_TITLE or NO_ADVERT.fullmatch(title):
        return False
    role = names_role(title)
    signs = (
        int(role),
        int(bool(GENDERS.search(title))),
        min(facts, MOST_FACTS),
        int(0 < ways <= MOST_WAYS),
        max(_sections(text[:MOST_LINES]) - 1, 0),
        int(_speaks_to_who_is_sought("\n".join(text[:MOST_LINES])[:MOST_TEXT])),
    )
    return sum(signs) >= (ENOUGH if role else ENOUGH_WITHOUT_ROLE)


def names_role(title: str) -> bool:
    """Whether it holds a word for who does the work, or a level, beyond any noun that could be a field of work."""
    read = read_title(title)
    return bool(read.levels) or any(one.field == "roles" and one.rule in ROLE_RULES for one in read.evidence)


def ways_to_apply(tree: LexborHTMLParser) -> int:
    """Buttons of one form count once; links by where they lead."""
    links = {
        node.attributes.get("href") or ""
        for node in tree.css("a[href]")
        if APPLY.fullmatch(words(node)) or APPLY_LINK.search(node.attributes.get("href") or "")
    }
    buttons = any(APPLY.fullmatch(words(node)) for node in tree.css("button, [role=button]:not(a)"))
    forms = tree.css_first('input[type="file"], input[type="submit"][value*="pply"]') is not None
    return len(links) or int(buttons or forms)


def said_to_apply(lines: Iterable[str]) -> int:
    return len({line.casefold() for line in lines if APPLY.fullmatch(line)})


def _sections(text: Sequence[str]) -> int:
    short = [line.rstrip(" :") for line in text if 3 <= len(line) <= LONGEST_HEADING]
    return sum(any(section.fullmatch(line) for line in short) for section in SECTIONS)


def _speaks_to_who_is_sought(text: str) -> bool:
    return sum(bool(pattern.search(text)) for pattern in HIRING) > 1
