/** The road of every command (load or know, decide, append), and deciders alone. */
import { randomUUID } from 'node:crypto';
import { organisation } from '../../../dist/libs/contexts/organisation/src/index.js';
import { decide, fold, unfolded } from '../../../dist/libs/kernel/src/index.js';
import { Decisions, EventStore } from '../../../dist/libs/platform/event-store/src/index.js';
import { perSecond } from '../support/load.mjs';

const COMMANDS_PER_RECORD = 10;

/** The commands of one record after another: it is registered, and then takes another name again and again. */
function commands() {
  const organisationId = randomUUID();
  return Array.from({ length: COMMANDS_PER_RECORD }, (_, index) =>
    index === 0
      ? {
          type: 'RegisterOrganisation',
          organisationId,
          name: 'Icare',
          kind: 'youthHealthCare',
          domain: 'social',
        }
      : { type: 'RenameOrganisation', organisationId, name: `Icare ${index}`, on: '2024-05-01' },
  );
}

const request = () => ({
  caller: { actor: 'programme-office', role: 'secretary', organisation: 'ggd-drenthe' },
  correlationId: randomUUID(),
  idempotencyKey: randomUUID(),
  requestHash: 'sha256-5f8c2b0e3f0d4d6b8f1f0a9f9f2ab4c0f5c3ab52f0b1b6f5c7fb3a0c1f4d2e90',
  sourceSystem: 'api',
});

export async function open({ url }) {
  const store = EventStore.connect(url);
  await store.ping();
  return {
    decisions: (load) => {
      const decisions = new Decisions(store, { upcasters: {} });
      const resting = [];
      return perSecond(load, async () => {
        const left = resting.pop() ?? commands();
        const command = left.shift();
        await decisions.decide(organisation, command.organisationId, command, request());
        if (left.length > 0) resting.push(left);
        return 1;
      });
    },

    /** Deciding and folding what follows from it, in memory. */
    deciders: (load) =>
      perSecond({ ...load, inFlight: 1 }, async () => {
        let done = 0;
        for (let records = 0; records < 100; records++) {
          let folded = unfolded(organisation);
          for (const command of commands()) {
            const events = decide(organisation, command.organisationId, command, folded);
            const recorded = events.map((event, index) => ({
              id: String(done),
              revision: done + index,
              event,
            }));
            folded = fold(organisation, folded, recorded);
            done += 1;
          }
        }
        return done;
      }),
  };
}
