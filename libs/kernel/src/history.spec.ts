import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { addsNothingTwice, eventId, specify } from '#test/support/given';
import { rule } from '#test/support/rule';
import type { HistoryCommand } from './decide.ts';
import type { Command, Decider } from './decider.ts';
import { defineEvent, type Event, type EventOf } from './event.ts';
import { factsOf, historyEvents, type Changes } from './history.ts';
import type { Json } from './json.ts';
import { StartShape } from './period.ts';
import type { Provenance } from './provenance.ts';
import { rejector } from './rejected.ts';
import { IdShape, NameShape } from './values.ts';

const Opened = defineEvent('shop.Opened', {
  says: 'A shop opened.',
  data: { shopId: IdShape, name: NameShape, on: StartShape, note: NameShape.optional() },
  example: { shopId: 'a', name: 'A', on: '2022' },
});
const Sold = defineEvent('shop.Sold', {
  says: 'It sold things.',
  data: { shopId: IdShape, number: z.int() },
  example: { shopId: 'a', number: 1 },
});
type ShopEvent = EventOf<typeof Opened | typeof Sold>;
type Sell = Command<'Sell'> & { readonly number: number };
type Shop = { readonly events: readonly (readonly [ShopEvent, Provenance['kind']])[] };

const rejections = { 'shop.oversold': { kind: 'conflict', says: 'It has no more than ten.' } } as const;
const total = ({ events }: Shop): number =>
  events.reduce((sum, [event]) => sum + (event.type === 'shop.Sold' ? event.data.number : 0), 0);
const shop: Decider<Sell, Shop, ShopEvent> = {
  name: 'shop',
  events: [Opened, Sold, ...historyEvents('shop', { type: Opened.type, data: Opened.example })],
  rejections,
  initial: { events: [] },
  decide: ({ number }, state) =>
    total(state) >= number ? [] : [{ type: 'shop.Sold', data: { shopId: 'a', number } }],
  evolve: ({ events }, event, { kind }) => ({ events: [...events, [event, kind]] }),
  check: (state) => {
    if (total(state) > 10) rejector(rejections)('shop.oversold');
  },
};
const { given } = specify(shop, 'a');

const opened: ShopEvent = { type: 'shop.Opened', data: { shopId: 'a', name: 'A', on: 'unknown' } };
const sold = (number: number): ShopEvent => ({ type: 'shop.Sold', data: { shopId: 'a', number } });
const corrected = (corrects: number, changes: object): Event => ({
  type: 'shop.Corrected',
  data: { corrects: eventId(corrects), changes, reason: 'A slip.' },
});
const retracted = (retracts: number): Event => ({
  type: 'shop.Retracted',
  data: { retracts: eventId(retracts), reason: 'It never happened.' },
});
const source = { collection: 'papers', record: 'row-1' };
const asserted = (...claims: ShopEvent[]): Event => ({
  type: 'shop.RecordedFromSource',
  data: { claims, source },
});
const read = (...claims: ShopEvent[]) => ({ type: 'RecordFromSource', claims, source }) as const;
const reread = (target: number, ...claims: ShopEvent[]): Event => ({
  type: 'shop.Corrected',
  data: { corrects: eventId(target), changes: { claims, source }, reason: 'The source has changed.' },
});
const confirmation = { confirms: eventId(1), organisationId: 'owner', on: '2024' };
const told = (...history: Event[]) =>
  given(...history)
    .state()
    .events.map(([{ data }, kind]) => [data, kind]);

