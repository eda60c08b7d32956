"""A folded text in, people named with a title, a role or a usual first name out."""

from __future__ import annotations

import re

from wartracker.cues import find_all
from wartracker.label.common_words import COMMON_WORDS, DATE_WORDS
from wartracker.label.normalize import slug
from wartracker.label.spans import Hit
from wartracker.label.wordlist import read_words
from wartracker.vocabulary import Label

GIVEN_NAMES = read_words(
    "Aaron Adam Adrian Ahmed Aidan Alan Albert Alex Alexander Alexandr Alexandra Alexei Ali Alice Alison Amanda "
    "Amir Amit Amy Ana Anand Andre Andrea Andreas Andrej Andrew Andy Angela Anil Anita Ann Anna Anne Anthony "
    "Antonio Arjun Arthur Arvind Ashish Barbara Barret Ben Benjamin Bernie Beth Bill Bob Boris Brad Brandon "
    "Brendan Brett Brian Bruce Bryan Carl Carlos Caroline Catherine Chad Charles Charlie Chen Chris Christian "
    "Christina Christine Christopher Chuck Claire Clara Clement Clément Colin Connor Craig Cristiano Cynthia Dan "
    "Daniel Daniela Dario David Dean Deborah Demis Dennis Derek Diana Diane Diego Dmitri Don Donald Doug Douglas "
    "Dylan Edward Elaine Elena Eli Elizabeth Ellen Elon Emad Emily Emma Emmanuel Eric Erik Ethan Eva Evan Fei-Fei "
    "Felix Fiona Francesca Francis Francois François Frank Fred Gary Gavin Geoffrey George Gerald Giorgia Glenn "
    "Grace Graham Greg Gregory Guillaume Hannah Hans Harry Heather Heidi Helen Helena Henry Howard Hugh Hugo Ian "
    "Igor Ilya Ina Ingrid Isabel Ivan Jack Jacob Jakub Jake James Jamie Jan Jane Janet Jared Jason Jean Jeff "
    "Jeffrey Jennifer Jenny Jensen Jeremy Jerome Jerry Jessica Jill Jim Jimmy Joan Joanna Joe Joel Johan Johannes "
    "John Jonathan Jordan Jose Joseph Josh Joshua Juan Judith Judy Julia Julian Julie Justin Karen Karl Kate "
    "Katherine Kathy Katie Keith Kelly Ken Kenneth Kevin Kim Koray Kristin Kumar Kyle Larry Laura Lauren Lee Leo "
    "Leonard Leopold Liam Lila Lina Linda Lisa Liz Louis Lucas Lucy Luis Luke Magnus Marc Marco Marcus Margaret "
    "Margrethe Maria Marie Mario Marissa Mark Markus Martin Mary Masayoshi Matt Matthew Maureen Max Maxime Megan "
    "Melissa Mia Michael Michel Michelle Miguel Mike Mikhail Mira Mohammed Monica Mustafa Nancy Naomi Nat Natalie "
    "Nathan Naveen Neil Niall Nicholas Nick Nicolas Nicole Nikita Nikolai Nina Noah Noam Nora Oliver Olivia Oriol "
    "Oscar Pablo Pamela Pascal Patrick Paul Paula Pedro Peter Phil Philip Philipp Pierre Priya Rachel Rafael "
    "Rahul Raj Ralph Raymond Rebecca Reid Richard Rick Rishi Rob Robert Robin Roger Roman Ron Ronald Rosa Ross "
    "Roy Russell Ruth Ryan Sacha Sam Samantha Samuel Sandra Sara Sarah Satya Scott Sean Sebastian Sergey Seth "
    "Shane Shannon Sharon Shawn Simon Sofia Sophia Sophie Stefan Stephanie Stephen Steve Steven Stuart Sundar "
    "Susan Suzanne Sven Tara Ted Terry Thierry Thomas Tim Timothée Timothy Tina Todd Tom Tony Tyler Uwe Valerie "
    "Vera Victor Victoria Vincent Vinod Virginia Vladimir Walter Wendy Will William Wolfgang Yann Yoshua Yuri "
    "Zachary Zoe Zico "
)
_PARTICLE = r"(?:(?:de|der|den|van|von|la|le|al|bin|ibn|da|di|Mc|Mac|O')[ ]?)?"
_SURNAME = rf"{_PARTICLE}[A-ZÀ-Þ][\w'’]{{1,40}}(?:-[A-ZÀ-Þ]\w+)?"
_GIVEN = r"[A-ZÀ-Þ][\w]{1,40}(?:-[A-ZÀ-Þ]\w+)?"
_FULL = re.compile(rf"(?<![\w-])(?P<given>{_GIVEN})(?:[ ][A-Z]\.)?[ ]{_SURNAME}(?![\w-])")
_TITLED = re.compile(
    rf"\b(?:Mr|Ms|Mrs|Dr|Prof|Sen|Rep|Gov|Senator|Representative|Governor|President|Prime Minister|Minister|"
    rf"Chancellor|Commissioner|Judge|Justice|"
    rf"Secretary|Professor|Sir|Attorney General|CEO|CTO|co-?founder|founder|chief executive|chief scientist|"
    rf"lawmaker)\.?[ ]"
    rf"(?P<name>{_GIVEN}(?:[ ][A-Z]\.)?(?:[ ]{_SURNAME})?)"
)
_ROLE = re.compile(
    rf"(?<![\w-])(?P<name>{_GIVEN}(?:[ ][A-Z]\.)?[ ]{_SURNAME}),[ ](?:who|(?:the|its|a|an|chief|co-?founder|"
    rf"founder|CEO|CTO|president|head|director|professor|"
    r"chairman|chairwoman|minister|senator|governor|vice|senior|managing)\b(?! (?:company|lab|startup|start-up|"
    r"firm|maker|model|group|collective|unit)))"
)


def find_people(text: str) -> list[Hit]:
    """Find people by title, role or first name.

    Args:
        text: folded text, known names masked.

    Returns:
        Hits that may overlap each other.
    """
    hits = [_hit(text, match.start(), match.end()) for match in _FULL.finditer(text) if match["given"] in GIVEN_NAMES]
    hits += [_hit(text, *match.span("name")) for match in find_all(_TITLED, text) if _is_name(match["name"])]
    hits += [
        _hit(text, *match.span("name")) for match in _ROLE.finditer(text) if match["name"].split()[0] in GIVEN_NAMES
    ]
    return hits


def _is_name(words: str) -> bool:
    return not any(
        word.lower() in COMMON_WORDS or word.lower() in DATE_WORDS or len(word) < 3 for word in words.split()[:1]
    )


def _hit(text: str, start: int, end: int) -> Hit:
    if text[start:end].endswith("'s"):
        end -= 2
    elif text[end - 1] == "'":
        end -= 1
    surface = text[start:end]
    return Hit(start, end, Label.PERSON, slug(surface), surface, 0.75, ("shape",))
