import { agreement, type AgreementEvent } from '#contexts/agreement';
import { coalition, type CoalitionEvent } from '#contexts/coalition';
import { decision, type DecisionEvent } from '#contexts/decision';
import { organisation, type OrganisationEvent } from '#contexts/organisation';
import { programme, type ProgrammeEvent } from '#contexts/programme';
import type { Command, Event, HistoryCommand } from '#kernel';
import type { Scene, Subject } from '../scene.ts';
import type { Story } from '../story.ts';
import type { Town } from '../towns.ts';
import { filledIn } from '../words.ts';

const KINDS = { decision: 30, agreement: 25, coalition: 15, organisation: 15, programme: 15 } as const;

/** A source tells of something old; it is read again, confirmed by a party, or taken back. */
export async function* hearsayStory(scene: Scene): Story {
  const town = scene.towns.any();
  switch (scene.chance.weighted(KINDS)) {
    case 'decision': {
      const id = scene.newId('besluit', town);
      const claims = () => decisionClaims(scene, town, id);
      return yield* retold(scene, town, id, claims, scene.subject(decision, id, town, 'import'));
    }
    case 'agreement': {
      const id = scene.newId('afspraak', town);
      const claims = () => agreementClaims(scene, town, id);
      return yield* retold(scene, town, id, claims, scene.subject(agreement, id, town, 'import'));
    }
    case 'coalition': {
      const id = scene.newId('coalitie', town);
      const claims = () => coalitionClaims(scene, town, id);
      return yield* retold(scene, town, id, claims, scene.subject(coalition, id, town, 'import'));
    }
    case 'organisation': {
      const id = scene.newId('partner', town);
      const claims = () => organisationClaims(scene, town, id);
      return yield* retold(scene, town, id, claims, scene.subject(organisation, id, town, 'import'));
    }
    case 'programme': {
      const id = scene.newId('programma', town);
      const claims = () => programmeClaims(scene, town, id);
      return yield* retold(scene, town, id, claims, scene.subject(programme, id, town, 'import'));
    }
  }
}

const decisionClaims = (scene: Scene, town: Town, decisionId: string): readonly DecisionEvent[] => [
  {
    type: 'decision.Proposed.v2',
    data: {
      decisionId,
      body: 'executive',
      subject: scene.word('decisions', town),
      municipality: town.code,
      points: [],
    },
  },
  { type: 'decision.Taken', data: { decisionId, on: scene.happenedOn() } },
];

const agreementClaims = (scene: Scene, town: Town, agreementId: string): readonly AgreementEvent[] => [
  {
    type: 'agreement.Drafted',
    data: {
      agreementId,
      kind: 'covenant',
      title: scene.word('agreements', town),
      topics: scene.chance.some(scene.words.topics, 1),
      phases: [],
      scope: { level: 'municipal', municipalities: [town.code] },
      parties: [town.executive, ...scene.chance.some(town.allPartners, 2)],
    },
  },
  { type: 'agreement.TookEffect', data: { agreementId, on: scene.happenedOn(), until: 'unknown' } },
];

const coalitionClaims = (scene: Scene, town: Town, coalitionId: string): readonly CoalitionEvent[] => [
  {
    type: 'coalition.ExplorationStarted',
    data: {
      coalitionId,
      name: scene.word('coalitions', town),
      municipalities: [town.code],
      on: scene.happenedOn(),
    },
  },
  { type: 'coalition.PhaseEntered', data: { coalitionId, phase: 'dormant', on: 'unknown' } },
];

function organisationClaims(scene: Scene, town: Town, organisationId: string): readonly OrganisationEvent[] {
  const { kind, domain, name } = scene.chance.pick(scene.words.partners);
  const named = filledIn(name, town.name, scene.chance.between(2, 99));
  return [{ type: 'organisation.Registered.v2', data: { organisationId, kind, domain, name: named } }];
}

const programmeClaims = (scene: Scene, town: Town, programmeId: string): readonly ProgrammeEvent[] => [
  {
    type: 'programme.Started',
    data: {
      programmeId,
      name: scene.word('programmes', town),
      level: 'municipal',
      from: scene.happenedOn(),
      until: 'unknown',
    },
  },
  {
    type: 'programme.FundingGranted',
    data: {
      programmeId,
      grantId: programmeId,
      source: scene.word('funders', town),
      years: [],
      obligations: [],
    },
  },
];

async function* retold<C extends Command, S, E extends Event>(
  scene: Scene,
  town: Town,
  id: string,
  claims: () => readonly E[],
  { tell }: Subject<C | HistoryCommand<E>, S>,
): Story {
  const { chance } = scene;
  const told = claims();
  const source = { collection: 'jaarverslagen', record: id, url: `https://example.org/${id}` };
  const [asserted] = (await tell({ type: 'RecordFromSource', claims: told, source })) ?? [];
  if (asserted === undefined) return;
  if (chance.happens(0.3)) {
    yield chance.between(10, 300);
    const isChanged = chance.happens(0.6); // Read again without a change, it adds nothing.
    await tell({ type: 'RecordFromSource', claims: isChanged ? claims() : told, source });
  }
  yield chance.between(20, 500);
  const { executive } = scene.towns.asSomebodyKnows(town);
  switch (chance.weighted({ confirmed: 55, forgotten: 35, retracted: 10 })) {
    case 'confirmed': {
      const confirmation = { confirms: asserted.id, organisationId: executive, on: scene.dayOf(3) };
      const held = scene.word('functions', town);
      await tell(async (facts) => ({
        type: 'Confirm',
        ...confirmation,
        function: held,
        facts: await facts.confirmer(executive),
      }));
      return;
    }
    case 'forgotten':
      return;
    case 'retracted':
      await tell({ type: 'Retract', retracts: asserted.id, reason: scene.word('corrections', town) });
  }
}
