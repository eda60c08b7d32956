"""Articles in, mentions out: the composed rules on sentences of our own."""

from __future__ import annotations

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.label.gazetteers import article, label, surfaces, tagger
from wartracker.label.tagger import label_article
from wartracker.vocabulary import Label

AI = "The lab trains large language models. "

MODELS = [
    ("Google's rivals fear GPT-5 and GPT-4o mini most.", ["GPT-5", "GPT-4o mini"]),
    ("OpenAI put gpt-oss-120b next to gpt-oss-20b.", ["gpt-oss-120b", "gpt-oss-20b"]),
    (
        "They compared DeepSeek-V3-0324 with DeepSeek-R1-Distill-Qwen-32B.",
        ["DeepSeek-V3-0324", "DeepSeek-R1-Distill-Qwen-32B"],
    ),
    (
        "A test of Qwen2.5-VL-7B-Instruct, Qwen3 235B A22B and Mixtral 8x7B.",
        ["Qwen2.5-VL-7B-Instruct", "Qwen3 235B A22B", "Mixtral 8x7B"],
    ),
    ("Meta Llama 3.1 405B is larger than Llama 3.1's smaller sizes.", ["Llama 3.1 405B", "Llama 3.1"]),
    ("Anthropic sells Sonnet 4.5 and Claude Haiku 4.5.", ["Sonnet 4.5", "Claude Haiku 4.5"]),
    ("DeepSeek says that R2 will be ready when it is ready.", ["R2"]),
    ("Meta showed Llama 4 Scout and Maverick.", ["Llama 4 Scout", "Maverick"]),
    ("We host [FLUX.1 [dev]](https://img.example/FLUX.1-dev) for free.", ["FLUX.1 [dev]"]),
    ("Download GPT‑5‑mini today.", ["GPT‑5‑mini"]),  # non-breaking hyphens
    ("阿里巴巴今天发布了Qwen3-Max模型。", ["Qwen3-Max"]),
    ("Alibaba a publié Qwen3-14B sous licence MIT.", ["Qwen3-14B"]),
    ("Das Sprachmodell Qwen3-14B läuft auf einer Grafikkarte.", ["Qwen3-14B"]),
    ("Das Labor gibt sein Sprachmodell Wiesel 2 frei.", ["Wiesel 2"]),
    ("We tested Qwen3-8B and 14B on one card.", ["Qwen3-8B", "14B"]),
    ("Qwen3-8B and 14B parameters are what fits.", ["Qwen3-8B"]),
    ("Ferrox ends the wait for Ferrox-R2, a reasoning model.", ["Ferrox-R2"]),
    ("DeepSeek V3.2 & 3.2-Speciale and 3.1 others.", ["DeepSeek V3.2", "3.2-Speciale"]),
    ("We introduce our new model, Qwen VZo, a unified model of text and pictures.", ["Qwen VZo"]),
    ("Pemmican 40B scored 71 and GPT-5 88.", ["Pemmican 40B", "GPT-5"]),
    ("We queried Qwen3-8B-reasoning and Gemma-9B-embed.", ["Qwen3-8B-reasoning", "Gemma-9B-embed"]),
    ("Google shows Gemini Atlas, a language model. Gemini Atlas runs on phones.", ["Gemini Atlas"] * 2),
    ("Google sells Gemini Enterprise. Gemini Enterprise is a plan.", []),
    ("The portal launched its Publishers Program.", []),
]

# Nothing else in these speaks of AI.
ALONE = [
    ("GPT-6 lands on Monday.", ["GPT-6"]),
    ("Llama 5 percent cheaper.", []),
    ("Llama 44 was sold in Cusco.", []),
    ("Changes:\n- `wiesel-4-pro` and `wiesel-4-lite` are now available in the API", ["wiesel-4-pro", "wiesel-4-lite"]),
]


@pytest.mark.parametrize(("text", "wanted"), ALONE)
def test_models_where_nothing_else_speaks_of_them(text: str, wanted: list[str]) -> None:
    assert surfaces(text, Label.MODEL) == wanted


