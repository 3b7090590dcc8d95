"""How a step of a story becomes a message to a contract, with the papers that it leaves behind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from eth_typing import Hash32

from satshift.chain import deploy
from satshift.demo.people import BY_ADDRESS, Person, salt_of
from satshift.demo.story import Step, Story, moment
from satshift.kernel.money import PPM, Sats
from satshift.kernel.shape import Call, TypedData
from satshift.store import Store
from satshift.work.agreements import papers
from satshift.work.agreements.contract import NONE, ON_CHAIN, TWIN, Agreement, AgreementTwin, Consent
from satshift.work.agreements.planning import nonce_for, note
from satshift.work.agreements.terms import Terms
from satshift.work.agreements.typed import Bench, digest_of

LONG = 30  # days that a signature for parting counts


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the stories play: a day that is today, a chain, and the place for papers."""

    today: int
    chain_id: int
    store: Store

    @property
    def main(self) -> Agreement:
        return Agreement(deploy.address_of(ON_CHAIN))

    @property
    def twin(self) -> AgreementTwin:
        return AgreementTwin(deploy.address_of(TWIN))

    @property
    def bench(self) -> Bench:
        return Bench(self.chain_id, self.main.address)

    def terms(self, story: Story) -> Terms:
        return story.terms(self.today, self.chain_id)


@dataclass(frozen=True, slots=True)
class Scene:
    """One step, with everything it is about."""

    stage: Stage
    story: Story
    step: Step
    terms: Terms

    @property
    def place(self) -> int:
        return self.step.milestone - 1


def call_of(stage: Stage, story: Story, step: Step) -> Call:
    """What is sent for a step; its papers are kept first, as an action does."""
    return DOING[step.verb](Scene(stage, story, step, stage.terms(story)))


def keep_draft(stage: Stage, story: Story) -> None:
    """Write the terms down, and hand over the worker's signature where the story has one."""
    draft = story.draft(stage.today, stage.chain_id)
    papers.put(stage.store, papers.as_paper(draft))
    if not story.signed:
        return
    terms = draft.terms()
    consent = _accepting(stage, terms)
    papers.hand_over(
        stage.store,
        papers.Signed(
            agreement=terms.id,
            name="Accept",
            signer=terms.worker,
            nonce=consent.nonce,
            tip=0,
            deadline=consent.deadline,
            values=(),
            signature=consent.signature,
        ),
    )


def sign(person: Person, typed: TypedData) -> str:
    """A person's signature over typed data."""
    return "0x" + bytes(person.account.unsafe_sign_hash(Hash32(digest_of(typed))).signature).hex()


def _accepting(stage: Stage, terms: Terms) -> Consent:
    bare = Consent(0, nonce_for(terms.id, "Accept", (), terms.open_by), terms.open_by)
    signature = sign(BY_ADDRESS[terms.worker], stage.bench.accept(terms, bare))
    return Consent(0, bare.nonce, bare.deadline, signature)


def _note(scene: Scene, kind: str) -> str:
    salt = salt_of(f"{scene.story.key} {kind} {scene.step.milestone}")
    paper, digest = note(kind, scene.terms, scene.step.milestone, salt=salt, text=scene.step.text)
    papers.put(scene.stage.store, paper)
    return digest


def _open(scene: Scene) -> Call:
    return scene.stage.main.open(scene.terms, scene.terms.total)


def _open_bound(scene: Scene) -> Call:
    stage, terms = scene.stage, scene.terms
    return stage.twin.open(stage.main.address, terms, _accepting(stage, terms), NONE, terms.total)


def _release(scene: Scene) -> Call:
    whole = scene.terms.milestones[scene.place].amount
    amount = Sats(scene.step.sats).wei or whole
    return scene.stage.main.release(scene.terms, scene.place, amount)


def _part(scene: Scene) -> Call:
    """Both sign the same split of all that is locked."""
    stage, terms = scene.stage, scene.terms
    to_worker = terms.total * scene.step.share_ppm // PPM
    sums = (to_worker, terms.total - to_worker)
    deadline = moment(stage.today, scene.step.day + LONG)
    consents = []
    for who in (terms.worker, terms.client):
        bare = Consent(0, nonce_for(terms.id, "Part", (who, *sums), deadline), deadline)
        signature = sign(BY_ADDRESS[who], stage.bench.part(terms, who, *sums, bare))
        consents.append(Consent(0, bare.nonce, deadline, signature))
    return stage.twin.part(stage.main.address, terms, *sums, *consents)


def _rule(scene: Scene) -> Call:
    step, fee = scene.step, Sats(scene.step.sats).wei
    reasons = _note(scene, "ruling")
    return scene.stage.main.rule(scene.terms, scene.place, step.share_ppm, fee, reasons)


DOING: Mapping[str, Callable[[Scene], Call]] = {
    "open": _open,
    "open_bound": _open_bound,
    "decline": lambda scene: scene.stage.main.decline(scene.terms),
    "take_back": lambda scene: scene.stage.main.take_back(scene.terms),
    "submit": lambda scene: scene.stage.main.submit(scene.terms, scene.place, _note(scene, "delivery")),
    "request_changes": lambda scene: scene.stage.main.request_changes(
        scene.terms, scene.place, _note(scene, "changes")
    ),
    "release": _release,
    "release_unpayable": _release,
    "settle": lambda scene: scene.stage.main.settle(scene.terms, scene.place),
    "reclaim": lambda scene: scene.stage.main.reclaim(scene.terms, scene.place),
    "give_back": lambda scene: scene.stage.main.give_back(scene.terms, 1 << scene.place),
    "part": _part,
    "dispute": lambda scene: scene.stage.main.dispute(scene.terms, scene.place, _note(scene, "statement")),
    "rule": _rule,
    "split": lambda scene: scene.stage.main.split(scene.terms, scene.place),
}
