"""A folder with a small spaCy pipeline and sentences in, its votes for models, makers and licences out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

from wartracker.label.spans import Hit
from wartracker.vocabulary import Label

if TYPE_CHECKING:
    from pathlib import Path

    from spacy.language import Language

_BATCH = 16  # sentences; larger batches are slower on few cores (measured 2026-11)
_BARE = "wartracker.Bare.v1"


class Voter:
    """The neural tagger: its spans are votes, never answers of their own."""

    def __init__(self, pipeline: Language) -> None:
        """Keep the loaded pipeline."""
        self._pipeline = pipeline

    def vote(self, text: str, spans: Sequence[tuple[int, int]]) -> list[Hit]:
        """Read sentences.

        Args:
            text: folded text.
            spans: the sentences worth reading, code points.

        Returns:
            What the net sees in them; labels outside the vocabulary are left out.
        """
        hits = []
        known = {label.value for label in Label}
        documents: Iterable[object] = self._pipeline.pipe((text[start:end] for start, end in spans), batch_size=_BATCH)
        for (start, _), document in zip(spans, documents, strict=True):
            for entity in document.ents:  # type: ignore[attr-defined]
                if entity.label_ in known:
                    label = Label(entity.label_)
                    first, last = start + entity.start_char, start + entity.end_char
                    hits.append(Hit(first, last, label, None, entity.text, 0.6, ("ner",)))
        return hits


def load_voter(folder: Path) -> Voter:
    """Load the neural tagger.

    BLIS threads fight with worker processes for the cores, so plain numpy is used.

    Args:
        folder: what `spacy.Language.to_disk` wrote.

    Returns:
        The tagger.
    """
    with _without_commands():
        import spacy
    from spacy.util import registry
    from thinc.api import NumpyOps, set_current_ops

    set_current_ops(NumpyOps(use_blis=False))
    registry.tokenizers(_BARE, func=lambda: _make_tokenizer)
    return Voter(spacy.load(folder, config={"nlp": {"tokenizer": {"@tokenizers": _BARE}}}))


def _make_tokenizer(pipeline: Language) -> Any:
    """Make a tokenizer that knows nothing yet: the folder's own rules replace whatever stands in it."""
    from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]  # compiled, without types

    return Tokenizer(pipeline.vocab)


@contextmanager
def _without_commands() -> Iterator[None]:
    """Let `import spacy` pass over its command line, a third of its CPU: downloads, web clients, projects.

    `spacy.info` is what the import wants from there; it stays of use, as `spacy.cli` does for who imports it later.
    """
    if "spacy" in sys.modules:
        yield
        return

    def info(*arguments: Any, **options: Any) -> Any:
        from spacy.cli.info import info

        return info(*arguments, **options)

    names = ("spacy.cli", "spacy.cli.info")
    sys.modules.update({name: ModuleType(name) for name in names})
    vars(sys.modules["spacy.cli.info"])["info"] = info
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]
