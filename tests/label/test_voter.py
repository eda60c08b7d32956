"""The net is loaded without spaCy's command line, which stays there for who wants it."""

from __future__ import annotations

import subprocess
import sys

LOAD = """
import sys
from wartracker.label.voter import load_voter
from wartracker.workspace import ner_folder
text = "Brightfold's Ember 2 isn't under the MIT licence (e.g. in the U.S.)."
voter = load_voter(ner_folder())
print(*sorted({"spacy", "spacy.cli", "httpx", "weasel"} & set(sys.modules)))
import spacy
plain = spacy.load(ner_folder())
print([token.text for token in voter._pipeline(text)] == [token.text for token in plain(text)])
print("spacy_version" in spacy.info(silent=True) and "spacy.cli" in sys.modules)
"""


def test_the_net_is_loaded_without_the_command_line_and_with_its_own_tokenizer() -> None:
    done = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["spacy", "True", "True"]
