"""A sentence in, sums of money with currency out."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "₹": "INR", "₩": "KRW"}
_WORDS = {
    "dollar": "USD",
    "usd": "USD",
    "euro": "EUR",
    "eur": "EUR",
    "pound": "GBP",
    "gbp": "GBP",
    "yuan": "CNY",
    "rmb": "CNY",
    "renminbi": "CNY",
    "won": "KRW",
    "krw": "KRW",
    "yen": "JPY",
    "jpy": "JPY",
    "rupee": "INR",
    "inr": "INR",
    "franc": "CHF",
    "chf": "CHF",
}
_SCALES = {
    "k": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "mio": 1e6,
    "millions": 1e6,
    "millionen": 1e6,
    "bln": 1e9,
    "mrd": 1e9,
    "milliard": 1e9,
    "milliards": 1e9,
    "milliarde": 1e9,
    "milliarden": 1e9,
    "million": 1e6,
    "b": 1e9,
    "bn": 1e9,
    "billion": 1e9,
    "t": 1e12,
    "tn": 1e12,
    "trillion": 1e12,
}
_CHINESE = re.compile(
    r"(?<![\d.,])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?(?P<scale>万亿|千万|百万|亿|万)\s?"
    r"(?P<word>美元|人民币|港元|欧元|元)"
)
_CHINESE_SCALES = {"万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "万亿": 1e12}
_CHINESE_WORDS = {"美元": "USD", "港元": "HKD", "欧元": "EUR", "人民币": "CNY", "元": "CNY"}
_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SPELLED: dict[str, float] = {word: number for number, word in enumerate(_UNITS, start=1)}
_SPELLED |= {"half a": 0.5, "a": 1, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100}
_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d{1,2}(?!\d))?|\d+(?:\.\d+)?)"
_SCALE = (
    r"(?P<scale>thousand|milliarden?|milliards?|millionen|millions?|billion|trillion|mln|bln|"
    r"mio\.?|mrd\.?|mn|bn|tn|[KMBTkmbt])"
)
_SYMBOL_FIRST = re.compile(
    r"(?P<prefix>US|A|C|HK|"
    rf"S)?\s?(?P<symbol>[$€£¥₹₩])\s?{_NUMBER}(?:\s?-?{_SCALE}\b)?\+?"
)
_WORD_LAST = re.compile(
    rf"\b{_NUMBER}\s?-?(?:{_SCALE}\b)?\s?-?(?:d')?(?P<word>(?:US )?dollars?|USD|euros?|EUR|pounds?|GBP|yuan|"
    r"RMB|renminbi|won|KRW|yen|JPY|rupees?|INR|francs?|CHF)\b",
    re.IGNORECASE,
)
# "one billion euros": the scale must be said, or "a dollar" would be a sum
_IN_WORDS = re.compile(
    rf"\b(?P<number>{'|'.join(sorted(_SPELLED, key=len, reverse=True))})\s{_SCALE}\s"
    r"(?P<word>(?:US )?dollars?|euros?|pounds?|yuan|won|yen|rupees?|francs?)\b",
    re.IGNORECASE,
)
_PREFIXES = {"US": "USD", "A": "AUD", "C": "CAD", "HK": "HKD", "S": "SGD"}


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money; offsets count from the start of the text it was found in."""

    start: int
    end: int
    value: float  # in units of the currency
    currency: str  # ISO 4217


def find_amounts(text: str) -> list[Amount]:
    """Find sums of money in a text.

    Args:
        text: one sentence, typographic variants already plain.

    Returns:
        Sums in text order, not overlapping.
    """
    found: list[Amount] = []
    for match in _SYMBOL_FIRST.finditer(text) if any(symbol in text for symbol in _SYMBOLS) else ():
        currency = _PREFIXES.get(match["prefix"] or "", _SYMBOLS[match["symbol"]])
        found.append(_amount(match, currency))
    lower = text.lower()
    spoken = any(word in lower for word in _WORDS)
    for match in (*_WORD_LAST.finditer(text), *_IN_WORDS.finditer(text)) if spoken else ():
        if any(match.start() < other.end and other.start < match.end() for other in found):
            continue
        word = match["word"].lower().removeprefix("us ").rstrip("s")
        found.append(_amount(match, _WORDS[word]))
    for match in _CHINESE.finditer(text) if "元" in text or "币" in text else ():
        value = _read_number(match["number"]) * _CHINESE_SCALES[match["scale"]]
        found.append(Amount(match.start(), match.end(), value, _CHINESE_WORDS[match["word"]]))
    return sorted(found, key=lambda amount: amount.start)


def _read_number(text: str) -> float:
    """Read a number with thousands in commas, or with a decimal comma ("1,7")."""
    if text.lower() in _SPELLED:
        return float(_SPELLED[text.lower()])
    if re.fullmatch(r"\d+,\d{1,2}", text):
        return float(text.replace(",", "."))
    return float(text.replace(",", ""))


def _amount(match: re.Match[str], currency: str) -> Amount:
    scale = _SCALES[match["scale"].lower().rstrip(".")] if match["scale"] else 1.0
    return Amount(match.start(), match.end(), _read_number(match["number"]) * scale, currency)
