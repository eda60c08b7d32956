"""A folded text in, makers that texts in other languages introduce out: by their trade's word, or by their ending."""

from __future__ import annotations

import re

from wartracker.cues import find_all
from wartracker.label.common_words import COMMON_WORDS
from wartracker.label.spans import Hit
from wartracker.label.verdict import build_org

_NAME = r"(?P<name>[A-ZÀ-Þ][\w.&-]{2,}(?:[ ](?:AI|Labs?|[A-ZÀ-Þ][\w.&-]+)){0,2})"
# German nouns are capitalised: only the trade's word tells where the name begins. "Startup" is an English word too:
# there an article tells that the text is German.
_GERMAN = re.compile(
    r"\b(?:KI-(?:Firma|Start-?[uU]ps?|Entwicklers?|Anbieters?|Labors?|Unternehmens?|Spezialist(?:en)?|Schmiede|"
    r"Herstellers?|Hoffnung)|Modell(?:anbieters?|entwicklers?|bauers?|schmiede)|Softwarehaus|"
    r"(?:[Dd](?:as|er|ie|em|es)|[Ee]in(?:e[mrs]?)?|[Vv]om|[Bb]eim|[Zz]um)[ ](?:\w+e[rnms]?[ ]){0,2}Start-?[uU]ps?)[ ]"
    + _NAME
    + r"(?=[ ,.;:)'’]|$)"
)
# "X智能", "X科技" behind a boundary and before what only somebody does: a field of work stands before other words.
_CHINESE = re.compile(
    r"(?:^|(?<=[\s）)。，、：:；;“”\"《》|]))(?P<name>[\u4e00-\u9fff]{2,4}(?:人工智能|智能|智算|算力|智脑|科技|实验室|研究院|集团))"
    r"(?=今日|今天|昨日|宣布|发布|推出|开源|正式|近日|表示|创始|成立|开放|旗下|完成|获)",
    re.MULTILINE,
)
_JAPANESE = re.compile(r"株式会社(?P<name>[\u30a0-\u30ff\u4e00-\u9fffA-Za-z]{2,14})(?=は|が|、|の)")
_CUTS = ("人工智能", "智能", "智算", "算力", "科技")
_TRADES = frozenset(
    ["生成式", "国产", "中国", "我国", "通用", "具身", "多模态", "大模型", "国内", "全球", "新一代", "企业"]
)


def find_abroad(text: str) -> list[Hit]:
    """Find makers that Chinese, Japanese and German texts introduce.

    Args:
        text: folded text.

    Returns:
        One hit for each place where such a name stands; none overlapping.
    """
    found = [match["name"] for one in (_GERMAN, _JAPANESE) for match in find_all(one, text)]
    names = dict.fromkeys(name for name in found if name.split()[0].lower() not in COMMON_WORDS)
    names |= dict.fromkeys(match["name"] for match in find_all(_CHINESE, text) if not _is_trade(match["name"]))
    hits = []
    for name in (one for one in names if not any(one != other and one.endswith(other) for other in names)):
        edge = r"\b" if name[0] < "\u3000" else ""
        hits += [
            build_org(text, match.start(), match.end(), 0.7, "abroad")
            for match in re.finditer(f"{edge}{re.escape(name)}{edge}", text)
        ]
    return hits


def _is_trade(name: str) -> bool:
    """Tell whether a find says the trade itself ("人工智能"), not somebody in it."""
    return any(name.startswith(word) for word in _TRADES) or name in _CUTS
