import {
  agreement,
  AgreementKinds,
  effectOf,
  isAboveMunicipal,
  versionInForce,
  type AgreementCommand,
  type AgreementEvent,
  type AgreementState,
  type Scope,
  type Terms,
} from '#contexts/agreement';
import { monthsAfter, PartialDate, type HistoryCommand } from '#kernel';
import type { Scene, Subject } from '../scene.ts';
import type { Story } from '../story.ts';
import type { Town } from '../towns.ts';
import { adoptionStory } from './adoption.story.ts';

export type Agreement = Subject<AgreementCommand | HistoryCommand<AgreementEvent>, AgreementState>;

const LEVELS = {
  municipal: 55,
  coalition: 20,
  regional: 12,
  district: 6,
  provincial: 5,
  national: 2,
} as const;
const ROUTES_FROM = ['midwifery', 'gpPractice', 'maternityCare', 'youthHealthCare'] as const;
const ROUTES_TO = ['welfare', 'youthHealthCare', 'neighbourhoodTeam', 'debtAssistance'] as const;

/** An agreement from its draft, over signatures and adoptions, through years of reviews, to its end. */
export async function* agreementStory(scene: Scene): Story {
  const { chance } = scene;
  const town = scene.towns.any();
  const agreementId = scene.newId('afspraak', town);
  const subject = scene.subject(agreement, agreementId, town);
  const { tell } = subject;
  const scope = scopeOf(scene, town);
  const parties = [town.executive, ...chance.some(town.allPartners, chance.between(2, 7))].filter(
    (party, index, all) => all.indexOf(party) === index,
  );
  if (!(await isDrafted(scene, town, subject, { agreementId, scope, parties }))) return;
  yield chance.between(5, 40);

  await tell(async (facts) => ({
    type: 'SubmitAgreement',
    agreementId,
    on: scene.dayOf(3),
    facts: { organisations: await facts.organisations(parties) },
  }));
  yield* signing(scene, town, agreementId, subject);
  if (chance.happens(0.85)) await tell({ type: 'PublishAgreement', agreementId, on: scene.dayOf(4) });
  else {
    await tell({
      type: 'WithholdFromPublication',
      agreementId,
      ground: scene.word('grounds', town),
      on: scene.dayOf(4),
    });
  }
  if (isAboveMunicipal(scope)) {
    for (const code of scope.municipalities) {
      if (chance.happens(0.85)) scene.begin(adoptionStory(scene, scene.towns.of(code), agreementId));
    }
  }
  scene.remember('agreement', town, agreementId);
  const signed = await subject.look();
  if (effectOf(signed) !== null && versionInForce(signed)?.content.terms?.route !== undefined) {
    scene.remember('route', town, agreementId);
  }
  yield* living(scene, town, agreementId, subject);
}

async function isDrafted(
  scene: Scene,
  town: Town,
  { tell }: Agreement,
  { agreementId, scope, parties }: { agreementId: string; scope: Scope; parties: readonly string[] },
): Promise<boolean> {
  const { chance } = scene;
  const decisionId = chance.happens(0.4) ? scene.known('decision', town) : undefined;
  const parent = chance.happens(0.1) ? scene.known('agreement', town) : undefined;
  const on = scene.happenedOn();
  const agreedUntil = chance.happens(0.5)
    ? monthsAfter(PartialDate.parse(scene.dayOf(0)), chance.between(18, 72))
    : ('open' as const);
  const terms = termsOf(scene, town, parties);
  const drafted = await tell(async (facts) => ({
    type: 'DraftAgreement',
    agreementId,
    kind: chance.pick(AgreementKinds),
    title: scene.word('agreements', town),
    topics: chance.some(scene.words.topics, chance.between(1, 3)),
    phases: chance.some(['before', 'during', 'after'] as const, chance.between(1, 3)),
    scope,
    parties: [...parties],
    ...(parent !== undefined && { parentAgreementId: parent }),
    terms,
    reviewEveryMonths: chance.pick([3, 6, 12, 12, 24]),
    agreedUntil,
    ...(decisionId !== undefined && { decisionId }),
    on,
    facts: {
      municipalities: await facts.municipalities(scope.municipalities),
      organisations: await facts.organisations([...parties, terms.taskLead]),
      decision: await facts.decision(decisionId),
      parent: await facts.agreement(parent),
    },
  }));
  return drafted !== null;
}

function scopeOf(scene: Scene, town: Town): Scope {
  const level = scene.chance.weighted(LEVELS);
  const { members } = scene.towns;
  switch (level) {
    case 'municipal':
    case 'district':
    case 'coalition':
      return { level, municipalities: [town.code] };
    case 'provincial':
      return {
        level,
        municipalities: members.filter((one) => one.province === town.province).map(({ code }) => code),
      };
    case 'regional':
    case 'national':
      return { level, municipalities: members.map(({ code }) => code) };
  }
}

