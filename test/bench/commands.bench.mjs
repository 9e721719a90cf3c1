/** The whole register over HTTP: commands, how soon they can be seen, and a public page beside a bare handler. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { localToken, UNLIMITED } from './support/access.mjs';
import { cleanUp, dist, folder, here, startProgram, startSubject } from './support/processes.mjs';
import { against, byTurns, number, printTable, progress, ratio, spread } from './support/rounds.mjs';
import { sizes } from './support/sizes.mjs';

const { BENCH_IN_FLIGHT: inFlight, BENCH_ROUND_MS: ms, BENCH_RATE_MS: rateMs } = sizes;
const PATH = '/v1/municipalities/GM0114/overview';

const told = ({ p50, p99, max }) => `p50 ${number(p50)} ms, p99 ${number(p99)} ms, max ${number(max)} ms`;

try {
  progress('Commands: the register is started, with the public history');
  const dataDir = await folder();
  const main = dist('apps/standalone/src/main.js');
  await startProgram(main, [], { DATA_DIR: dataDir, PORT: '0', ...UNLIMITED }, /Try:/);
  const token = await localToken(dataDir);
  const endpoints = await readFile(join(dataDir, 'endpoints.json'), 'utf8');
  const url = JSON.parse(endpoints).apiUrl;

  // The page first, while the register holds the public history alone.
  const bareHandler = async (how) => {
    const bare = await startProgram(
      here('servers/bare-http.mjs'),
      [endpoints, PATH, PATH, dataDir, how],
      {},
      /(\d+) statements on (\S+) \./,
    );
    const [, statements, bareUrl] = bare.said;
    return { statements, ask: await startSubject('http', { url: bareUrl }) };
  };
  const [bare, prepared] = [await bareHandler('plain'), await bareHandler('prepared')];
  const OURS = 'the register';
  const BARE = `bare Fastify + pg, the same ${bare.statements} statements`;
  const PREPARED = `${BARE}, prepared`;
  const reader = await startSubject('http', { url, token });
  const reads = (ask) => () => ask('reads', { path: PATH, bytesMin: 1_000, inFlight: 16, ms });
  const title = `GET ${PATH}, 16 in flight`;
  const pages = await byTurns(title, {
    [OURS]: reads(reader),
    [BARE]: reads(bare.ask),
    [PREPARED]: reads(prepared.ask),
  });
  printTable(title, 'requests/s', pages);
  against('of the bare handler', 100 * ratio(pages, OURS, BARE), 60, ' %');

  const user = await startSubject('http', { url, token });
  const many = `POST /v1/organisations, ${inFlight} in flight`;
  const commands = await byTurns(many, { [OURS]: () => user('commands', { inFlight, ms }) });
  printTable(many, 'commands/s', commands);
  const rate = spread(commands[OURS]).median;
  against('whole commands', rate, 1_000, '/s');

  progress('Commands: at half that rate');
  const half = await user('latency', { rate: rate / 2, ms: rateMs });
  console.log(`\nAt half that rate (${number(rate / 2)}/s), to the 201: ${told(half)}`);
  for (const perSecond of [50, 200]) {
    progress(`Visibility: ${perSecond} commands/s`);
    const seen = await user('visibility', { rate: perSecond, ms: rateMs });
    console.log(`At ${perSecond} commands/s, from the 201 to an answer that knows of it: ${told(seen)}`);
    if (perSecond !== 200) continue;
    against('visible, p50', seen.p50, -15, ' ms');
    against('visible, p99', seen.p99, -80, ' ms');
  }
} finally {
  await cleanUp();
}
