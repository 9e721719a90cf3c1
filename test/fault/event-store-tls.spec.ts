import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StoreUnavailable, type LogEvent } from '#platform/event-store';
import { anEvent, anyStream, eventStores, eventually } from '#test/support/event-stores';
import { certificateFor, TlsDoor, type Certificate } from '#test/support/tls-door';

const stores = eventStores();
const secret = 'operator:kwik kwek & kwak';
const asHeader = `Basic ${Buffer.from(secret).toString('base64')}`;
const user = secret.split(':').map(encodeURIComponent).join(':');

describe('a store behind TLS', () => {
  let loopback: Certificate;
  let elsewhere: Certificate;
  beforeAll(async () => {
    [loopback, elsewhere] = await Promise.all([certificateFor('127.0.0.1'), certificateFor('store.example')]);
  });
  afterAll(() => Promise.all([loopback.remove(), elsewhere.remove()]));

  /** The store that behaves, behind a door that notes credentials, behind TLS. */
  async function secured(certificate: Certificate) {
    const door = await stores.door();
    const tls = stores.later(await TlsDoor.before(door.port, certificate), (made) => made.stop());
    return { door, tls };
  }

  it('is trusted by its certificate, and told who asks, in every kind of call', async () => {
    const { door, tls } = await secured(loopback);
    const store = stores.storeAt(`esdb://${user}@127.0.0.1:${tls.port}?tlsCAFile=${loopback.file}`);
    const [stream, stop] = [anyStream(), new AbortController()];
    const heard: LogEvent[] = [];
    const after = (await store.lastPosition()) ?? 'start';
    const following = (async () => {
      for await (const batch of store.subscribeToAll({ after, signal: stop.signal })) heard.push(...batch);
    })();
    await store.append(stream, -1, [anEvent(1), anEvent(2)]);
    expect((await store.load(stream)).revision).toBe(1);
    await eventually(() => heard.length === 2);
    // And when it comes back after it was cut off.
    tls.cut();
    await store.append(stream, 1, [anEvent(3)]);
    await eventually(() => heard.length === 3);
    expect([...door.authorizations]).toEqual([asHeader]);
    stop.abort();
    await following;
  });

  it.each([
    ['nobody vouches for it', () => loopback, () => ''],
    ['another one vouches for it', () => loopback, () => `?tlsCAFile=${elsewhere.file}`],
    ['it is the certificate of another host', () => elsewhere, () => `?tlsCAFile=${elsewhere.file}`],
    ['it is spoken to without TLS', () => loopback, () => '?tls=false'],
  ])('is not spoken to where %s, and hears no credentials', async (_, certificate, query) => {
    const { door, tls } = await secured(certificate());
    const who = query().includes('tls=false') ? '' : `${user}@`;
    const store = stores.storeAt(`esdb://${who}127.0.0.1:${tls.port}${query()}`);
    const stream = anyStream();
    await expect(store.append(stream, -1, [anEvent()])).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(store.load(stream)).rejects.toBeInstanceOf(StoreUnavailable);
    expect([...door.authorizations]).toEqual([]);
    expect(await stores.held(stream)).toEqual([]);
  });

  it('is not spoken to where it has no TLS itself', async () => {
    const door = await stores.door();
    const store = stores.storeAt(`esdb://${user}@127.0.0.1:${door.port}?tlsCAFile=${loopback.file}`);
    await expect(store.append(anyStream(), -1, [anEvent()])).rejects.toBeInstanceOf(StoreUnavailable);
    expect([...door.authorizations]).toEqual([]);
  });
});
