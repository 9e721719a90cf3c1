import { describe, expect, it } from '@jest/globals';
import type { Json } from '#kernel';
import type { DossierAnswer } from '#read/overview';
import { ask, refusalIn, type Told } from '../support/asking.ts';
import { Audited, HERE } from '../support/findings.ts';
import { HandClock } from '../support/hand-clock.ts';
import { registerAt } from '../support/register-at.ts';
import { rule } from '../support/rule.ts';

type Value = { readonly about: string; readonly field: string; readonly old: Json; readonly new: Json };
type Entry = {
  readonly number: number;
  readonly eventId: string;
  readonly type: string;
  readonly record: string;
  readonly recordedAt: string;
  readonly by: { readonly actor?: string; readonly organisation?: string };
  readonly speaksOf: { readonly reason: string } | null;
  readonly values: readonly Value[];
  readonly zgw: { readonly [field: string]: unknown };
};
type Page = { readonly entries: readonly Entry[]; readonly next: string | null };

describe(rule('audit.trail', 'the office'), () => {
  const clock = new HandClock('2026-11-10T12:00:00Z');
  const register = registerAt(clock);
  const audit = new Audited(register);
  const trail = (parameters: string): Promise<Told<Page>> =>
    ask<Page>(register, `audit/trail?${audit.after}&${parameters}`);
  const entriesOf = async (parameters: string): Promise<readonly Entry[]> =>
    (await trail(parameters)).data.entries;
  const typesIn = (entries: readonly Entry[]): string[] => entries.map(({ type }) => type);
  const valueOf = (entry: Entry | undefined, field: string): Value | undefined =>
    entry?.values.find((value) => value.field === field);

  it('follows a record back, and sees what each event changed of it', async () => {
    await audit.agreed('ours');
    const [drafted] = (await entriesOf('record=agreement-ours')).slice(-1);
    const correction = { corrects: drafted?.eventId, changes: { title: 'Ours' }, reason: 'Misread.' };
    await audit.told('agreements/ours/corrections', correction);
    const entries = await entriesOf('record=agreement-ours');
    expect(typesIn(entries)).toEqual([
      ...['agreement.Corrected', 'agreement.TookEffect', 'agreement.Signed', 'agreement.Signed'],
      ...['agreement.Submitted', 'agreement.Drafted'],
    ]);
    const [corrected, tookEffect, , , submitted, first] = entries;
    expect(valueOf(corrected, 'title')).toEqual({
      ...{ about: 'agreement-ours', field: 'title', old: 'ours', new: 'Ours' },
    });
    expect(corrected?.speaksOf?.reason).toBe('Misread.');
    expect(valueOf(tookEffect, 'inForce')).toMatchObject({ old: 'no', new: 'yes' });
    expect(valueOf(submitted, 'submitted')).toMatchObject({ old: false, new: true });
    expect(valueOf(first, 'title')).toMatchObject({ old: null, new: 'ours' });
  }, 40_000);

  it('takes it home in the fields of the ZGW audit trail', async () => {
    const [corrected] = await entriesOf('record=agreement-ours&type=agreement.Corrected');
    expect(corrected?.zgw).toEqual({
      uuid: corrected?.eventId,
      bron: 'register',
      applicatieId: 'api',
      applicatieWeergave: 'api',
      gebruikersId: corrected?.by.actor,
      gebruikersWeergave: 'programme-office',
      actie: 'partial_update',
      actieWeergave: 'agreement.Corrected',
      resultaat: 200,
      hoofdObject: '/v1/agreements/ours',
      resource: 'agreement',
      resourceUrl: '/v1/agreements/ours',
      toelichting: 'Misread.',
      resourceWeergave: 'Ours',
      aanmaakdatum: corrected?.recordedAt,
      wijzigingen: {
        oud: Object.fromEntries((corrected?.values ?? []).map(({ field, old }) => [field, old])),
        nieuw: Object.fromEntries((corrected?.values ?? []).map((value) => [value.field, value.new])),
      },
    });
    await audit.decided('decided', '2026-11-01');
    expect((await entriesOf('record=decision-decided')).map(({ zgw }) => zgw)).toMatchObject([
      { bron: 'brc', actie: 'partial_update', resultaat: 200, resource: 'decision' },
      { bron: 'brc', actie: 'create', resultaat: 201, hoofdObject: '/v1/decisions/decided' },
    ]);
  }, 40_000);

  it('asks by actor, by organisation and by type, in whatever shape that was written', async () => {
    const by = register.as({ role: 'partner', organisation: 'icare-jgz', sub: 'somebody at icare' });
    const own = await by.post('/v1/organisations/icare-jgz/renamings', { name: 'Icare', on: '2026-11-09' });
    audit.heard(own.body as { position: string });
    const [renamed, ...others] = await entriesOf('organisation=icare-jgz');
    expect(others).toEqual([]);
    expect(renamed).toMatchObject({ type: 'organisation.Renamed', by: { organisation: 'icare-jgz' } });
    const ofActor = await entriesOf(`actor=${renamed?.by.actor}`);
    expect(ofActor).toEqual([renamed]);
    expect(await entriesOf('actor=nobody')).toEqual([]);
    const proposed = await entriesOf('type=decision.Proposed.v2&limit=200');
    expect(new Set(typesIn(proposed))).toEqual(new Set(['decision.Proposed.v2']));
    expect(await entriesOf(`actor=${renamed?.by.actor}&type=agreement.Signed`)).toEqual([]);
  }, 40_000);

  it('asks by period, and as of an instant', async () => {
    clock.instant = '2026-11-10T15:00:00Z';
    await audit.draft('later');
    const later = await entriesOf('from=2026-11-10T14:00:00Z');
    expect(later.map(({ record }) => record)).toEqual(['agreement-later']);
    const at = later[0]?.recordedAt ?? '';
    expect(await entriesOf(`from=${at}`)).toEqual(later);
    expect((await entriesOf(`until=${at}&limit=1`))[0]).toEqual(later[0]);
    const before = await entriesOf('until=2026-11-10T14:00:00Z&limit=1');
    expect(before).toEqual(await entriesOf('asOf=2026-11-10T14:00:00Z&limit=1'));
    expect(before[0]?.record).not.toBe('agreement-later');
    expect(await entriesOf('until=2000-01-01T00:00:00Z')).toEqual([]);
  }, 40_000);

  it('is told what the store recorded by a clock that was ahead', async () => {
    clock.instant = '2026-11-10T18:00:00Z';
    await audit.draft('ahead');
    clock.instant = '2026-11-10T16:00:00Z';
    const [ahead] = await entriesOf('record=agreement-ahead');
    expect(ahead?.recordedAt).toMatch(/^2026-11-10T18:00/);
    expect(valueOf(ahead, 'title')).toMatchObject({ old: null, new: 'ahead' });
    const { data } = await ask<DossierAnswer>(register, `agreements/ahead/dossier?${audit.after}`);
    expect(data.history.map(({ number }) => number)).toEqual([ahead?.number]);
  }, 40_000);

  it('asks about a municipality: its records, and what shared ones tell of it, taken back too', async () => {
    const name = 'Gemeente Coevorden';
    const renamed = await audit.told(`municipalities/${HERE}/renamings`, { name, on: '2026-11-01' });
    await audit.told('municipality-records/register/retractions', {
      retracts: renamed,
      reason: 'It was not.',
    });
    const [retraction, renaming] = await entriesOf(`municipality=${HERE}`);
    const about = `municipality-${HERE}`;
    expect(renaming).toMatchObject({ record: 'municipality-register', type: 'municipality.Renamed' });
    expect(valueOf(renaming, 'name')).toEqual({ about, field: 'name', old: 'Coevorden', new: name });
    expect(retraction).toMatchObject({ type: 'municipality.Retracted', zgw: { toelichting: 'It was not.' } });
    expect(valueOf(retraction, 'name')).toEqual({ about, field: 'name', old: name, new: 'Coevorden' });
    const changes = await ask<Page>(
      register,
      `municipalities/${HERE}/changes?since=0&limit=200&${audit.after}`,
    );
    expect(typesIn(changes.data.entries)).toContain('municipality.Retracted');
    const elsewhere = await entriesOf('municipality=GM0114&from=2026-11-10T15:00:00Z');
    expect(elsewhere).toEqual([]);
  }, 40_000);

  it('reads it page by page, and finds no referral in it', async () => {
    const whole: Entry[] = [];
    for (let cursor: string | null = '', page: Page; cursor !== null; cursor = page.next) {
      page = (await trail(`limit=60${cursor === '' ? '' : `&cursor=${cursor}`}`)).data;
      whole.push(...page.entries);
    }
    const numbers = whole.map(({ number }) => number);
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    expect(new Set(numbers).size).toBe(numbers.length);
    const { meta } = await trail('limit=1');
    expect(numbers.length).toBe(meta.number);
    expect(whole.filter(({ record }) => record.startsWith('referral-'))).toEqual([]);
  }, 60_000);

  it('is refused what is no question, and others what is not theirs', async () => {
    const get = (more: string) => register.get(`/v1/audit/trail?${more}`);
    expect(refusalIn(await get('record=nothing'))).toContain('record: field.not-a-record');
    expect(refusalIn(await get('type=referral.Sent'))).toContain('type: field.not-one-of');
    expect((await get('municipality=GM9999')).status).toBe(404);
    const own = register.as({ role: 'municipality', municipalities: [HERE] });
    expect((await own.get(`/v1/audit/trail?municipality=${HERE}&limit=1`)).status).toBe(200);
    expect((await own.get('/v1/audit/trail?municipality=GM0114')).status).toBe(403);
    expect((await own.get('/v1/audit/trail')).status).toBe(403);
    expect((await register.as({ role: 'auditor' }).get('/v1/audit/trail?limit=1')).status).toBe(200);
    expect((await register.as({ role: 'analyst' }).get('/v1/audit/trail')).status).toBe(403);
  }, 40_000);
});
