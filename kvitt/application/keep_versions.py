"""Keeping what users write: proposed, tried on the creditor's cases, approved by another person.

Texts and conditions go the same way. A version is used from a day; what was used before stays as it
was, for the days on which it was used.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from kvitt.domain.task_clock import owner_of
from kvitt.kernel.people import same_person, signed_name
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store.creditors import Creditor
from kvitt.store.history import Event, add_history
from kvitt.store.messages import ask, end_question
from kvitt.store.session import tenant_scope
from kvitt.store.versions import Version, Versions, take_turn

V = TypeVar("V", bound=Version)


class VersionNotFound(Refusal):
    """The creditor has no such version."""


class NobodyNamed(Refusal):
    """Whoever proposes, previews or approves says who they are."""


class SamePerson(Refusal):
    """Nobody approves what they proposed themselves."""


class NotPreviewed(Refusal):
    """The version was not previewed, or gives nothing for a case of the sample."""


class ApprovedAlready(Refusal):
    """The version was approved before."""


class BeginsTooEarly(Refusal):
    """A version is used from the day of its approval at the earliest."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A case for which a version gives nothing, and why."""

    case: str
    because: str


@dataclass(frozen=True, slots=True)
class Kept(Generic[V]):
    """One thing that users write: what it is called, and where its versions are."""

    called: str
    versions: Versions[V]

    def found(self, creditor: Creditor, version_id: int) -> V:
        """The creditor's version. Raises VersionNotFound, for another creditor's too."""
        with tenant_scope(creditor.tenant_id):
            found = self.versions.find(creditor.tenant_id, version_id)
        if found is None:
            raise VersionNotFound(
                "{creditor} has no {called} {id}: kvitt {called} list shows them",
                id=version_id,
                creditor=creditor.name,
                called=self.called,
            )
        return found

    def all(self, creditor: Creditor) -> list[V]:
        """All versions of the creditor, the newest of each thing first."""
        with tenant_scope(creditor.tenant_id):
            return self.versions.all(creditor.tenant_id)

    def propose(self, creditor: Creditor, content: str, *, by: str, today: date, **place: str) -> V:
        """Keeps the next version, a draft, of the thing that ``place`` names.

        Raises NobodyNamed.
        """
        person = self._person(by, "proposes")
        with tenant_scope(creditor.tenant_id):
            take_turn(creditor.tenant_id)
            version_id = self.versions.add(
                creditor.tenant_id, content, by=person, today=today, **place
            )
            version = self._told(creditor, version_id, "proposed", {}, by=person, today=today)
            self._ask_to_approve(version, creditor.tenant_id, by=person, today=today)
        return version

    def preview(
        self,
        creditor: Creditor,
        version_id: int,
        count: Callable[[V], Mapping[str, int]],
        *,
        by: str,
        today: date,
    ) -> V:
        """Tries the version by ``count``, which tells the outcomes, and notes that somebody looked.

        Raises VersionNotFound and NobodyNamed.
        """
        person = self._person(by, "previews")
        with tenant_scope(creditor.tenant_id):
            take_turn(creditor.tenant_id)
            counts = count(self.found(creditor, version_id))
            self.versions.add_preview(
                creditor.tenant_id, version_id, counts, by=person, today=today
            )
            return self._told(creditor, version_id, "previewed", counts, by=person, today=today)

    def approve(
        self,
        creditor: Creditor,
        version_id: int,
        refused: Callable[[V], Sequence[Refused]],
        *,
        from_on: date,
        by: str,
        today: date,
    ) -> V:
        """Lets the version be used from ``from_on``; from then on it replaces the one before.

        ``refused`` tries it once more: the cases may have changed since somebody looked. Raises
        VersionNotFound, NobodyNamed, SamePerson, NotPreviewed, ApprovedAlready and BeginsTooEarly.
        """
        person = self._person(by, "approves")
        with tenant_scope(creditor.tenant_id):
            take_turn(creditor.tenant_id)
            version = self.found(creditor, version_id)
            self._refuse_unready(version, from_on=from_on, by=person, today=today)
            cases = refused(version)
            if cases:
                raise NotPreviewed(
                    "the {called} gives nothing for case {case} ({because}): propose a {called} "
                    "that does",
                    cases=[one.case for one in cases],
                    called=self.called,
                    case=cases[0].case,
                    because=cases[0].because,
                )
            self.versions.add_approval(
                creditor.tenant_id, version_id, by=person, today=today, from_on=from_on
            )
            end_question(creditor.tenant_id, self.task, version_id, today=today, by=person,
                         outcome=Sentence("approved from {from_on}", from_on=from_on))  # fmt: skip
            given = {"from": from_on.isoformat()}
            return self._told(creditor, version_id, "approved", given, by=person, today=today)

    @property
    def task(self) -> str:
        """The task that asks another person to approve a version; its source is the version."""
        return f"approve_{self.called}"

    def _ask_to_approve(self, version: V, tenant_id: int, *, by: str, today: date) -> None:
        """Asks for a yes to this version; drafts of the same thing before it are asked no more."""
        place = {column: getattr(version, column) for column in self.versions.place}
        for other in self.versions.all(tenant_id):
            is_same = all(getattr(other, column) == said for column, said in place.items())
            if is_same and other.id != version.id and other.approved_on is None:
                end_question(
                    tenant_id,
                    self.task,
                    other.id,
                    today=today,
                    by=by,
                    outcome=Sentence("version {version} came after it", version=version.number),
                )
        sentence = Sentence(
            "{by} proposed the {called} “{name}”, version {number}: another person "
            "approves it (kvitt {called} preview {id})",
            by=by,
            called=self.called,
            name=version.name,
            number=version.number,
            id=version.id,
        )
        ask(tenant_id, None, self.task, sentence, source_id=version.id, today=today,
            owner=owner_of(self.task))  # fmt: skip

    def _told(
        self,
        creditor: Creditor,
        version_id: int,
        act: str,
        given: Mapping[str, object],
        *,
        by: str,
        today: date,
    ) -> V:
        """The version as it stands now, with what was done told in the history."""
        version = self.found(creditor, version_id)
        place = {column: getattr(version, column) for column in self.versions.place}
        told = {self.called: version.id, **place, "number": version.number, **given}
        event = Event(None, f"{self.called}_{act}", told)
        add_history(creditor.tenant_id, [event], on_day=today, actor=by)
        return version

    def _person(self, by: str, act: str) -> str:
        person = signed_name(by)
        if not person:
            raise NobodyNamed("say who {act} the {called}", act=act, called=self.called)
        return person

    def _refuse_unready(self, version: V, *, from_on: date, by: str, today: date) -> None:
        if version.approved_on is not None:
            raise ApprovedAlready(
                "{approved_by} approved version {version} on {approved_on}",
                approved_by=version.approved_by,
                version=version.number,
                approved_on=version.approved_on,
            )
        if same_person(by, version.proposed_by):
            raise SamePerson(
                "{proposed_by} proposed the {called}: another person approves it",
                proposed_by=version.proposed_by,
                called=self.called,
            )
        if version.previewed_on is None or version.refused:
            refused = Sentence("it gave nothing for {refused} cases", refused=version.refused)
            problem = refused if version.refused else Sentence("it has none yet")
            raise NotPreviewed(
                "the {called} is approved after a preview without fault; {problem}: kvitt "
                "{called} preview {version} shows it",
                called=self.called,
                problem=problem,
                version=version.id,
            )
        if from_on < today:
            raise BeginsTooEarly(
                "the {called} is used from {today} at the earliest, not {from_on}",
                called=self.called,
                today=today,
                from_on=from_on,
            )
