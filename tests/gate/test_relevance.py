"""The gate of the shipped debate: what it keeps, what it drops, what it says, and how long it takes."""

from __future__ import annotations

import csv
import gzip
import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.corpora import corpora
from wartracker.config import GAZETTEER_FILES, parse_debate, parse_gazetteers
from wartracker.extract.visible import extract_visible
from wartracker.gate.relevance import CompiledGate, build_gates, score_relevance
from wartracker.workspace import open_workspace

PIPELINES = Path(__file__).parents[2] / "pipelines"


def load_gate() -> CompiledGate:
    folder = PIPELINES / "gazetteers"
    gazetteers = parse_gazetteers({stem: (folder / f"{stem}.yaml").read_text("utf-8") for stem in GAZETTEER_FILES})
    text = (PIPELINES / "open-weights.yaml").read_text(encoding="utf-8")
    [gate] = build_gates([parse_debate(text, "open-weights", "pipelines/open-weights.yaml")], gazetteers)
    return gate


GATE = load_gate()


def test_debates_are_judged_together_as_each_is_alone() -> None:
    place = open_workspace(PIPELINES.parent)
    texts = [("Corvid-7B is out", "Its open weights are under the AI Act; Llama 4 too."), ("Rain", "A wet week.")]
    for gate, debate in zip(place.gates, place.debates, strict=True):
        [alone] = build_gates([debate], place.gazetteers)
        assert gate.names is alone.names
        for title, text in texts:
            assert score_relevance(title, text, gate) == score_relevance(title, text, alone)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        # makers and families that no list knows
        ("Acme Labs puts Zephyrion 2 70B online", "The mixture-of-experts model comes with its weights, under MIT."),
        ("Introducing Borealis-9", "Today we publish a new language model with 12 billion parameters on Hugging Face."),
        # one line of a changelog
        ("Release notes", "We released DeepSeek-V5-Lite; the API price stays."),
        ("Mistral AI changelog", "Mistral Small 7 is available."),
        # a headline alone, from a feed whose page is closed
        ("Claude 9", ""),
        ("Introducing the next generation of Claude", ""),
        ("Grok-7 Beta Release", "We announce our new Grok-7 and Grok-7 mini."),
        ("Codestral 31.02", ""),
        ("", "The weights of Harrow-13B are on a public server, writes the university that trained it."),
        ("", "Acme Labs releases Zephyrion 2 70B under the Apache 2.0 license."),
        # three sentences about a maker and a model that no list knows
        ("Only 30 banks get Sentinel", "Dovetail previews Sentinel, a model trained to find fraud, with 30 banks."),
        ("Marlin 2 Mini now Apache 2.0", "The weights of Marlin 2 Mini carry the new licence from today."),
        ("API notes", "4 May: Puffin Flash is generally available. 2 May: embeddings return 512 numbers."),
        ("", "petrel-450m-chat is up!! 450M params, trained in a garage"),
        ("Cormorant 5 put off", "The lab says that its next model needs another month of training."),
        # money, people, law: no model is named
        ("Quay AI: €40M Series A", "The maker of open models has raised €40 million."),
        ("Puffin AI files for insolvency", "A developer of language models in Riga."),
        ("HB 77 vetoed", "The governor said the bill would have hit open weights hardest."),
        ("Lab behind chatbot raises $2 billion", "The AI startup OpenAI is valued at $900 billion after the round."),
        ("Governor vetoes bill on frontier AI", "The bill would have bound developers of the largest models."),
        ("Brussels delays parts of the AI Act", "Rules for general-purpose AI apply a year later."),
        ("Washington tightens export controls", "Advanced chips for AI training need a licence from next month."),
        ("Sam Altman steps down", "The OpenAI board said the CEO would leave the company."),
        ("Licence of Falcon changes", "TII now allows commercial use; the model weights stay on Hugging Face."),
        # other languages
        ("阿里巴巴开源Qwen9大模型", "该模型采用Apache协议，权重已在魔搭社区发布。"),
        ("DeepSeek发布新模型", "人工智能公司深度求索今日发布新一代大语言模型。"),
        ("Mistral publie un nouveau modèle", "Les poids du modèle sont ouverts, sous licence Apache 2.0."),
        ("Neues Sprachmodell von Aleph Alpha", "Die offenen Gewichte des KI-Modells stehen auf Hugging Face."),
        ("LG, 엑사원 공개", "LG AI연구원이 오픈소스 AI 모델 EXAONE 6을 공개했다."),
        ("国産の大規模言語モデルを公開", "オープンウェイトのモデルをHugging Faceで公開した。"),
    ],
)
def test_news_of_the_debate_is_kept(title: str, text: str) -> None:
    verdict = score_relevance(title, text, GATE)
    assert verdict.keep, (verdict.score, verdict.reasons)
    assert verdict.reasons
    assert verdict.debate == "open-weights"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Claude Monet in Paris", "The painter's water lilies return to the museum; Gemini season opens the show."),
        ("Step 1: water the seeds", "A magic ring of solar lamps lights the garden. Model railways run on Sundays."),
        ("Falcon 9 launches again", "The rocket carried satellites; a new model of the booster landed."),
        ("New car models for spring", "The latest model has leather seats and an open roof. Weights: 1,400 kg."),
        ("Bench press for beginners", "Release the weights slowly. Open the arms. Free download of the plan."),
        ("Google opens an office", "The company will employ 400 people in Lyon."),
        ("Council votes on parking", "Regulation of parking is a matter of legislation, lawmakers said."),
        ("Best phones of the year", "Some have an AI assistant; Copilot is on board."),
        ("Claude for dentists", "A clinic in Ohio uses Claude to answer the phone."),
        ("How a bank works with Llama", "Customers wait less, says the head of service."),
        # short news of other trades that number what they bring out
        ("Apple unveils iPhone 17 Pro", "The new model has a better camera and costs 1,099 dollars."),
        ("Kestrel 500 debuts", "The new model has 216 horsepower and is out in spring."),
        ("Kubernetes 1.36 released", "It is available with tokens for service accounts."),
        ("Python 3.15 is out", "The interpreter is now available for download and faster."),
        ("New Transit 5 arrives", "The van is on sale from June. Trained mechanics look after it."),
        ("Two clinics merge", "They raised 20 million francs and will merge next year."),
        ("Claude Martin wins", "Gemma Haugen conducted the band; Claude Martin was the judge."),
        ("", ""),
    ],
)
def test_other_pages_are_dropped_with_reasons_or_none(title: str, text: str) -> None:
    verdict = score_relevance(title, text, GATE)
    assert not verdict.keep, (verdict.score, verdict.reasons)


