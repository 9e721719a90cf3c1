import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { chance, roundsOr } from '../support/chance.ts';
import { anyFault, FAULTS } from '../support/faults.ts';
import { Installation } from '../support/installation.ts';
import { flawsIn, flawsWhenSettled, Replay } from '../support/proof.ts';
import { readsOnServers } from '../support/register.ts';
import { contradictions, Witnesses, type Testimony } from '../support/witnesses.ts';

const ROUNDS = roundsOr(20);
/** Rounds on the same servers; then new ones, so that a long test does not look at ever more events. */
const ROUNDS_TOGETHER = 20;
const ROUND_MS_MAX = 180_000;
const LEAD_MS_MAX = 300;

/**
 * Whatever goes wrong, at whatever moment, under load: nothing that was acknowledged is lost or doubled, each read model
 * was given every event once and in order, and holds, row by row and version by version, what a fresh replay makes.
 */
describe('a register in which things go wrong', () => {
  const random = chance('random-faults');
  const chapters = Array.from({ length: Math.ceil(ROUNDS / ROUNDS_TOGETHER) }, (_, chapter) => ({
    from: chapter * ROUNDS_TOGETHER + 1,
    to: Math.min(ROUNDS, (chapter + 1) * ROUNDS_TOGETHER),
  }));

  it.each(chapters)(
    'has all of it, in round $from to $to',
    async ({ from, to }) => {
      const at = await Installation.start(Math.floor(random() * 1_000_000));
      const replay = await Replay.open(await readsOnServers());
      const testimonies = new Map<string, Testimony>();
      try {
        await at.recovers();
        for (let round = from; round <= to; round += 1) {
          const fault = anyFault(random);
          await expectWholeAfter(at, replay, testimonies, `round ${round}: ${fault}`, () =>
            FAULTS[fault].run(at, random),
          );
        }
      } finally {
        await at.stop();
      }
    },
    120_000 + ROUNDS_TOGETHER * ROUND_MS_MAX,
  );

  async function expectWholeAfter(
    at: Installation,
    replay: Replay,
    testimonies: Map<string, Testimony>,
    what: string,
    goWrong: () => Promise<void>,
  ): Promise<void> {
    try {
      const witnesses = new Witnesses(at.api, random);
      await sleep(random() * LEAD_MS_MAX);
      await goWrong();
      await at.recovers();
      await witnesses.finish();
      for (const [key, testimony] of witnesses.testimonies) testimonies.set(key, testimony);
      expect(witnesses.acknowledged).toBeGreaterThan(0);
      expect(await flawsOf(at, replay, testimonies)).toEqual([]);
    } catch (error) {
      throw new Error(`${what}\n${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }

  const flawsOf = (
    { servers }: Installation,
    replay: Replay,
    testimonies: ReadonlyMap<string, Testimony>,
  ): Promise<readonly string[]> =>
    flawsWhenSettled(servers, async (log) => [
      ...contradictions(log, testimonies),
      ...(await flawsIn(servers.databaseUrl, log)),
      ...(await replay.differences(servers.databaseUrl, servers.eventStoreUrl, log.length)),
    ]);
});