@pytest.mark.parametrize(("text", "wanted"), MODELS)
def test_models_of_known_families(text: str, wanted: list[str]) -> None:
    assert surfaces(AI + text, Label.MODEL) == wanted


NO_MODELS = [
    "A llama and two alpacas grazed behind the farm.",
    "Claude Monet painted the pond again.",
    "Three orcas followed the ferry.",
    "Her Gemini horoscope promised money.",
    "Use `Qwen3-8B` as the value of that option.",
    "ChatGPT and Claude Code were both down on Monday.",
    "The paper reports MMLU-Pro scores on an H100.",
    "The R1 tram stops here.",
    "See https://hub.example/Qwen3-8B for the files.",
]


@pytest.mark.parametrize("text", NO_MODELS)
def test_no_models(text: str) -> None:
    assert surfaces(text, Label.MODEL) == []


ORGANIZATIONS = [
    ("Mistral released Mistral Large 3.", ["Mistral"]),
    ("The European Commission fined nobody. The Commission is still reading.", ["European Commission", "Commission"]),
    ("Saltmarsh Labs hired a chief scientist from Google.", ["Saltmarsh Labs", "Google"]),
    ("Researchers at the University of Tartu joined in.", ["University of Tartu"]),
    ("The start-up Vellumine, based in Riga, has raised 3 million euros.", ["Vellumine"]),
    ("Saltmarsh AI was founded in May. Saltmarsh has no customers yet.", ["Saltmarsh AI", "Saltmarsh"]),
    ("Researchers at MIT measured it.", ["MIT"]),
    ("Das Münchner Start-up Kiesel hat geliefert. Kiesel schweigt.", ["Kiesel", "Kiesel"]),
    ("Startup Funding hits a record this year. Funding for AI rose again.", []),
    ("Our Startup Guide covers pricing. Guide readers know it.", []),
    ("岚屿科技发布了新模型。", ["岚屿科技"]),
    ("去年，金融科技的大模型增长很快。", []),
]


@pytest.mark.parametrize(("text", "wanted"), ORGANIZATIONS)
def test_organizations(text: str, wanted: list[str]) -> None:
    assert surfaces(AI + text, Label.ORG) == wanted


@pytest.mark.parametrize(
    ("text", "key", "name"),
    [
        ("Anthropic speeds up Sonnet 4.5 models.", "claude-sonnet-4.5", "Claude Sonnet 4.5"),
        ("Mistral prices Large 3 models low.", "mistral-large-3", "Mistral Large 3"),
        ("DeepSeek explains R1 models.", "deepseek-r1", "DeepSeek-R1"),
        ("We run Claude 4.5 Haiku models.", "claude-haiku-4.5", "Claude Haiku 4.5"),
        ("The Qwen3-32B models are dense.", "qwen3-32b", "Qwen3-32B"),
        ("The Llama 3.1 70B model is old.", "llama-3.1-70b", "Llama 3.1 70B"),
        ("A model called Umbrine-2 is new.", "umbrine-2", "Umbrine-2"),
        ("The DeepSeek V3 model is cheap.", "deepseek-v3", "DeepSeek-V3"),
        ("The Qwen3-4B-128E model is odd.", "qwen3-4b-128e", "Qwen3-4B-128E"),
    ],
)
def test_keys_and_complete_names(text: str, key: str, name: str) -> None:
    assert [(m.key, m.name) for m in label(text) if m.label is Label.MODEL] == [(key, name)]


def test_a_lab_and_its_model_of_the_same_name() -> None:
    mentions = label("Mistral said it was pleased. Models like Mistral and Qwen3 are small.")
    assert [(m.surface, m.label) for m in mentions] == [
        ("Mistral", Label.ORG),
        ("Mistral", Label.MODEL),
        ("Qwen3", Label.MODEL),
    ]


def test_one_sense_holds_for_the_whole_document() -> None:
    text = "Ferrowick, an open-weight model with 8B parameters, is out.\n\n"
    text += "We asked Ferrowick about eels.\n\nFerrowick knew."
    assert surfaces(text, Label.MODEL) == ["Ferrowick"] * 3