def test_a_term_counts_once_and_more_in_the_title() -> None:
    once = score_relevance("Page", "open weights", GATE)
    assert score_relevance("Page", "open weights, open weights, open-weights", GATE).score == once.score
    assert score_relevance("Open weights", "", GATE).score > once.score
    assert "open weights" in once.reasons[0]


def test_long_texts_weigh_less_but_never_nothing() -> None:
    words = "open weights of a large language model"
    scores = [score_relevance("", words + " filler" * count, GATE).score for count in (0, 100, 1000, 10_000, 100_000)]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0.2
    assert scores[-1] == scores[-2]


def test_what_a_short_text_says_weighs_more_unless_it_is_an_ordinary_word_too() -> None:
    said = "Open models"
    assert score_relevance("", said, GATE).score > score_relevance("", said + " filler" * 400, GATE).score
    assert score_relevance("", "Claude Martin" + "." * 600, GATE).score < GATE.keep / 2


def test_what_befell_a_model_is_read_in_the_title_of_a_long_page_and_in_the_head_of_a_short_one() -> None:
    told = "Petrel-40B is out."
    rest = "The language model was trained in Riga. "
    assert "“Petrel-40B”" in score_relevance("", told + rest * 20, GATE).reasons[0]
    assert any("tells of" in reason for reason in score_relevance(told, rest * 100, GATE).reasons)
    assert not any("tells of" in reason for reason in score_relevance("", told + rest * 100, GATE).reasons)


def test_words_are_found_across_line_breaks_and_typographic_hyphens() -> None:
    plain = score_relevance("", "open-weight models", GATE)
    assert score_relevance("", "open‑weight\n\tmodels", GATE).score == plain.score
    spaced = score_relevance("", "open weight models", GATE)
    assert score_relevance("", "OPEN\u00a0WEIGHT MODELS", GATE).score == spaced.score


@given(st.text(max_size=200), st.text(max_size=2000))
@settings(max_examples=60, deadline=None)
def test_any_text_has_a_score(title: str, text: str) -> None:
    verdict = score_relevance(title, text, GATE)
    assert 0.0 <= verdict.score < 1.0
    assert verdict.keep == (verdict.score >= GATE.keep)
    assert verdict == score_relevance(title, text, GATE)


def test_hostile_texts_take_no_longer_than_their_length() -> None:
    started = time.process_time()
    for piece in ("release ", "a" * 50 + " ", "model ", "8x", "invest in ", "12b ", "\u2011"):
        score_relevance(piece * 200, piece * 20_000, GATE)
    assert time.process_time() - started < 10.0


@pytest.mark.corpora
def test_worthy_articles_pass(capsys: pytest.CaptureFixture[str]) -> None:
    folder = corpora()
    if folder is None:
        with capsys.disabled():
            print("corpora not present")
        return
    with (folder / "news" / "articles.jsonl").open(encoding="utf-8") as file:
        articles = {row["id"]: row for row in map(json.loads, file)}
    with (folder / "gold" / "articles.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row["worthy"] == "yes"]
    kept = [score_relevance(articles[r["id"]]["title"] or "", articles[r["id"]]["text"], GATE).keep for r in rows]
    assert sum(kept) / len(kept) >= 0.99  # 1.0 measured


@pytest.mark.corpora
def test_few_other_pages_pass(capsys: pytest.CaptureFixture[str]) -> None:
    folder = corpora()
    if folder is None:
        with capsys.disabled():
            print("corpora not present")
        return
    kept = []
    for path in sorted((folder / "pages").glob("*/*.html.gz")):
        visible = extract_visible(gzip.decompress(path.read_bytes()), None)
        kept.append(score_relevance(visible.title or "", visible.text, GATE).keep)
    assert sum(kept) / len(kept) <= 0.04  # 0.031 measured, most of them pages about AI
