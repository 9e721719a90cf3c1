import { EventStoreDBClient } from '@eventstore/db-client';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import statusPb from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { status } from '@grpc/grpc-js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import { describe, expect, it } from '@jest/globals';
import {
  AppendTooLarge,
  OutcomeUnknown,
  StoreUnavailable,
  StreamDeleted,
  WrongRevision,
} from '#platform/event-store';
import { anEvent, anyStream, eventStores, HASTY } from '#test/support/event-stores';
import { notLeader, type AppendFault } from '#test/support/misbehaving-event-store';

const stores = eventStores();
/** The first append meets a fault, the others none. */
const firstOnly = (fault: AppendFault): (() => AppendFault) => {
  let appends = 0;
  return () => (appends++ === 0 ? fault : 'none');
};
const inBand = (details: { name: string; bytes: Uint8Array } | null): AppendFault => {
  const error = new statusPb.Status();
  error.setCode(2);
  error.setMessage('on purpose');
  if (details !== null) {
    const packed = new any.Any();
    packed.pack(details.bytes, `event_store.client.${details.name}`);
    error.setDetails(packed);
  }
  const answer: BatchAppendResp = new streams.BatchAppendResp();
  answer.setError(error);
  return { answer };
};
const empty = new Uint8Array();

describe('an append of which the store says nothing, or too late', () => {
  const faults: [string, AppendFault, number][] = [
    ['the connection breaks before the commit', 'reset before the commit', 2],
    ['the connection breaks after the commit', 'reset after the commit', 2],
    ['it never arrives', 'never arrives', 2],
    ['it is never answered', 'never answered', 2],
    ['it is answered after we gave up', { answeredAfterMs: HASTY.attemptMs + 100 }, 2],
    ['it is answered twice', 'answered twice', 1],
    ['the store says that it timed out', inBand({ name: 'Timeout', bytes: empty }), 2],
    ['the store says that it does not know', inBand({ name: 'Unknown', bytes: empty }), 2],
    ['the store says something nobody can read', inBand(null), 2],
    ['the store answers nothing at all', { answer: new streams.BatchAppendResp() }, 2],
    ['the error names no leader', { answer: null, fail: notLeader() }, 2],
  ];
  it.each(faults)('is recorded once where %s', async (_, fault, arrivals) => {
    const door = await stores.door();
    door.onAppend = firstOnly(fault);
    const store = stores.store(door.port);
    const [stream, events] = [anyStream(), [anEvent(1), anEvent(2)]];
    const appended = await store.append(stream, -1, events);
    await new Promise((resolve) => setTimeout(resolve, 150));
    const held = await stores.held(stream);
    expect(held.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    expect(appended).toEqual({ revision: 1, position: held[1]?.position });
    expect(door.appends).toBe(arrivals);
    // And the line is good for the next.
    await expect(store.append(stream, 1, [anEvent(3)])).resolves.toMatchObject({ revision: 2 });
  });

  it('is unknown where it is never answered, and repeating it is safe', async () => {
    const door = await stores.door();
    door.onAppend = () => 'never answered';
    const store = stores.store(door.port, { ...HASTY, totalMs: 1_000 });
    const [stream, events] = [anyStream(), [anEvent()]];
    const began = Date.now();
    await expect(store.append(stream, -1, events)).rejects.toBeInstanceOf(OutcomeUnknown);
    expect(Date.now() - began).toBeLessThan(1_500);
    door.onAppend = () => 'none';
    const { revision } = await store.append(stream, -1, events);
    expect(revision).toBe(0);
    expect(await stores.held(stream)).toHaveLength(1);
  });

  it('is unknown where the port is closed while it waits', async () => {
    const door = await stores.door();
    door.onAppend = () => 'never answered';
    const store = stores.store(door.port);
    const waiting = expect(store.append(anyStream(), -1, [anEvent()])).rejects.toBeInstanceOf(OutcomeUnknown);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await store.close();
    await waiting;
    await expect(store.append(anyStream(), -1, [anEvent()])).rejects.toBeInstanceOf(StoreUnavailable);
  });
});

describe('an append that is refused', () => {
  it('tells the revision that there is', async () => {
    const store = stores.store();
    const stream = anyStream();
    await store.append(stream, -1, [anEvent(), anEvent()]);
    await expect(store.append(stream, 0, [anEvent()])).rejects.toEqual(new WrongRevision(stream, 0, 1));
    await expect(store.append(stream, -1, [anEvent()])).rejects.toEqual(new WrongRevision(stream, -1, 1));
    await expect(store.append(anyStream(), 5, [anEvent()])).rejects.toMatchObject({
      expected: 5,
      actual: -1,
    });
  });

  it('tells that the stream was deleted for ever', async () => {
    const store = stores.store();
    const stream = anyStream();
    await store.append(stream, -1, [anEvent()]);
    const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${stores.port()}?tls=false`);
    await client.tombstoneStream(stream);
    await client.dispose();
    await expect(store.append(stream, 0, [anEvent()])).rejects.toEqual(new StreamDeleted(stream));
    await expect(store.load(stream)).rejects.toEqual(new StreamDeleted(stream));
  });

  const size = new shared.MaximumAppendSizeExceeded();
  size.setMaxappendsize(1_000);
  const refusals: [string, AppendFault, new (...args: never[]) => Error][] = [
    ['deleted for ever', inBand({ name: 'StreamDeleted', bytes: empty }), StreamDeleted],
    [
      'too large',
      inBand({ name: 'MaximumAppendSizeExceeded', bytes: size.serializeBinary() }),
      AppendTooLarge,
    ],
    ['denied', inBand({ name: 'AccessDenied', bytes: empty }), StoreUnavailable],
    ['of somebody unknown', { answer: null, fail: { code: status.UNAUTHENTICATED } }, StoreUnavailable],
  ];
  it.each(refusals)('is not repeated where it is %s', async (_, fault, refusal) => {
    const door = await stores.door();
    door.onAppend = () => fault;
    await expect(stores.store(door.port).append(anyStream(), -1, [anEvent()])).rejects.toBeInstanceOf(
      refusal,
    );
    expect(door.appends).toBe(1);
  });

  it('is refused at once where too many wait', async () => {
    const door = await stores.door();
    door.onAppend = () => ({ answeredAfterMs: 50 });
    const store = stores.store(door.port, { ...HASTY, appendsInFlightMax: 2 });
    const appends = [1, 2, 3].map((n) => store.append(anyStream(), -1, [anEvent(n)]));
    const settled = await Promise.allSettled(appends);
    expect(settled.map(({ status: how }) => how)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    await expect(appends[2]).rejects.toBeInstanceOf(StoreUnavailable);
  });
});

describe('several stores and servers', () => {
  it('do not suffer from each other’s broken connections', async () => {
    const [broken, slow] = [await stores.door(), await stores.door()];
    broken.onAppend = firstOnly('reset after the commit');
    slow.onAppend = () => ({ answeredAfterMs: 200 });
    const stream = anyStream();
    const patient = stores.store(slow.port, { ...HASTY, attemptMs: 3_000 }).append(stream, -1, [anEvent()]);
    await stores.store(broken.port).append(anyStream(), -1, [anEvent()]);
    await expect(patient).resolves.toMatchObject({ revision: 0 });
    expect(slow.appends).toBe(1);
  });
});