describe(rule('history.corrected-in-place'), () => {
  it('reads as if it had been right from the start', () =>
    expect(told(opened, sold(1), corrected(1, { name: 'B' }))).toEqual(
      told({ ...opened, data: { ...opened.data, name: 'B' } }, sold(1)),
    ));
  it('takes corrections one after the other, and a field away', () =>
    expect(
      told(opened, corrected(1, { name: 'B', note: 'x' }), corrected(1, { name: 'C', note: null })),
    ).toEqual(told({ ...opened, data: { ...opened.data, name: 'C' } })));
  it('records the change, and nothing where nothing changes', () => {
    const correct = { type: 'Correct', corrects: eventId(1), reason: 'A slip.' } as const;
    given(opened)
      .when({ ...correct, changes: { name: 'B' } })
      .then(corrected(1, { name: 'B' }));
    given(opened, corrected(1, { name: 'B' }))
      .when({ ...correct, changes: { name: 'B', on: 'unknown' } })
      .thenNothing();
  });
  it.each([
    [{ changes: { name: '' } }, 'history.wrong-value', 'changes.name'],
    [{ changes: { name: null } }, 'history.wrong-value', 'changes.name'],
    [{ changes: { on: '2022-13' } }, 'history.wrong-value', 'changes.on'],
    [{ changes: { colour: 'red' } }, 'history.unknown-field', 'changes.colour'],
    [{ changes: { toString: 'x' } }, 'history.unknown-field', 'changes.toString'],
    [{ changes: { shopId: 'b' } }, 'history.identity-changed', 'changes.shopId'],
    [{ corrects: eventId(9), changes: { name: 'B' } }, 'history.unknown-event', 'corrects'],
    [{ corrects: eventId(2), changes: { name: 'B' } }, 'history.retracted', 'corrects'],
    [{ corrects: eventId(3), changes: { reason: 'B' } }, 'history.not-correctable', 'corrects'],
  ])('is refused: %j, %s', (command, code, field) =>
    given(opened, sold(1), retracted(2))
      .when({ type: 'Correct', corrects: eventId(1), reason: 'A slip.', ...command })
      .thenRejected(code, field),
  );
  it('is refused where it leads to what no history may lead to', () =>
    given(opened, sold(1))
      .when({ type: 'Correct', corrects: eventId(2), changes: { number: 11 }, reason: 'A slip.' })
      .thenRejected('shop.oversold'));
});

describe(rule('history.retracted'), () => {
  it('takes an event out of the history', () =>
    expect(told(opened, sold(1), sold(2), retracted(2))).toEqual(told(opened, sold(2))));
  it('of a correction undoes that one', () => {
    const history = [opened, corrected(1, { name: 'B' }), corrected(1, { name: 'C' })];
    expect(told(...history, retracted(3))).toEqual(told(opened, corrected(1, { name: 'B' })));
    expect(told(...history, retracted(2))).toEqual(told(opened, corrected(1, { name: 'C' })));
  });
  it('is decided once, of what there is, and not of a retraction', () => {
    const retract = { type: 'Retract', retracts: eventId(2), reason: 'It never happened.' } as const;
    given(opened, sold(1)).when(retract).then(retracted(2));
    given(opened, sold(1), retracted(2)).when(retract).thenNothing();
    given(opened).when(retract).thenRejected('history.unknown-event', 'retracts');
    given(opened, sold(1), retracted(2))
      .when({ ...retract, retracts: eventId(3) })
      .thenRejected('history.not-correctable', 'retracts');
  });
});

describe('what a source asserts', () => {
  it('is taken apart into what it claims, and shown as per source', () =>
    expect(told(asserted(opened, sold(1)))).toEqual([
      [opened.data, 'perSource'],
      [sold(1).data, 'perSource'],
    ]));
  it('is recorded once, and read anew when it has changed', () => {
    given().when(read(opened)).then(asserted(opened));
    given(asserted(opened)).when(read(opened)).thenNothing();
    given(asserted(opened))
      .when(read(opened, sold(1)))
      .then(reread(1, opened, sold(1)));
    given(asserted(opened), reread(1, opened, sold(1)))
      .when(read(opened))
      .then(reread(1, opened));
  });
  it('may leave a field without a value, as a row of a file does', () => {
    const unnoted: ShopEvent = { ...opened, data: { ...opened.data, note: undefined } };
    given().when(read(unnoted)).then(asserted(opened));
  });
  it('has its claims corrected, in their old place', () =>
    expect(told(asserted(opened), sold(2), corrected(1, { claims: [sold(1)] }))).toEqual([
      [sold(1).data, 'perSource'],
      [sold(2).data, 'live'],
    ]));
  it('is read again without undoing a correction, or a retraction', () => {
    given(asserted(opened), corrected(1, { claims: [sold(1)] }))
      .when(read(opened))
      .thenNothing();
    given(asserted(opened), retracted(1)).when(read(opened)).thenNothing();
    given(asserted(opened), reread(1, sold(1)), retracted(2))
      .when(read(sold(1)))
      .thenNothing();
  });
  it('that was retracted and has changed is a new assertion', () =>
    given(asserted(opened), retracted(1))
      .when(read(sold(1)))
      .then(asserted(sold(1))));
  it.each([
    [[{ type: 'shop.Burnt', data: {} }], 'history.unknown-claim', 'claims.0.type'],
    [[opened, { type: 'shop.Retracted', data: {} }], 'history.unknown-claim', 'claims.1.type'],
    [
      [{ type: 'shop.Sold', data: { shopId: 'a', number: 'x' } }],
      'history.wrong-value',
      'claims.0.data.number',
    ],
    [
      [{ type: 'shop.Sold', data: { shopId: 'a', number: 1, colour: 'red' } }],
      'history.wrong-value',
      'claims.0.data.colour',
    ],
    [
      [opened, { type: 'shop.Sold', data: { shopId: 'b', number: 1 } }],
      'history.other-record',
      'claims.1.data.shopId',
    ],
  ])('is refused: %j, %s', (claims, code, field) => {
    given()
      .when({ type: 'RecordFromSource', claims: claims as unknown[] as ShopEvent[], source })
      .thenRejected(code, field);
    given(asserted(opened))
      .when({
        type: 'Correct',
        corrects: eventId(1),
        changes: { claims: claims as unknown[] as Json[] },
        reason: 'A slip.',
      })
      .thenRejected(code, `changes.${field}`);
  });
});

