"""A folded text in, laws, orders and other instruments, and states that act out."""

from __future__ import annotations

import re

from wartracker.cues import find_all
from wartracker.label.normalize import slug
from wartracker.label.spans import Hit
from wartracker.label.wordlist import read_words
from wartracker.vocabulary import Label

_BILL = re.compile(
    r"(?<![\w-])(?:(?:SB|AB|HB|HF|SF|H\.?[ ]?R\.|S\.B\.|A\.B\.|Senate Bill|Assembly Bill|House Bill|Senate File|"
    r"House File)[ -]?\d{1,5}"
    r"|Executive Order(?:[ ](?:No\.[ ])?\d{5})?|EO[ ]\d{5}|Proposition[ ]\d{1,3}"
    r"|(?:Regulation|Directive)[ ]\((?:EU|EC)\)[ ](?:No[ ])?\d+/\d+|Directive[ ]\d{2,4}/\d+(?:/E[UC])?)(?![\w-])"
)
_ENDING = (
    r"(?:Act|Regulation|Directive|Code of Practice|Treaty|Accord|Executive Order|(?<=AI )(?:Bill|Law|Convention|"
    r"Moratorium)|(?<=Diffusion )(?:Rule|Framework)|(?<=Export )Rule)"
)
_NAMED = re.compile(
    rf"(?<![\w-])(?P<name>(?:[A-Z][\w'&-]{{0,40}}[ ](?:(?:and|of|for|on|in|to|"
    rf"the)[ ]){{0,2}}){{1,7}}{_ENDING})(?:[ ]of[ ](?:19|20)\d\d)?(?![\w-])"
)
_LEAD = re.compile(
    r"^(?:The|This|That|A|An|In|Under|And|Its|Our|For|On|By|With|But|When|While|If|As|Since|After|Before|New|US|"
    r"U\.S\.|First|Any|Each|Both|Such)[ ]"
)
# A possessor or a phrase before the instrument's own name ("Utah's ...", "Thoughts on the ...").
_CUT = re.compile(r".*(?:'s[ ]|\b(?:on|of|to|in|for)[ ]the[ ]|\bthe[ ])")
_FOREIGN = re.compile(
    r"(?<!\w)(?:KI-Verordnung|KI-Gesetz|AI-Verordnung|"
    r"règlement (?:européen )?sur l'IA|loi sur l'IA|人工智能法案|人工智能法)"
)
_STATE_NAMES = (
    "France|Germany|Italy|Spain|Britain|Ireland|Poland|Denmark|Sweden|Norway|Finland|Switzerland|Austria|"
    "Belgium|Netherlands|Portugal|Greece|Hungary|"
    "China|Japan|South Korea|India|Taiwan|Singapore|Indonesia|Vietnam|Malaysia|Thailand|Australia|New Zealand|"
    "Canada|Mexico|Brazil|Argentina|Chile|Israel|"
    "Saudi Arabia|United Arab Emirates|UAE|Qatar|Turkey|Russia|Ukraine|South Africa|Nigeria|Kenya|Egypt|United "
    "States|United Kingdom|"
    "California|Colorado|Texas|New York|Illinois|Utah|Virginia|Florida|Washington|Massachusetts|Connecticut|"
    "Tennessee|Michigan|Ohio|"
    "Beijing|Brussels|London|Paris|Tokyo|Seoul|Ottawa|Canberra|Berlin|Delaware|New Jersey|Georgia|Minnesota|"
    "Maryland|Oregon|Nevada|Arizona"
)
STATES = frozenset(_STATE_NAMES.split("|")) | read_words(
    "Europe Asia Africa America American Americans European Europeans Chinese English German French Spanish "
    "Italian Japanese Korean Indian Russian British Canadian Arabic Hindi Portuguese Dutch Polish Turkish Latin "
    "Greek Hebrew Vietnamese Thai Indonesian Swiss Swedish Silicon Wall Washington Pentagon Internet Web Twitter "
    "Korea Taiwan Norway Denmark Finland Iceland Portugal Greece Ireland Austria Hungary Romania Vietnam "
    "Thailand Indonesia Malaysia Philippines Pakistan Bangladesh Kazakhstan Estonia Latvia Lithuania "
    "Belgium Luxembourg Netherlands Poland Switzerland Sweden Czechia Croatia Slovenia Serbia Bulgaria "
    "Peru Colombia Uruguay Morocco Ghana "
    "Reddit Discord Slack GitHub Kaggle Wikipedia "
)
_ACTING = re.compile(
    rf"(?<![\w-])(?P<name>(?:{_STATE_NAMES}))(?='s[ ](?:[\w-]+[ ]){{0,3}}(?:law|bill|act|statute|parliament|"
    rf"government|regulator|ministry|governor|legislature|"
    rf"senate|assembly|ban|rules?|order|president|legislators|lawmakers|privacy|attorney)|[ ](?:became|becomes|"
    rf"has|bans?|banned|blocks?|blocked|passed|passes|"
    rf"signed|signs|will|plans|proposed|proposes|wants|orders|ordered|approved|approves|adopted|adopts|enacted|"
    rf"enacts|imposed|imposes|lifts|lifted|"
    rf"tightens|tightened|moves|moved|opens|opened|sued|fined|launched|launches|unveiled|unveils|announced|"
    rf"announces|invests|invested|repealed|delays|delayed)\b)"
)


def find_instruments(text: str) -> list[Hit]:
    """Find bills, acts, orders, and states under their bare name as subjects of an act.

    Args:
        text: folded text, listed names masked.

    Returns:
        Hits that may overlap each other.
    """
    hits = [_hit(text, match.start(), match.end(), Label.INSTRUMENT) for match in find_all(_BILL, text)]
    hits += [_hit(text, match.start(), match.end(), Label.INSTRUMENT) for match in find_all(_FOREIGN, text)]
    for match in find_all(_NAMED, text):
        start = match.start()
        if cut := _CUT.match(text[start : match.end()]):
            start += cut.end()
        while lead := _LEAD.match(text[start : match.end()]):
            start += lead.end()
        if " " in text[start : match.end()]:
            hits.append(_hit(text, start, match.end(), Label.INSTRUMENT))
    hits += [_hit(text, *match.span("name"), Label.BODY) for match in find_all(_ACTING, text)]
    return hits


def _hit(text: str, start: int, end: int, label: Label) -> Hit:
    surface = " ".join(text[start:end].split())
    return Hit(start, end, label, slug(surface), surface, 0.75, ("shape",))
