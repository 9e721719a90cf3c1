import { describe, it } from '@jest/globals';
import { isReversed, PartialDate, type Changes } from '#kernel';
import { anySequence, sequencesMsMax, type Dice } from '#test/support/sequences';
import { covers, isAboveMunicipal } from './agreement-adopting.decider.ts';
import type { AgreementCommand } from './agreement.commands.ts';
import { agreement } from './agreement.decider.ts';
import type { AgreementEvent } from './agreement.events.ts';
import { reviewDueOn, versionInForce } from './agreement.facts.ts';
import { missingSignatures, type AgreementState } from './agreement.state.ts';

const agreementId = 'provincial';
const IDS = ['mwc', 'icare', 'sedna'];
const CODES = ['GM0114', 'GM0109'];
const old = { code: 'GM0040', known: true, endedOn: PartialDate.parse('2018-12-31'), successor: 'GM1952' };
const municipalities = [
  ...[...CODES, 'GM1952'].map((code) => ({ code, known: true, endedOn: null, successor: null })),
  old,
];
const organisations = IDS.map((organisationId) => ({
  ...{ organisationId, known: true, domain: null, closedOn: null },
}));
const effective = { known: true, effective: true, effectiveOn: null, effectiveUntil: 'open' as const };
const END = PartialDate.parse('2040-01-01');

function draft(dice: Dice): AgreementCommand {
  const scope = dice.percent(75)
    ? { level: 'provincial' as const, municipalities: [...CODES, ...(dice.percent(50) ? ['GM0040'] : [])] }
    : { level: 'municipal' as const, municipalities: ['GM0114'] };
  return {
    ...{ type: 'DraftAgreement', agreementId, kind: 'covenant', title: 'A', topics: [], phases: [], scope },
    ...{ parties: dice.percent(70) ? ['mwc', 'icare'] : [], on: dice.date() },
    ...(dice.percent(60) && { reviewEveryMonths: 12 }),
    ...(dice.percent(30) && { agreedUntil: PartialDate.parse('2030-12-31') }),
    facts: { municipalities, organisations, decision: null, parent: null },
  };
}

function next(state: AgreementState, dice: Dice): AgreementCommand {
  const newest = state.versions.at(-1);
  if (state.draft === null || newest === undefined) return draft(dice);
  const of = { agreementId };
  const signed = {
    ...{ ...of, capacity: 'the board', function: 'director', on: dice.date() },
    contentHash: newest.contentHash,
  };
  const decision = { decisionId: 'd', ...effective, effective: dice.percent(90) };
  const missing = missingSignatures(newest, state);
  const others = IDS.filter((id) => !state.parties.includes(id));
  const commands: (() => AgreementCommand)[] = [
    () => ({ type: 'PublishAgreement', ...of, on: dice.date() }),
    () => ({ type: 'WithholdFromPublication', ...of, ground: 'Woo 5.1', on: dice.date() }),
  ];
  const more = (when: boolean, ...some: (() => AgreementCommand)[]): void => {
    if (when) commands.push(...some);
  };
  const isFirst = state.versions.length === 1 && newest.effect === null;
  more(isFirst && newest.content.parties.length > 0, () => ({
    ...{ type: 'SubmitAgreement', ...of, on: dice.date(), facts: { organisations } },
  }));
  more(isFirst && newest.content.parties.length === 0, () => ({
    ...{ type: 'BringIntoEffect', ...of, on: dice.date() },
  }));
  const sign = (): AgreementCommand => ({
    ...{ type: 'SignAgreement', ...signed, organisationId: dice.one(missing), facts: { decision: null } },
  });
  more(state.submitted && missing.length > 0, sign, sign, sign, () => ({
    ...{ type: 'DeclineSignature', ...of, organisationId: dice.one(missing), on: dice.date() },
  }));
  more(state.parties.length > 1 && dice.percent(20), () => ({
    ...{ type: 'WithdrawFromAgreement', ...of, organisationId: dice.one(state.parties), on: dice.date() },
  }));
  const inForce = versionInForce(state);
  if (inForce === null) return dice.one(commands)();
  const facts = { municipalities, decision };
  const adoption = {
    ...{ ...of, municipality: dice.one(CODES), on: dice.date(), facts },
    ...(dice.percent(50) && { decisionId: 'd' }),
  };
  more(
    isAboveMunicipal(inForce.content.scope),
    () => ({ type: 'AdoptAgreement', ...adoption }),
    () => ({
      type: 'AdoptWithDeviation',
      ...adoption,
      deviation: 'Later.',
      reason: dice.one(['Few hands.', ' ']),
    }),
    () => ({ type: 'RefuseAdoption', ...adoption }),
    () => ({ type: 'DeclareNotApplicable', ...adoption }),
  );
  more(inForce.content.scope.municipalities.includes('GM0040'), () => ({
    ...{ type: 'ConfirmAsSuccessor', ...adoption, municipality: 'GM1952', predecessor: 'GM0040' },
  }));
  more(true, () => ({ type: 'ReviewAgreement', ...of, on: dice.date(), outcome: 'continue' }));
  more(others.length > 0 && newest.effect !== null, () => ({
    ...{ type: 'AccedeToAgreement', ...signed, organisationId: dice.one(others) },
    facts: { organisations, decision: null },
  }));
  more(newest.effect !== null, () => ({
    ...{ type: 'AmendAgreement', ...of, on: dice.date(), facts: { organisations } },
    terms: { summary: `Version ${state.versions.length + 1}.` },
  }));
  more(inForce.effect?.until !== 'open', () => ({
    ...{ type: 'ExtendAgreement', ...of, until: dice.one([END, 'open' as const]), on: dice.date() },
  }));
  const dueOn = reviewDueOn(state);
  if (dueOn !== null) more(true, () => ({ type: 'RecordReviewDue', ...of, dueOn, on: END }));
  more(
    dice.percent(20),
    () => ({ type: 'TerminateAgreement', ...of, on: dice.date() }),
    () => ({ type: 'ExpireAgreement', ...of, on: END }),
    () => ({
      type: 'SupersedeAgreement',
      ...of,
      by: 'next',
      on: dice.date(),
      facts: { successor: { known: true } },
    }),
  );
  return dice.one(commands)();
}

