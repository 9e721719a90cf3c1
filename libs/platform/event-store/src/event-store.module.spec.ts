import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import { eventStores } from '#test/support/event-stores';
import { add, tally } from '#test/support/tally.decider';
import { EventStoreModule } from './event-store.module.ts';
import { Decisions, EventStore, StoreUnavailable } from './index.ts';

const stores = eventStores();

describe('the module', () => {
  it('provides the store and the road of commands, and closes with the application', async () => {
    const app = await Test.createTestingModule({
      imports: [
        EventStoreModule.forRoot({ url: `esdb://127.0.0.1:${stores.port()}?tls=false`, upcasters: {} }),
      ],
    }).compile();
    await app.init();
    const decided = await app.get(Decisions).decide(tally, 'of-the-module', add(), {
      caller: { actor: 'user-1', role: 'secretary' },
      correlationId: 'request-1',
      sourceSystem: 'api',
    });
    expect(decided.revision).toBe(0);
    const store = app.get(EventStore);
    await app.close();
    await expect(store.ping()).rejects.toBeInstanceOf(StoreUnavailable);
  });
});
