import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { chance } from '../support/chance.ts';
import { readingWith } from '../../apps/api/src/reading.ts';
import { eventually } from '../support/event-stores.ts';
import { testDatabase } from '../support/postgres.ts';
import { folder, startProgram } from '../support/processes.ts';
import type { LogEvent } from '#platform/event-store';
import { flawsIn, Replay, settledLog } from '../support/proof.ts';
import { logOf, rowsOf, startEventStore } from '../support/register.ts';

const EVENTS = 4_000;
const KILLS = 2;
const KILL_MS_MAX = 1_500;
const QUIET_MS = 1_500;

/** The processes that fill read models for a projector. */
async function fillingFor(pid: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  return stdout
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*fill\.main\.js.*)$/.exec(line))
    .flatMap((found) => (found !== null && Number(found[2]) === pid ? [Number(found[1])] : []));
}

it('A new database behind a long log is filled in bulk by a process beside the projector, which may be killed.', async () => {
  const random = chance('first-fill-killed');
  const data = await folder('generated-');
  const generated = startProgram(
    'apps/register/src/main.js',
    ['generate', '--data', data, '--events', String(EVENTS), '--seed', '7', '--years', '3'],
    {},
  );
  expect({ ...(await generated.ended), said: generated.output() }).toMatchObject({ code: 0 });
  const store = await startEventStore(join(data, 'event-store'));
  const servers = { eventStoreUrl: store.url, databaseUrl: (await testDatabase()).url };

  const projector = startProgram('apps/projector/src/main.js', [], {
    EVENTSTORE_URL: servers.eventStoreUrl,
    DATABASE_URL: servers.databaseUrl,
    KEYS_DIR: join(data, 'keys'),
  });
  for (let kills = 0; kills < KILLS; kills += 1) {
    let filling: number | undefined;
    await eventually(async () => {
      [filling] = await fillingFor(projector.pid);
      return filling !== undefined;
    }, 60_000);
    await new Promise((resolve) => setTimeout(resolve, random() * KILL_MS_MAX));
    // It may have come to its end meanwhile.
    if ((await fillingFor(projector.pid)).includes(filling ?? 0)) process.kill(filling ?? 0, 'SIGKILL');
    else break;
  }

  await projector.says(/The projector runs/, 90_000);
  // The policies find open matters in a history that is new to them: until they have come to an end, the log grows.
  let log: readonly LogEvent[] = [];
  await eventually(async () => {
    const { length } = log;
    log = await logOf(servers.eventStoreUrl);
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    return log.length === length;
  }, 120_000);
  log = await settledLog(servers);
  expect(log.length).toBeGreaterThanOrEqual(EVENTS);
  const behind = 'SELECT FROM projection WHERE NOT is_live OR seq < (SELECT seq FROM projector)';
  await eventually(async () => (await rowsOf(servers.databaseUrl, behind)).length === 0, 60_000);
  const reads = readingWith(join(data, 'keys'));
  expect(await flawsIn(servers.databaseUrl, log)).toEqual([]);
  const replay = await Replay.open(reads);
  expect(await replay.differences(servers.databaseUrl, servers.eventStoreUrl, log.length)).toEqual([]);
}, 240_000);