function termsOf(scene: Scene, town: Town, parties: readonly string[]): Terms {
  const { chance } = scene;
  const terms: Terms = {
    summary: scene.word('summaries', town),
    targetGroup: scene.word('targetGroups', town),
    ...(parties.length > 0 && { taskLead: chance.pick(parties) }),
    instruments: chance.some(scene.words.instruments, chance.between(0, 2)),
    targets: [{ what: 'gezinnen', number: chance.between(5, 120) }],
  };
  if (chance.happens(0.4)) {
    terms.money = [
      {
        amountEur: chance.between(5, 500) * 1_000,
        cap: chance.happens(0.5),
        source: scene.word('funders', town),
      },
    ];
  }
  if (chance.happens(0.6)) {
    terms.route = {
      from: chance.some(ROUTES_FROM, chance.between(1, 3)),
      to: chance.pick(ROUTES_TO),
      respondWithinWorkingDays: chance.between(2, 10),
      startWithinWorkingDays: chance.between(10, 30),
      feedbackWithinWorkingDays: chance.between(5, 40),
      consent: 'explicit',
    };
  }
  return terms;
}

/** Every party signs the newest version, or nearly. */
async function* signing(scene: Scene, town: Town, agreementId: string, { tell, look }: Agreement): Story {
  const { chance } = scene;
  const newest = (await look()).versions.at(-1);
  for (const organisationId of newest?.content.parties ?? []) {
    yield chance.between(0, 12);
    const contentHash = (await look()).versions.at(-1)?.contentHash;
    if (contentHash === undefined) return;
    if (chance.happens(0.03)) {
      const reason = scene.word('reasons', town);
      await tell({ type: 'DeclineSignature', agreementId, organisationId, on: scene.dayOf(3), reason });
      if (chance.happens(0.3)) continue;
      yield chance.between(5, 60);
    }
    const decisionId = chance.happens(0.3) ? scene.known('decision', town) : undefined;
    await tell(async (facts) => ({
      type: 'SignAgreement',
      agreementId,
      organisationId,
      capacity: scene.word('capacities', town),
      function: scene.word('functions', town),
      on: scene.dayOf(6),
      contentHash,
      ...(decisionId !== undefined && { decisionId }),
      facts: { decision: await facts.decision(decisionId) },
    }));
  }
}

/** From one review to the next, until it is terminated, superseded or expired. */
async function* living(scene: Scene, town: Town, agreementId: string, subject: Agreement): Story {
  const { chance } = scene;
  const { tell, look } = subject;
  for (let reviews = chance.between(2, 14); reviews > 0; reviews -= 1) {
    yield chance.between(60, 300);
    if (chance.happens(0.15)) await accession(scene, town, agreementId, subject);
    const outcome = chance.weighted({ continue: 80, amend: 15, terminate: 5 });
    const findings = scene.word('findings', town);
    const reviewed = { agreementId, on: scene.dayOf(5), outcome, findings } as const;
    if ((await tell({ type: 'ReviewAgreement', ...reviewed })) === null && chance.happens(0.5)) return;
    switch (outcome) {
      case 'continue':
        break;
      case 'amend': {
        const terms = termsOf(scene, town, (await look()).parties);
        yield chance.between(5, 60);
        const amended = await tell(async (facts) => ({
          type: 'AmendAgreement',
          agreementId,
          terms,
          on: scene.dayOf(3),
          facts: { organisations: await facts.organisations([terms.taskLead]) },
        }));
        if (amended !== null) yield* signing(scene, town, agreementId, subject);
        break;
      }
      case 'terminate': {
        const notice = scene.word('reasons', town);
        await tell({ type: 'TerminateAgreement', agreementId, on: scene.dayOf(2), notice });
        return;
      }
    }
  }
  yield* ending(scene, town, agreementId, subject);
}

async function accession(
  scene: Scene,
  town: Town,
  agreementId: string,
  { tell, look }: Agreement,
): Promise<void> {
  const { chance } = scene;
  const { versions, parties } = await look();
  const contentHash = versions.at(-1)?.contentHash;
  if (contentHash === undefined) return;
  if (parties.length > 2 && chance.happens(0.3)) {
    const [, organisationId = ''] = parties;
    const reason = scene.word('reasons', town);
    await tell({ type: 'WithdrawFromAgreement', agreementId, organisationId, on: scene.dayOf(3), reason });
    return;
  }
  const organisationId = chance.pick(scene.towns.now(town).allPartners);
  await tell(async (facts) => ({
    type: 'AccedeToAgreement',
    agreementId,
    organisationId,
    capacity: scene.word('capacities', town),
    function: scene.word('functions', town),
    on: scene.dayOf(6),
    contentHash,
    facts: { organisations: await facts.organisations([organisationId]), decision: null },
  }));
}

async function* ending(scene: Scene, town: Town, agreementId: string, { tell }: Agreement): Story {
  const { chance } = scene;
  switch (chance.weighted({ goesOn: 4, extended: 3, expires: 3, superseded: 2 })) {
    case 'goesOn':
      return;
    case 'extended':
      await tell({
        type: 'ExtendAgreement',
        agreementId,
        until: monthsAfter(PartialDate.parse(scene.dayOf(0)), chance.between(24, 60)),
        on: scene.dayOf(0),
      });
      return;
    case 'expires':
      yield chance.between(30, 400);
      await tell({ type: 'ExpireAgreement', agreementId, on: scene.dayOf(0) });
      return;
    case 'superseded': {
      const by = scene.known('agreement', town) ?? agreementId;
      await tell(async (facts) => ({
        type: 'SupersedeAgreement',
        agreementId,
        by,
        on: scene.dayOf(4),
        facts: { successor: { known: (await facts.agreement(by))?.known ?? false } },
      }));
    }
  }
}