describe('confirming', () => {
  const facts = { isKnown: true };
  const confirm = { type: 'Confirm', ...confirmation, facts } as HistoryCommand<ShopEvent>;
  const confirmed = { type: 'shop.ConfirmedByParty', data: confirmation };
  it('is recorded once a party', () => {
    given(asserted(opened)).when(confirm).then(confirmed);
    given(asserted(opened), confirmed)
      .when({ ...confirm, organisationId: 'tenant' } as HistoryCommand<ShopEvent>)
      .then({ ...confirmed, data: { ...confirmation, organisationId: 'tenant' } });
  });
  it('stands beside what is confirmed, until it is retracted', () => {
    const provenances = (...history: Event[]) =>
      factsOf<ShopEvent>(
        history.map((event, revision) => ({ id: eventId(revision + 1), revision, event })),
      ).map(({ provenance }) => provenance);
    expect(provenances(asserted(opened), confirmed)).toEqual([
      { kind: 'perSource', source, confirmations: [confirmation] },
    ]);
    expect(provenances(asserted(opened), confirmed, retracted(2))).toEqual([
      { kind: 'perSource', source, confirmations: [] },
    ]);
  });
  it('is refused of what was decided here, is absent or was retracted', () => {
    given(opened).when(confirm).thenRejected('history.not-an-assertion', 'confirms');
    given().when(confirm).thenRejected('history.absent');
    given(asserted(opened))
      .when({ ...confirm, confirms: eventId(9) } as HistoryCommand<ShopEvent>)
      .thenRejected('history.unknown-event', 'confirms');
    given(asserted(opened), retracted(1)).when(confirm).thenRejected('history.retracted', 'confirms');
  });
  it('is refused to an organisation that the register does not know', () => {
    const stranger = { ...confirm, facts: { isKnown: false } } as HistoryCommand<ShopEvent>;
    given(asserted(opened)).when(stranger).thenRejected('history.unknown-organisation', 'organisationId');
  });
});

describe('any sequence of commands about the past', () => {
  const target = fc.integer({ min: 1, max: 8 }).map(eventId);
  const reason = fc.constant('A slip.');
  const claims = fc.constantFrom<ShopEvent[]>([opened], [sold(1)], [opened, sold(2)]);
  const command: fc.Arbitrary<Sell | HistoryCommand<ShopEvent>> = fc.oneof(
    fc.record({ type: fc.constant('Sell' as const), number: fc.integer({ min: 1, max: 6 }) }),
    fc.record({ type: fc.constant('RecordFromSource' as const), claims, source: fc.constant(source) }),
    fc.record({
      type: fc.constant('Correct' as const),
      corrects: target,
      changes: fc.constantFrom<Changes>(
        { number: 3 },
        { number: 12 },
        { claims: [{ type: 'shop.Sold', data: { shopId: 'a', number: 1 } }] },
      ),
      reason,
    }),
    fc.record({ type: fc.constant('Retract' as const), retracts: target, reason }),
    target.map((confirms) => {
      const facts = { isKnown: true };
      return { ...confirmation, type: 'Confirm', confirms, facts } as HistoryCommand<ShopEvent>;
    }),
  );
  it('adds nothing when its last command is sent twice', () => addsNothingTwice(shop, 'a', command));
});