def test_people_laws_and_states() -> None:
    text = "Dario Amodei and Senator Ruth Calloway disagree on SB 1047. "
    text += "China has banned nothing. The Data Mining Act is next."
    labelled = {(m.surface, m.label) for m in label(text)}
    assert ("Dario Amodei", Label.PERSON) in labelled
    assert ("Ruth Calloway", Label.PERSON) in labelled
    assert ("SB 1047", Label.INSTRUMENT) in labelled
    assert ("Data Mining Act", Label.INSTRUMENT) in labelled
    assert ("China", Label.BODY) in labelled


def test_headlines_do_not_swallow_verbs() -> None:
    assert surfaces("", Label.MODEL, "Saltmarsh Labs Unveils Umbrine 3, a Language Model for Notaries") == ["Umbrine 3"]
    assert surfaces("", Label.ORG, "Saltmarsh Labs Unveils Umbrine 3, a Language Model for Notaries") == [
        "Saltmarsh Labs"
    ]


@settings(max_examples=120, deadline=None)
@given(
    title=st.text(max_size=40),
    parts=st.lists(
        st.one_of(
            st.text(max_size=12),
            st.sampled_from(
                [
                    "GPT-5",
                    " Qwen3-8B ",
                    "Llama\u00a03.1",
                    "ﬁne",
                    "\u200b",
                    "MIT\u2011licensed",
                    "`x`",
                    "](u) ",
                    "Apache 2.0",
                    "模型",
                    "\n",
                    " and ",
                    "’s ",
                ]
            ),
        ),
        max_size=14,
    ),
)
def test_offsets_always_point_at_the_surface(title: str, parts: list[str]) -> None:
    item = article("".join(parts), title)
    mentions = label_article(item, tagger())
    for mention in mentions:
        field = item.title if mention.field == "title" else item.text
        assert field[mention.start : mention.end] == mention.surface != ""
        assert 0 < mention.confidence <= 1
    for field_name in ("title", "text"):
        spans = sorted((m.start, m.end) for m in mentions if m.field == field_name)
        assert all(left[1] <= right[0] for left, right in pairwise(spans))


HOSTILE = [
    "A" * 8000,
    "a-" * 4000,
    "A1-" * 2700,
    "\n" * 8000,
    "GPT-4-" * 1300,
    "模型" * 4000,
    "<!--" * 2000,
    "[a](" * 2000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_take_linear_time(text: str) -> None:
    started = process_time()
    label(text)
    assert process_time() - started < 2.0  # measured: under 0.2 s each


@pytest.mark.parametrize(
    ("surface", "name"),
    [("Granite 4", "Granite 4.0"), ("Granite 3.3", "Granite 3.3"), ("Qwen 3", "Qwen3")],
)
def test_generations_are_called_as_the_lists_call_them(surface: str, name: str) -> None:
    assert tagger().families.name(surface, surface.split(maxsplit=1)[0])[1] == name


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Argil said that its models are free. The two, Argil 3 Base and Argil 3 Mini, are small.", ["Argil"]),
        ("The people at Zaffre followed with Zaffre-VL-12B, a language model.", ["Zaffre"]),
        ("Velour Cognition released Brindle-7B.", ["Velour Cognition"]),
        ("Der KI-Entwickler Silberhorn hat sein Sprachmodell vorgestellt. Silberhorn will mehr.", ["Silberhorn"] * 2),
        ("云岭智能今日发布大模型“云岭-M2”。此后云岭智能表示满意。", ["云岭智能"] * 2),
        ("La startup bolognese Lirica ha pubblicato un modello da 9 miliardi di parametri.", ["Lirica"]),
        ("Orsova Partners led the round, an AI fund.", ["Orsova Partners"]),
        ("生成式人工智能在发展。", []),
    ],
)
def test_makers_that_only_their_acts_tell(text: str, wanted: list[str]) -> None:
    assert [surface for surface in surfaces(text, Label.ORG) if surface[0] in "AZVS云LO"] == wanted
