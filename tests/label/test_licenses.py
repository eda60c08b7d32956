"""Sentences in, licences out."""

from __future__ import annotations

import pytest

from tests.label.gazetteers import label
from wartracker.vocabulary import Label

NAMED = [
    ("The weights are out under Apache 2.0.", "Apache 2.0", "Apache-2.0"),
    ("It carries the Apache License, Version 2.0.", "Apache License, Version 2.0", "Apache-2.0"),
    ("An Apache-2.0-licensed model.", "Apache-2.0", "Apache-2.0"),
    ("An MIT-licensed model.", "MIT", "MIT"),
    ("The model is under the MIT license.", "MIT license", "MIT"),
    ("License: MIT", "MIT", "MIT"),
    ("A modified MIT license applies.", "modified MIT license", "LicenseRef-modified-mit"),
    ("The code is BSD 3-Clause.", "BSD 3-Clause", "BSD-3-Clause"),
    ("The voices are CC BY-NC 4.0.", "CC BY-NC 4.0", "CC-BY-NC-4.0"),
    (
        "The Llama 3.1 Community License has a threshold.",
        "Llama 3.1 Community License",
        "LicenseRef-scancode-llama-3.1-license-2024",
    ),
    ("Read the Gemma Terms of Use first.", "Gemma Terms of Use", "LicenseRef-gemma"),
    (
        "It comes under the Saltmarsh Community License.",
        "Saltmarsh Community License",
        "LicenseRef-saltmarsh-community",
    ),
    ("Released under GPLv3 on Monday.", "GPLv3", "GPL-3.0-only"),
    ("Das Modell steht unter der MIT-Lizenz.", "MIT-Lizenz", "MIT"),
    ("模型采用Apache 2.0许可证。", "Apache 2.0", "Apache-2.0"),
]


@pytest.mark.parametrize(("text", "surface", "key"), NAMED)
def test_named_licences(text: str, surface: str, key: str) -> None:
    assert [(m.surface, m.key) for m in label(text) if m.label is Label.LICENSE] == [(surface, key)]


@pytest.mark.parametrize(
    "text",
    [
        "Professors at MIT wrote the paper.",
        "An MIT spin-off raised money.",
        "The model is proprietary.",
        "For research and commercial use alike.",
        "She lost her driving license in May.",
        "The guardrails were tested by two teams.",
        "Apache helicopters crossed the border.",
        "Set `license: mit` in the file.",
    ],
)
def test_no_licence(text: str) -> None:
    assert [m.surface for m in label(text) if m.label is Label.LICENSE] == []
