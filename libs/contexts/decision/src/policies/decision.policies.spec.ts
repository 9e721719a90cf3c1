import { describe, expect, it } from '@jest/globals';
import { IsoDate, type Event } from '#kernel';
import { openOn } from '#platform/policies';
import { recordedIn, specimenId } from '#platform/read-store';
import { rule } from '#test/support/rule';
import { whenLastBodyAgreesThenDecisionIsEffective } from './when-last-body-agrees-then-decision-is-effective.policy.ts';

const decisionId = 'addendum';
const stream = `decision-${decisionId}`;
const said = (name: string, data: object): Event => ({
  type: `decision.${name}`,
  data: { decisionId, ...data },
});
const executive = (municipality: string) => ({ body: 'executive', municipality });
const taken = (...bodies: object[]): Event =>
  said('Taken', { on: '2020-11-24', conditions: [{ conditionId: 'consent', text: 'consent', bodies }] });
const consent = (municipality: string, on: string): Event =>
  said('ConditionMet', { conditionId: 'consent', by: executive(municipality), on });
const perSource = (...claims: Event[]): Event => ({
  type: 'decision.RecordedFromSource',
  data: { claims, source: { collection: 'minutes', record: 'row-1' } },
});
const retracted = (revision: number): Event => ({
  type: 'decision.Retracted',
  data: { retracts: specimenId(stream, revision), reason: 'Never happened.' },
});

const given = (...events: Event[]) => {
  const journal = recordedIn(stream, events);
  const open = openOn(whenLastBodyAgreesThenDecisionIsEffective, journal, IsoDate.parse('2026-01-01'));
  return {
    then: (because: number) =>
      expect(open).toMatchObject([
        {
          id: decisionId,
          because: specimenId(stream, because),
          command: { type: 'RecordEffect', decisionId },
        },
      ]),
    thenNothing: () => expect(open).toEqual([]),
  };
};

describe(rule('decision.conditional', 'the policy'), () => {
  const both = taken(executive('GM0765'), executive('GM0047'));
  it('asks for it once a source told of the last consent', () => {
    given(both, consent('GM0765', '2020-12-01'), perSource(consent('GM0047', '2020-12-15'))).then(2);
    given(both, consent('GM0765', '2020-12-01')).thenNothing();
  });
  it('asks for it once a refusal has been retracted', () => {
    const refused = said('ConditionFailed', { conditionId: 'consent', on: '2020-12-20' });
    const consents = [consent('GM0765', '2020-12-01'), perSource(consent('GM0047', '2020-12-15'))];
    given(both, ...consents, refused).thenNothing();
    given(both, ...consents, refused, retracted(3)).then(2);
  });
  it('is ticked off by history: the decision is effective, or was withdrawn', () => {
    const consents = [both, consent('GM0765', '2020-12-01'), consent('GM0047', '2020-12-15')];
    given(...consents, said('BecameEffective', { on: '2020-12-15' })).thenNothing();
    given(...consents, said('Withdrawn', { on: '2021-01-01', ground: 'temporary' })).thenNothing();
  });
  it('asks for nothing where there is no condition', () =>
    given(said('Taken', { on: '2020-11-24' })).thenNothing());
});

describe(rule('decision.open-condition', 'the policy'), () => {
  it('asks for nothing, until somebody has named its bodies and they have agreed', () => {
    const named = said('ConditionNamed', {
      conditionId: 'consent',
      bodies: [executive('GM0765')],
      on: '2020-12-01',
    });
    given(taken()).thenNothing();
    given(taken(), named).thenNothing();
    given(taken(), named, perSource(consent('GM0765', '2020-12-15'))).then(2);
  });
});
