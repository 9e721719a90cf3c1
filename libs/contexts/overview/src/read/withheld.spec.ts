import { describe, expect, it } from '@jest/globals';
import type { Event } from '#kernel';
import { foldRows, recordedIn, specimenId } from '#platform/read-store';
import { withheld } from './withheld.projection.ts';

const stream = 'agreement-emmen';
const said = (name: string, data: object = {}): Event => ({
  type: `agreement.${name}`,
  data: { agreementId: 'emmen', ...data },
});
const drafted = said('Drafted', {
  ...{ kind: 'covenant', title: 'Emmen', topics: [], phases: [], parties: ['mwc'] },
  scope: { level: 'municipal', municipalities: ['GM0114'] },
});
const hidden = said('WithheldFromPublication', { ground: 'Woo 5.1.2.f', on: '2022-01-01' });
const published = said('Published', { on: '2022-02-01' });
const told = (claims: Event[]): Event => ({
  type: 'agreement.RecordedFromSource',
  data: { claims, source: { collection: 'public-history', record: 'row-1' } },
});
const retracted = (revision: number): Event => ({
  type: 'agreement.Retracted',
  data: { retracts: specimenId(stream, revision), reason: 'Mistaken.' },
});
const rowOf = (...events: Event[]) => foldRows(withheld, recordedIn(stream, events))[0];

describe('what is withheld', () => {
  it('is what was said last', () => {
    expect(rowOf(drafted)?.isWithheld).toBe(false);
    expect(rowOf(drafted, hidden)?.isWithheld).toBe(true);
    expect(rowOf(drafted, hidden, published)?.isWithheld).toBe(false);
    expect(rowOf(drafted, published, hidden)?.isWithheld).toBe(true);
  });

  it('is not withheld any more once that is retracted, and again once the publication is', () => {
    expect(rowOf(drafted, hidden, retracted(1))?.isWithheld).toBe(false);
    expect(rowOf(drafted, hidden, published, retracted(2))?.isWithheld).toBe(true);
  });

  it('is what a source tells, as long as nobody said so live', () => {
    expect(rowOf(drafted, told([hidden]))?.isWithheld).toBe(true);
    expect(rowOf(drafted, hidden, told([published]))?.isWithheld).toBe(true);
    expect(rowOf(drafted, told([hidden]), published)?.isWithheld).toBe(false);
  });

  it('is shown to whom it names, and named', () => {
    const acceded = said('PartyAcceded', { organisationId: 'sedna' });
    expect(rowOf(drafted, acceded, said('PartyWithdrew', { organisationId: 'sedna' }))).toMatchObject({
      record: stream,
      audience: ['GM0114', 'mwc', 'sedna'],
    });
    const national = said('Drafted', {
      ...{ kind: 'guidance', title: 'Nationaal', topics: [], phases: [] },
      scope: { level: 'national', municipalities: [] },
    });
    expect(rowOf(national)?.audience).toEqual(['*']);
  });

  it('names whom a decision is for, who carries it out and whose consent it asks for', () => {
    const of = (name: string, data: object): Event => ({
      type: `decision.${name}`,
      data: { decisionId: 'd', ...data },
    });
    const events = [
      of('Proposed.v2', { body: 'executive', subject: 'D', municipality: 'GM0114', points: [] }),
      of('Taken', {
        ...{ on: '2022-01-01', responsibleOrganisation: 'mwc' },
        conditions: [
          { conditionId: 'a', text: 'A', bodies: [{ body: 'council', municipality: 'GM0109' }] },
          { conditionId: 'b', text: 'B', bodies: [] },
        ],
      }),
      of('ConditionNamed', {
        ...{ conditionId: 'b', on: '2022-01-02' },
        bodies: [{ body: 'generalBoard', organisationId: 'ggd-drenthe' }],
      }),
      of('WithheldFromPublication', { ground: 'Woo 5.1.2.f', municipalities: ['GM0118'] }),
    ];
    expect(foldRows(withheld, recordedIn('decision-d', events))).toMatchObject([
      {
        record: 'decision-d',
        isWithheld: true,
        audience: ['GM0114', 'mwc', 'GM0109', 'ggd-drenthe', 'GM0118'],
      },
    ]);
  });
});
