import { describe, expect, it } from '@jest/globals';
import { inForceOn, IsoDate, type Event } from '#kernel';
import { foldRows, periodFrom, recordedIn, specimenId } from '#platform/read-store';
import { AgreementDrafted } from '../agreement.events.ts';
import { agreementRegister } from './agreement-register.projection.ts';

const agreementId = 'emmen-goede-start';
const stream = `agreement-${agreementId}`;
const draft = AgreementDrafted.data.parse({
  ...AgreementDrafted.example,
  parties: ['gemeente-emmen', 'sedna'],
});
const drafted: Event = { type: 'agreement.Drafted', data: draft };
const said = (name: string, data: object): Event => ({
  type: `agreement.${name}`,
  data: { agreementId, ...data },
});
const corrected = (revision: number, changes: object): Event => ({
  type: 'agreement.Corrected',
  data: { corrects: specimenId(stream, revision), changes, reason: 'Misread.' },
});

const rowOf = (...events: Event[]) => {
  const [row, ...others] = foldRows(agreementRegister, recordedIn(stream, events));
  expect(others).toEqual([]);
  return row;
};
const contentHash = rowOf(drafted)?.contentHash;
const submitted = said('Submitted', { to: ['gemeente-emmen', 'sedna'], on: '2019-01' });
const signed = (organisationId: string) =>
  said('Signed', { organisationId, capacity: 'board', function: 'director', on: '2019-02-01', contentHash });
const tookEffect = said('TookEffect', { on: '2019-02-01', until: 'open' });
const inForce = (day: string, ...events: Event[]) => {
  const row = rowOf(...events);
  return row === undefined ? undefined : inForceOn(periodFrom(row), IsoDate.parse(day));
};

describe('the agreement register', () => {
  it('holds the content of a version, and the hash to sign', () => {
    expect(rowOf(drafted)).toMatchObject({
      agreementId,
      level: 'municipal',
      municipalities: ['GM0114'],
      version: 1,
      provenance: { kind: 'live' },
      reviewEarliest: null,
    });
    expect(contentHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is in force on no day before it takes effect, and from that day on after it', () => {
    expect(inForce('2019-03-01', drafted, submitted, signed('gemeente-emmen'))).toBe('no');
    const effective = [drafted, submitted, signed('gemeente-emmen'), signed('sedna'), tookEffect];
    expect(inForce('2019-01-31', ...effective)).toBe('no');
    expect(inForce('2026-03-01', ...effective)).toBe('yes');
    expect(rowOf(...effective)).toMatchObject({ reviewEarliest: '2019-05-01', reviewLatest: '2019-05-01' });
    const ended = said('Terminated', { on: '2024-03-28' });
    expect(inForce('2024-03-29', ...effective, ended)).toBe('no');
    expect(rowOf(...effective, ended)).toMatchObject({ reviewEarliest: null });
  });

  it('is in force perhaps, where a source gives no dates', () => {
    const told: Event = {
      type: 'agreement.RecordedFromSource',
      data: {
        claims: [
          drafted,
          said('TookEffect', { on: 'unknown' }),
          said('Signed', { organisationId: 'sedna', on: 'unknown' }),
        ],
        source: { collection: 'public-history', record: 'row-1' },
      },
    };
    expect(inForce('2022-03-01', told)).toBe('uncertain');
    const row = rowOf(told);
    expect(row?.provenance).toMatchObject({ kind: 'perSource', confirmations: [] });
    expect(row?.signatures).toMatchObject([{ organisationId: 'sedna', contentHash: null, version: 1 }]);
    const confirmed = { confirms: specimenId(stream, 0), organisationId: 'sedna', on: '2026-01' };
    expect(rowOf(told, { type: 'agreement.ConfirmedByParty', data: confirmed })?.provenance).toMatchObject({
      confirmations: [{ organisationId: 'sedna' }],
    });
  });

  it('loses the signatures of content that is corrected', () => {
    const row = rowOf(drafted, submitted, signed('sedna'), corrected(0, { title: 'Goede Start' }));
    expect(row).toMatchObject({ title: 'Goede Start' });
    expect(row?.contentHash).not.toBe(contentHash);
    expect(row?.signatures).toMatchObject([{ organisationId: 'sedna', version: 1, isVoid: true }]);
  });

  it('waits for signatures from its submission until the day of the last one', () => {
    expect(rowOf(drafted)).toMatchObject({ signingFrom: null, signingUntil: null });
    expect(rowOf(drafted, submitted, signed('sedna'))).toMatchObject({
      signingFrom: '2019-01-01',
      signingUntil: '9999-12-31',
    });
    expect(rowOf(drafted, submitted, signed('sedna'), signed('gemeente-emmen'))).toMatchObject({
      signingFrom: '2019-01-01',
      signingUntil: '2019-02-01',
    });
  });

  it('follows the correction of the date of a signature', () => {
    const effective = [drafted, submitted, signed('gemeente-emmen'), signed('sedna'), tookEffect];
    expect(inForce('2019-02-10', ...effective, corrected(3, { on: '2019-03-01' }))).toBe('no');
  });

  it('keeps what sources told before they told what it is, and forgets what never was', () => {
    const source = { collection: 'public-history', record: 'row-1' };
    const early: Event = { type: 'agreement.RecordedFromSource', data: { claims: [tookEffect], source } };
    expect(rowOf(early)).toMatchObject({ title: null });
    expect(inForce('2019-02-01', early)).toBe('no');
    expect(inForce('2019-02-01', early, drafted)).toBe('yes');
    const retracted = { retracts: specimenId(stream, 0), reason: 'Never drafted.' };
    expect(rowOf(drafted, { type: 'agreement.Retracted', data: retracted })).toBeUndefined();
    expect(rowOf(drafted, submitted, { type: 'agreement.Retracted', data: retracted })?.title).toBeNull();
  });
});
