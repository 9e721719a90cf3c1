import { beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { upcasters } from '#contexts/all';
import { importFolder } from '#contexts/import';
import { canonicalText, Decisions, EventStore, type LogEvent } from '#platform/event-store';
import { rule } from '#test/support/rule';
import { historyEntries, typesOf } from '../support/agreements.ts';
import { ask, tell } from '../support/asking.ts';
import { eventStores } from '../support/event-stores.ts';
import { Replay, settledLog } from '../support/proof.ts';
import { logOf, startRegister, type Register } from '../support/register.ts';

const HISTORY = 'examples/public-history';
type Data = Readonly<Record<string, unknown>>;
type Claim = { readonly type: string; readonly data: Data };

/** How an amount was paid, in the words that the import wrote down before. */
const PER: Readonly<Record<string, string>> = {
  '{"frequency":"once"}': 'once',
  '{"cap":true,"frequency":"yearly"}': 'year (maximum)',
  '{"frequency":"yearly","structural":true}': 'year (structural)',
};

/** A claim as it was written before its shape was retired. */
function inOldWords({ type, data }: Claim): Claim {
  if (type === 'organisation.Registered.v2') return { type: 'organisation.Registered', data };
  if (type !== 'decision.Proposed.v2') return { type, data };
  const { payment, ...rest } = data;
  const amountPer = payment === undefined ? undefined : PER[canonicalText(payment as object)];
  return { type: 'decision.Proposed', data: { ...rest, ...(amountPer !== undefined && { amountPer }) } };
}

const server = eventStores();
let register: Register;
let store: EventStore;
const write = (stream: string, revision: number, event: Claim): Promise<string> => {
  const id = uuidV7();
  const data = canonicalText(event.data);
  return store
    .append(stream, revision, [{ id, type: event.type, data, metadata: '{"actor":"office","role":"x"}' }])
    .then(() => id);
};

beforeAll(async () => {
  register = await startRegister();
  store = EventStore.connect(register.eventStoreUrl);
  // What the import writes today, into another store; and the same into this one, in the words of before.
  const log: LogEvent[] = [];
  await importFolder(HISTORY, { decisions: new Decisions(server.store(), { upcasters }) });
  for await (const events of server.store().readAll({ after: 'start' })) log.push(...events);
  for (const { stream, revision, type, data } of log) {
    const said = JSON.parse(data) as Data & { readonly claims?: readonly Claim[] };
    const claims = said.claims?.map(inOldWords);
    await write(stream, revision - 1, { type, data: claims === undefined ? said : { ...said, claims } });
  }
}, 120_000);

describe(rule('history.shapes-last', 'a register that was written in old shapes'), () => {
  const veendam = 'decisions/veendam-ojg-2021';
  const paymentOf = async (parameters = ''): Promise<unknown> =>
    (await ask<{ payment: unknown }>(register, `${veendam}${parameters}`)).data.payment;

  it('holds nothing in the shapes of today', async () => {
    const text = (await logOf(register.eventStoreUrl)).map(({ type, data }) => type + data).join('\n');
    expect(text).toContain('"type":"decision.Proposed"');
    expect(text).toContain('"type":"organisation.Registered"');
    expect(text).not.toMatch(/\.v2"|"payment"/);
  });

  it('answers in those of today', async () => {
    await settledLog(register);
    expect(await paymentOf()).toEqual({ frequency: 'yearly', structural: true });
    const { data } = await ask<{ identifiers: unknown }>(register, 'organisations/impology');
    expect(data.identifiers).toEqual([]);
    const [entry] = await historyEntries(register, veendam);
    expect(entry).toMatchObject({ data: { claims: [{ type: 'decision.Proposed.v2' }, {}] } });
  });

  it('takes the same history for the same', async () => {
    const { files, refusals } = await importFolder(HISTORY, {
      decisions: new Decisions(store, { upcasters }),
    });
    expect(refusals).toEqual([]);
    const sums = files.map(({ rows, unchanged }) => [rows, unchanged]);
    expect(sums.every(([rows, unchanged]) => rows === unchanged)).toBe(true);
  });

  it('is corrected in old words and in new ones, one after the other', async () => {
    const mwc = {
      organisationId: 'mwc-noord',
      name: 'MWC Noord',
      kind: 'welfare',
      domain: 'social',
    };
    const stream = `organisation-${mwc.organisationId}`;
    const identifiersOf = async (after: string): Promise<unknown> =>
      (await ask<{ identifiers: unknown }>(register, `organisations/mwc-noord?after=${after}`)).data
        .identifiers;
    const kvk = (value: string) => ({ scheme: 'kvk', value });
    const oin = { scheme: 'oin', value: '00000001234567890000' };
    const registered = await write(stream, -1, {
      type: 'organisation.Registered',
      data: { ...mwc, identifier: kvk('12345678') },
    });
    await write(stream, 0, {
      type: 'organisation.Corrected',
      data: { corrects: registered, changes: { identifier: kvk('87654321') }, reason: 'Misread.' },
    });
    const corrected = await tell(register, 'organisations/mwc-noord/corrections', {
      corrects: registered,
      changes: { name: 'Maatschappelijk Welzijn Noord' },
      reason: 'Its full name.',
    });
    expect(typesOf(corrected)).toEqual(['organisation.Corrected']);
    expect(await identifiersOf(corrected.position)).toEqual([kvk('87654321')]);
    const again = await tell(register, 'organisations/mwc-noord/corrections', {
      corrects: registered,
      changes: { identifiers: [kvk('87654321'), oin] },
      reason: 'It has another number.',
    });
    expect(await identifiersOf(again.position)).toEqual([kvk('87654321'), oin]);
    const same = await tell(register, 'organisations', {
      ...mwc,
      name: 'Maatschappelijk Welzijn Noord',
      identifiers: [kvk('87654321'), oin],
    });
    expect(typesOf(same)).toEqual([]);
    const entries = await historyEntries(register, 'organisations/mwc-noord');
    expect(entries.map(({ data }) => data)).toMatchObject([
      { identifiers: [kvk('12345678')] },
      { changes: { identifiers: [kvk('87654321')] } },
      { changes: { name: 'Maatschappelijk Welzijn Noord' } },
      { changes: { identifiers: [kvk('87654321'), oin] } },
    ]);
    expect(entries[0]).toMatchObject({
      standing: 'corrected',
      readsNow: { ...mwc, name: 'Maatschappelijk Welzijn Noord', identifiers: [kvk('87654321'), oin] },
    });
  });

  it('is the same again when its read models are made anew', async () => {
    const { length } = await settledLog(register);
    const replay = await Replay.open();
    expect(await replay.differences(register.databaseUrl, register.eventStoreUrl, length)).toEqual([]);
    await store.close();
  }, 60_000);
});
