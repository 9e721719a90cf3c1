import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { PartialDate, type HistoryCommand } from '#kernel';
import { addsNothingTwice, eventId } from '#test/support/given';
import type { AgreementCommand } from './agreement.commands.ts';
import { contentHashOf, type Content, type Scope } from './agreement.content.ts';
import { agreement } from './agreement.decider.ts';
import type { AgreementEvent } from './agreement.events.ts';

describe('any sequence of commands', () => {
  const agreementId = fc.constant('provincial');
  const on = fc.constantFrom('2020', '2021-03', '2022-04-05').map((text) => PartialDate.parse(text));
  const organisationId = fc.constantFrom('mwc', 'icare');
  const facts = fc.constant({
    municipalities: ['GM0114', 'GM0109'].map((code) => ({
      code,
      known: true,
      endedOn: null,
      successor: null,
    })),
    organisations: ['mwc', 'icare'].map((id) => ({
      organisationId: id,
      known: true,
      domain: null,
      closedOn: null,
    })),
    decision: null,
    parent: null,
  });
  const drafts: Content[] = ['A', 'B'].map((title) => ({
    kind: 'covenant',
    title,
    topics: [],
    phases: [],
    scope: { level: 'provincial', municipalities: ['GM0114'] },
    parties: ['mwc', 'icare'],
  }));
  const contentHash = fc.constantFrom(...drafts.map(contentHashOf));
  const signature = {
    agreementId,
    organisationId,
    capacity: fc.constant('board'),
    function: fc.constant('chair'),
  };
  const command: fc.Arbitrary<AgreementCommand | HistoryCommand<AgreementEvent>> = fc.oneof(
    fc.record({
      type: fc.constant('DraftAgreement' as const),
      agreementId,
      kind: fc.constant('covenant' as const),
      title: fc.constantFrom('A', 'B'),
      topics: fc.constant<string[]>([]),
      phases: fc.constant<'before'[]>([]),
      scope: fc.constant<Scope>({ level: 'provincial', municipalities: ['GM0114'] }),
      parties: fc.constant<string[]>(['mwc', 'icare']),
      on,
      facts,
    }),
    fc.record({ type: fc.constant('SubmitAgreement' as const), agreementId, on, facts }),
    fc.record({
      type: fc.constantFrom('SignAgreement' as const, 'AccedeToAgreement' as const),
      ...signature,
      on,
      contentHash,
      facts,
    }),
    fc.record({
      type: fc.constantFrom('DeclineSignature' as const, 'WithdrawFromAgreement' as const),
      agreementId,
      organisationId,
      on,
    }),
    fc.record({ type: fc.constant('AmendAgreement' as const), agreementId, on, facts }),
    fc.record({ type: fc.constant('BringIntoEffect' as const), agreementId, on, until: on }),
    fc.record({ type: fc.constant('ExtendAgreement' as const), agreementId, on, until: on }),
    fc.record({
      type: fc.constantFrom(
        'TerminateAgreement' as const,
        'ExpireAgreement' as const,
        'PublishAgreement' as const,
      ),
      agreementId,
      on,
    }),
    fc.record({
      type: fc.constantFrom('AdoptAgreement' as const, 'RefuseAdoption' as const),
      agreementId,
      municipality: fc.constantFrom('GM0114', 'GM0109'),
      on,
      facts,
    }),
    fc.record({
      type: fc.constant('Correct' as const),
      corrects: fc.integer({ min: 1, max: 4 }).map(eventId),
      changes: fc.constantFrom('A', 'B').map((title) => ({ title })),
      reason: fc.constant('A slip.'),
    }),
    fc.record({
      type: fc.constant('Retract' as const),
      retracts: fc.integer({ min: 1, max: 8 }).map(eventId),
      reason: fc.constant('Never happened.'),
    }),
  );
  it('adds nothing when its last command is sent twice', () =>
    addsNothingTwice(agreement, 'provincial', command));
});
