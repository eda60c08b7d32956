"""A merged happening in, whose move it is out: the act decides, not the flag; who acts against his own crosses over."""

from __future__ import annotations

from datetime import date

from wartracker.debate import Debate, Move
from wartracker.gazetteer import Gazetteers
from wartracker.records import OrgRef
from wartracker.resolve.merge import Merged
from wartracker.vocabulary import Kind, LicenseClass, Openness, Party, Status, Weights

_STATE_KINDS = frozenset({"body", "legislature"})
_OPEN_CLASSES = frozenset({Openness.OPEN_WEIGHTS, Openness.FULLY_OPEN})
_LOOSE = frozenset({Status.VETOED, Status.WITHDRAWN, Status.DELAYED, Status.DENIED, Status.LIFTED, Status.RETIRED})
# From least to most free: a change of terms is a move towards where it ends.
_FREEDOM = {
    LicenseClass.PROPRIETARY: 0,
    LicenseClass.RESEARCH_ONLY: 1,
    LicenseClass.NON_COMMERCIAL: 2,
    LicenseClass.SOURCE_AVAILABLE: 2,
    LicenseClass.COMMUNITY_RESTRICTED: 3,
    LicenseClass.USE_RESTRICTED: 4,
    LicenseClass.OPEN_SOURCE: 5,
}


class Parties:
    """Who belongs to which party when, by the debate's memberships and the gazetteer."""

    def __init__(self, debate: Debate, gazetteers: Gazetteers) -> None:
        """Index memberships and organizations.

        Args:
            debate: memberships, dated; they win over the gazetteer.
            gazetteers: the organization's usual party, kind and licence classes.
        """
        self._memberships = [
            (row.organization, side.key, row.since, row.until) for side in debate.parties for row in side.members
        ]
        self._keys = frozenset(side.key for side in debate.parties)
        self._sides = frozenset(side.key for side in debate.parties if not side.neutral)
        self._claimed = {move: side.key for side in reversed(debate.parties) for move in side.moves}
        self._organizations = {row.key: row for row in gazetteers.organizations}
        self._licenses = {row.key: row.license_class for row in gazetteers.licenses}

    def find_membership(self, organization: str, day: date) -> str:
        """Return the party an organization belonged to on a day; its owner's when it has none of its own."""
        seen: set[str] = set()
        key: str | None = organization
        while key is not None and key not in seen:
            seen.add(key)
            for member, side, since, until in self._memberships:
                if member == key and (since is None or since <= day) and (until is None or day < until):
                    return side
            row = self._organizations.get(key)
            if row is not None and row.party in self._keys:
                return str(row.party)
            key = row.parent if row is not None else None
        return str(Party.NONE)

    def is_state(self, ref: OrgRef, day: date) -> bool:
        """Tell whether an actor is a public body."""
        row = self._organizations.get(ref.key)
        state = row is not None and row.kind in _STATE_KINDS
        return (
            state or ref.role == "jurisdiction" or self.find_membership(ref.key, day) == self._claimed.get(Move.GOVERNS)
        )

    def judge(self, merged: Merged) -> tuple[str, bool, str]:
        """Judge whose move a happening is: the side that claims such acts, else its actor's.

        Args:
            merged: the candidate's fields.

        Returns:
            Key of the party, whether its actor's membership is another side, and the reason.
        """
        day = merged.date.value
        actors = [ref for ref in merged.organizations if ref.role == "actor"] or list(merged.organizations[:1])
        moves, why = self._judge_act(merged, any(self.is_state(ref, day) for ref in actors))
        side = next((self._claimed[move] for move in moves if move in self._claimed), None)
        if side is None and merged.kind is Kind.LICENSE_CHANGE and not moves:
            return Party.NONE, False, why
        if side is None:
            side, why = self._follow_members(merged, actors, day)
        if side not in self._sides:
            return side, False, why
        homes = {self.find_membership(ref.key, day) for ref in actors} & self._sides
        crosses = bool(homes) and side not in homes
        return side, crosses, f"{why}; its actor belongs to the {homes.pop()} side" if crosses else why

    def _judge_act(self, merged: Merged, state: bool) -> tuple[tuple[Move, ...], str]:
        """Tell what an act does, the most particular word first; nothing where only its actor tells."""
        kind = merged.kind
        if kind is Kind.REGULATION or (state and kind is Kind.RESTRICTION):
            turn = Move.LOOSENS if merged.status in _LOOSE else Move.BINDS
            return (turn, Move.GOVERNS), "a public measure"
        if state and kind is not Kind.FUNDING:
            return (Move.GOVERNS,), "a public body acts"
        if kind in {Kind.WEIGHTS_RELEASE, Kind.MODEL_RELEASE}:
            return self._judge_release(merged)
        if kind is Kind.LICENSE_CHANGE:
            return self._judge_terms(merged)
        if kind is Kind.RESTRICTION:
            if merged.status is Status.LIFTED:
                return (Move.OPENS,), "lifting a restriction opens access"
            return (Move.CLOSES,), "restricting access closes"
        return (), ""

    def _judge_release(self, merged: Merged) -> tuple[tuple[Move, ...], str]:
        record = merged.openness
        if merged.status in {Status.DENIED, Status.DELAYED} and merged.kind is Kind.WEIGHTS_RELEASE:
            return (Move.CLOSES,), "weights are held back"
        if record.weights is Weights.PROMISED or record.openness in _OPEN_CLASSES:
            return (Move.OPENS,), "weights are given or promised"
        if merged.kind is Kind.WEIGHTS_RELEASE:
            return (Move.OPENS,), "weights are released"
        return (Move.CLOSES,), "a model without weights"

    def _judge_terms(self, merged: Merged) -> tuple[tuple[Move, ...], str]:
        before = self._licenses.get(str(merged.slots.get("license_from")))
        after = self._licenses.get(str(merged.slots.get("license_to")))
        if after is None and merged.license is not None:
            after = merged.license.license_class
        if after is None or after not in _FREEDOM:
            return (), "the new terms are not known"
        if before is not None and before in _FREEDOM and _FREEDOM[before] != _FREEDOM[after]:
            opens = _FREEDOM[after] > _FREEDOM[before]
        else:
            opens = _FREEDOM[after] >= _FREEDOM[LicenseClass.COMMUNITY_RESTRICTED]
        return ((Move.OPENS,), "terms become freer") if opens else ((Move.CLOSES,), "terms become stricter")

    def _follow_members(self, merged: Merged, actors: list[OrgRef], day: date) -> tuple[str, str]:
        keys, words = [ref.key for ref in actors], "its actor belongs to the {} side"
        if merged.kind is Kind.FUNDING:
            keys = [ref.key for ref in merged.organizations if ref.role == "investee"] or keys
            words = "the money goes to a member of the {} side"
        for key in keys:
            side = self.find_membership(key, day)
            if side != Party.NONE:
                return side, words.format(side)
        return Party.NONE, "its actor belongs to no party"
