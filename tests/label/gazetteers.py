"""A small gazetteer for tests of labelling, and short ways to label a sentence."""

from __future__ import annotations

from functools import cache

from wartracker.gazetteer import Gazetteers, License, Model, Organization, Other
from wartracker.label.tagger import Tagger, build_tagger, label_article
from wartracker.records import Article, Mention
from wartracker.vocabulary import Label, LicenseClass

SOURCE = "test"


def _org(
    key: str, name: str, *aliases: str, kind: str = "lab", common: bool = False, short: tuple[str, ...] = ()
) -> Organization:
    return Organization(key, name, SOURCE, aliases, kind, short_models=short, common_word=common)


def _model(
    key: str,
    name: str,
    family: str,
    owner: str,
    version: str | None = None,
    aliases: tuple[str, ...] = (),
    common: bool = False,
) -> Model:
    return Model(key, name, family, owner, SOURCE, version, aliases, common_word=common)


GAZETTEERS = Gazetteers(
    organizations=(
        _org("openai", "OpenAI", short=(r"o[1-9](?:-(?:mini|pro))?",)),
        _org("anthropic", "Anthropic", short=(r"(?:Opus|Sonnet|Haiku) \d(?:\.\d)?",)),
        _org("meta", "Meta", "Meta AI", kind="company", common=True),
        _org("mistral-ai", "Mistral AI", "Mistral", short=(r"(?:Small|Medium|Large) \d(?:\.\d)?",)),
        _org("deepseek", "DeepSeek", short=(r"[RV]\d(?:\.\d)?(?:-\w+)?",)),
        _org("alibaba", "Alibaba", "Qwen", "阿里巴巴", kind="company"),
        _org("google", "Google", kind="company"),
        _org("hugging-face", "Hugging Face", "HuggingFace", kind="hub"),
        _org("european-commission", "European Commission", kind="body"),
        _org("mit", "MIT CSAIL", "Massachusetts Institute of Technology", kind="university"),
    ),
    models=(
        _model("gpt", "GPT", "gpt", "openai"),
        _model("gpt-4o", "GPT-4o", "gpt", "openai", "4o"),
        _model("gpt-5", "GPT-5", "gpt", "openai", "5"),
        _model("gpt-oss", "gpt-oss", "gpt-oss", "openai"),
        _model("o3", "o3", "o-series", "openai", "3", ("OpenAI o3",)),
        _model("claude", "Claude", "claude", "anthropic", common=True),
        _model("claude-sonnet-4.5", "Claude Sonnet 4.5", "claude", "anthropic", "4.5", ("Sonnet 4.5",)),
        _model("claude-haiku-4.5", "Claude Haiku 4.5", "claude", "anthropic", "4.5"),
        _model("llama", "Llama", "llama", "meta", common=True),
        _model("llama-3.1", "Llama 3.1", "llama", "meta", "3.1", ("Meta Llama 3.1",)),
        _model("llama-4-scout", "Llama 4 Scout", "llama", "meta", "4-scout"),
        _model("llama-4-maverick", "Llama 4 Maverick", "llama", "meta", "4-maverick"),
        _model("mistral", "Mistral", "mistral", "mistral-ai"),
        _model("mistral-large-3", "Mistral Large 3", "mistral", "mistral-ai", "large-3"),
        _model("mixtral", "Mixtral", "mixtral", "mistral-ai"),
        _model("deepseek", "DeepSeek", "deepseek", "deepseek"),
        _model("deepseek-r1", "DeepSeek-R1", "deepseek", "deepseek", "r1"),
        _model("deepseek-v3", "DeepSeek-V3", "deepseek", "deepseek", "v3"),
        _model("qwen", "Qwen", "qwen", "alibaba"),
        _model("qwen2.5", "Qwen2.5", "qwen", "alibaba", "2.5"),
        _model("qwen3", "Qwen3", "qwen", "alibaba", "3"),
        _model("gemini", "Gemini", "gemini", "google", common=True),
        _model("granite", "Granite", "granite", "microsoft"),
        _model("granite-4.0", "Granite 4.0", "granite", "microsoft", "4.0"),
        _model("flux", "FLUX", "flux", "black-forest-labs", common=True),
        _model("flux.1-dev", "FLUX.1 [dev]", "flux", "black-forest-labs", "1-dev"),
        _model("orca", "Orca", "orca", "microsoft", common=True),
    ),
    licenses=(
        License("Apache-2.0", "Apache License 2.0", LicenseClass.OPEN_SOURCE, SOURCE, ("Apache 2.0",), "apache-2.0"),
        License("MIT", "MIT License", LicenseClass.OPEN_SOURCE, SOURCE, ("MIT",), "mit"),
        License("LicenseRef-modified-mit", "Modified MIT License", LicenseClass.COMMUNITY_RESTRICTED, SOURCE),
        License("BSD-3-Clause", "BSD 3-Clause License", LicenseClass.OPEN_SOURCE, SOURCE),
        License("CC-BY-NC-4.0", "Creative Commons Attribution Non Commercial 4.0", LicenseClass.NON_COMMERCIAL, SOURCE),
        License(
            "LicenseRef-scancode-llama-3.1-license-2024",
            "Llama 3.1 Community License Agreement",
            LicenseClass.COMMUNITY_RESTRICTED,
            SOURCE,
            ("Llama 3.1 Community License",),
        ),
        License("LicenseRef-gemma", "Gemma Terms of Use", LicenseClass.USE_RESTRICTED, SOURCE, ("Gemma license",)),
        License("LicenseRef-non-commercial", "Non-commercial license", LicenseClass.NON_COMMERCIAL, SOURCE),
    ),
    others=(
        Other(Label.ASSISTANT, "ChatGPT"),
        Other(Label.ASSISTANT, "Claude Code"),
        Other(Label.LIBRARY, "llama.cpp"),
        Other(Label.BENCHMARK, "MMLU-Pro", ("MMLU",)),
        Other(Label.HARDWARE, "H100"),
        Other(Label.PERSON, "Dario Amodei"),
        Other(Label.INSTRUMENT, "SB 1047"),
    ),
)


@cache
def tagger() -> Tagger:
    return build_tagger(GAZETTEERS)


def article(text: str, title: str = "") -> Article:
    return Article("a", "https://news.example/a", title, text, None, None, "given", "")


def label(text: str, title: str = "") -> tuple[Mention, ...]:
    return label_article(article(text, title), tagger())


def surfaces(text: str, wanted: Label, title: str = "") -> list[str]:
    return [mention.surface for mention in label(text, title) if mention.label is wanted]