function slip({ type }: AgreementEvent, dice: Dice): Changes {
  return type === 'agreement.Drafted' && dice.percent(70)
    ? { title: dice.one(['A', 'B']) }
    : { on: dice.date() };
}

function holds(state: AgreementState, { isRevised }: { readonly isRevised: boolean }): void {
  const fault = (is: boolean, says: string): void => {
    if (is) throw new Error(says);
  };
  state.versions.forEach(({ number, contentHash, signatures, effect }, index) => {
    fault(number !== index + 1 && !isRevised, 'versions are not counted one by one');
    const others = signatures.filter((one) => one.contentHash !== null && one.contentHash !== contentHash);
    fault(others.length > 0, 'a signature counts that is of other content');
    fault(
      new Set(signatures.map(({ organisationId }) => organisationId)).size < signatures.length,
      'a party signed a version twice',
    );
    if (effect !== null && !effect.perSource)
      fault(isReversed(effect.on, effect.until), 'it ends before it begins');
  });
  const newest = state.versions.at(-1);
  const isInEffect = newest?.effect?.perSource === false;
  if (newest !== undefined && isInEffect) {
    fault(missingSignatures(newest, state).length > 0 && !isRevised, 'in effect without a signature');
  }
  if (isRevised) return;
  const scope = newest?.content.scope;
  for (const [code, { said }] of state.adoptions) {
    if (said.type === 'agreement.SuccessorConfirmed' || scope === undefined) continue;
    fault(
      !isAboveMunicipal(scope) || !covers(scope, code, municipalities),
      'adopted where it does not reach',
    );
    fault(versionInForce(state) === null, 'adopted before it holds');
    if (said.type === 'agreement.AdoptedWithDeviation') {
      fault(
        said.data.reason.trim() === '' || said.data.deviation.trim() === '',
        'a deviation without a reason',
      );
    }
  }
  fault(state.ending !== null && versionInForce(state) === null, 'it ended and never held');
  fault(new Set(state.parties).size < state.parties.length, 'a party twice');
}

describe('any sequence of commands', () => {
  it(
    'keeps signatures of the content at hand, effects of signed versions, and adoptions where it reaches',
    () => anySequence(agreement, agreementId, { next, slip, holds }),
    sequencesMsMax(),
  );
});
