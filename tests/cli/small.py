"""A workspace with four short gazetteers and one short debate: a command starts in a tenth of the usual time."""

from __future__ import annotations

from pathlib import Path

DEBATE = """\
title: Open or closed
question: Should weights be free?
tagline: Who holds the weights?
kernel: Some publish their weights, others rent them out.
since: 2023-01-01
curator: seed
lifecycle: active
standing: contested
jurisdictions: [EU]
outputs: [json]
parties:
  - {key: open, title: Open, doctrine: Copies spread., members: [{organization: quillon}]}
frontlines:
  - {key: distribution, title: Distribution, text: Who may copy., kinds: [weights_release]}
stakes: []
outlook: []
interpretations: []
open_questions: []
kinds: [weights_release, model_release, license_change, restriction]
gate:
  keep: 0.5
  terms:
    - {pattern: 'open[- ]weights?', weight: 3, why: open weights}
    - {pattern: 'weights', weight: 2, why: weights}
    - {pattern: 'ferry|harbour', weight: -4, why: another subject}
significance:
  rules: []
  landmark: 9
  major: 6
  notable: 0
"""
GAZETTEERS = {
    "organizations": "- {key: quillon, name: Quillon Labs, kind: lab, party: open, hub: [quillon], "
    "domains: [quillon.example], source: made up}\n",
    "models": "- {key: ember, name: Ember, family: ember, owner: quillon, source: made up}\n",
    "licenses": "- {key: Apache-2.0, name: Apache License 2.0, aliases: [Apache 2.0], license_class: open-source, "
    "hub: apache-2.0, source: made up}\n"
    "- {key: MIT, name: MIT License, license_class: open-source, hub: mit, source: made up}\n",
    "others": "[]\n",
}


def write_workspace(place: Path, feeds: str, port: int) -> Path:
    """Write a workspace whose hosts `*.example` are all served at a port of this machine."""
    folder = place / "pipelines" / "gazetteers"
    folder.mkdir(parents=True)
    for stem, text in GAZETTEERS.items():
        (folder / f"{stem}.yaml").write_text(text, encoding="utf-8")
    (place / "pipelines" / "open.yaml").write_text(DEBATE, encoding="utf-8")
    (place / "feeds.yaml").write_text(feeds, encoding="utf-8")
    settings = (
        '[collect]\ncontact = "tests@wartracker.example"\nallow_private = ["127.0.0.1"]\nhost_gap_s = 0\n'
        f'resolve = {{"*.example" = "127.0.0.1:{port}"}}\n[run]\nworkers = 1\n'
    )
    (place / "wartracker.toml").write_text(settings, encoding="utf-8")
    return place
