"""A merged happening in, whose move it is out: the act decides, not the flag; who acts against his own crosses over."""

from __future__ import annotations

from datetime import date

from wartracker.debate import Debate
from wartracker.gazetteer import Gazetteers
from wartracker.records import OrgRef
from wartracker.resolve.merge import Merged
from wartracker.vocabulary import Kind, LicenseClass, Openness, Party, Status, Weights

_STATE_KINDS = frozenset({"body", "legislature"})
_OPEN_CLASSES = frozenset({Openness.OPEN_WEIGHTS, Openness.FULLY_OPEN})
_SIDES = frozenset({Party.OPEN, Party.CLOSED})
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
            (row.organization, Party(side.key), row.since, row.until) for side in debate.parties for row in side.members
        ]
        self._organizations = {row.key: row for row in gazetteers.organizations}
        self._licenses = {row.key: row.license_class for row in gazetteers.licenses}

    def find_membership(self, organization: str, day: date) -> Party:
        """Return the party an organization belonged to on a day; its owner's when it has none of its own."""
        seen: set[str] = set()
        key: str | None = organization
        while key is not None and key not in seen:
            seen.add(key)
            for member, side, since, until in self._memberships:
                if member == key and (since is None or since <= day) and (until is None or day < until):
                    return side
            row = self._organizations.get(key)
            if row is not None and row.party is not Party.NONE:
                return row.party
            key = row.parent if row is not None else None
        return Party.NONE

    def is_state(self, ref: OrgRef, day: date) -> bool:
        """Tell whether an actor is a public body."""
        row = self._organizations.get(ref.key)
        state = row is not None and row.kind in _STATE_KINDS
        return state or ref.role == "jurisdiction" or self.find_membership(ref.key, day) is Party.STATE

    def judge(self, merged: Merged) -> tuple[Party, bool, str]:
        """Judge whose move a happening is.

        Args:
            merged: the candidate's fields.

        Returns:
            The party, whether its actor's membership is the other side, and the reason.
        """
        day = merged.date.value
        actors = [ref for ref in merged.organizations if ref.role == "actor"] or list(merged.organizations[:1])
        side, why = self._judge_act(merged, actors, day)
        if side not in _SIDES:
            return side, False, why
        homes = {self.find_membership(ref.key, day) for ref in actors} & _SIDES
        crosses = bool(homes) and side not in homes
        return side, crosses, f"{why}; its actor belongs to the {homes.pop().value} side" if crosses else why

    def _judge_act(self, merged: Merged, actors: list[OrgRef], day: date) -> tuple[Party, str]:
        kind = merged.kind
        state = any(self.is_state(ref, day) for ref in actors)
        if kind is Kind.REGULATION:
            return Party.STATE, "a public measure"
        if state and kind is not Kind.FUNDING:
            return Party.STATE, "a public body acts"
        if kind in {Kind.WEIGHTS_RELEASE, Kind.MODEL_RELEASE}:
            return self._judge_release(merged)
        if kind is Kind.LICENSE_CHANGE:
            return self._judge_terms(merged)
        if kind is Kind.RESTRICTION:
            if merged.status is Status.LIFTED:
                return Party.OPEN, "lifting a restriction opens access"
            return Party.CLOSED, "restricting access closes"
        if kind is Kind.FUNDING:
            keys = [ref.key for ref in merged.organizations if ref.role == "investee"] or [ref.key for ref in actors]
            return self._follow_members(keys, day, "the money goes to a member of the {} side")
        return self._follow_members([ref.key for ref in actors], day, "its actor belongs to the {} side")

    def _judge_release(self, merged: Merged) -> tuple[Party, str]:
        record = merged.openness
        if merged.status in {Status.DENIED, Status.DELAYED} and merged.kind is Kind.WEIGHTS_RELEASE:
            return Party.CLOSED, "weights are held back"
        if record.weights is Weights.PROMISED or record.openness in _OPEN_CLASSES:
            return Party.OPEN, "weights are given or promised"
        if merged.kind is Kind.WEIGHTS_RELEASE:
            return Party.OPEN, "weights are released"
        return Party.CLOSED, "a model without weights"

    def _judge_terms(self, merged: Merged) -> tuple[Party, str]:
        before = self._licenses.get(str(merged.slots.get("license_from")))
        after = self._licenses.get(str(merged.slots.get("license_to")))
        if after is None and merged.license is not None:
            after = merged.license.license_class
        if after is None or after not in _FREEDOM:
            return Party.NONE, "the new terms are not known"
        if before is not None and before in _FREEDOM and _FREEDOM[before] != _FREEDOM[after]:
            opens = _FREEDOM[after] > _FREEDOM[before]
        else:
            opens = _FREEDOM[after] >= _FREEDOM[LicenseClass.COMMUNITY_RESTRICTED]
        return (Party.OPEN, "terms become freer") if opens else (Party.CLOSED, "terms become stricter")

    def _follow_members(self, keys: list[str], day: date, words: str) -> tuple[Party, str]:
        for key in keys:
            side = self.find_membership(key, day)
            if side is not Party.NONE:
                return side, words.format(side.value)
        return Party.NONE, "its actor belongs to no party"
