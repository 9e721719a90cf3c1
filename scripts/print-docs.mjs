/**
 * Prints docs/catalogue and docs/access.md from the built code: `npm run docs`. With `--check` it writes nothing, names the documents
 * that differ from the code, and exits with 1 if there are any.
 */
import 'reflect-metadata';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import { decidedBy, readSources } from './decided.mjs';
import {
  accessDocument,
  dependenciesDocument,
  eventsDocument,
  readModelsDocument,
  rejectionsDocument,
  rulesDocument,
  shapesOf,
} from './documents.mjs';
import { readRules, readSpecs, rulesShown } from './rules.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
const folder = 'docs/catalogue';

const built = (path) => {
  if (existsSync(join('dist', path))) return import(`../dist/${path}`);
  throw new Error(`${path} has not been built: no app imports it`);
};
const contexts = readdirSync('libs/contexts').sort();
const doors = ['libs/kernel', ...contexts.map((name) => `libs/contexts/${name}`)]
  .map((name) => `${name}/src/index`)
  .filter((door) => existsSync(`${door}.ts`));
const shapes = (await Promise.all(doors.map((door) => built(`${door}.js`)))).flatMap(shapesOf);

const { historyEvents } = await built('libs/kernel/src/index.js');
const shared = historyEvents('any', {}).map(({ type }) => type.slice('any.'.length));
const { httpProblems } = await built('libs/platform/http/src/index.js');
const { errors, problems } = await built('apps/api/src/problems.js');
const mapped = errors.map(({ code, status, detail }) => ({ code, status, says: detail }));
const { deciders, retiredShapes: retired } = await built('libs/contexts/all/src/index.js');
const { projections } = await built('libs/contexts/all/src/read/projections.js');
const { policiesWith } = await built('libs/contexts/all/src/policies/index.js');
const policies = policiesWith({ retention: { months: 24, byTopic: new Map() } });
const decided = decidedBy(readSources(), deciders);
const listeners = [
  ...projections.map(({ name, isGiven }) => ({ name, isGiven })),
  ...policies.map(({ policy, list }) => ({ name: policy, isGiven: list.isGiven })),
];

const { describeApi } = await built('apps/api/src/api.js');
const openApi = await describeApi();

const { default: walls } = await import('../.dependency-cruiser.mjs');
const { output } = await cruise(['apps', 'libs'], walls.options);

const rules = readRules();
const { shown, faults } = rulesShown(rules, readSpecs());
if (faults.length > 0) throw new Error(`the rules are not shown: ${faults.join('; ')}`);

const { Roles } = await built('libs/platform/http/src/index.js');
const { ACCESS } = await built('apps/api/src/access/table.js');
const { WITHHELD } = await built('apps/api/src/access/withheld.js');
const operations = Object.values(openApi.paths)
  .flatMap((item) => Object.values(item))
  .filter(({ security }) => security === undefined)
  .map(({ operationId }) => operationId);

const documents = {
  '../access.md': accessDocument(ACCESS, Roles, WITHHELD, operations, ['Health.whole', 'Metrics.read']),
  'events.md': eventsDocument(deciders, shapes, shared, { decided, listeners, retired }),
  'rejections.md': rejectionsDocument([...httpProblems, ...mapped, ...problems], decided),
  'read-models.md': readModelsDocument(
    projections,
    deciders.flatMap(({ events }) => events),
    shared,
  ),
  'rules.md': rulesDocument(rules, shown),
  'dependencies.md': dependenciesDocument(output.modules),
  'openapi.json': `${JSON.stringify(openApi, null, 2)}\n`,
};

const standing = existsSync(folder) ? readdirSync(folder) : [];
const strangers = standing.filter((name) => !(name in documents));
if (process.argv.includes('--check')) {
  const differ = Object.entries(documents)
    .filter(([name, text]) => {
      const file = join(folder, name);
      return !existsSync(file) || readFileSync(file, 'utf8') !== text;
    })
    .map(([name]) => name);
  for (const name of [...differ, ...strangers]) {
    console.error(`${join(folder, name)} differs from the code; npm run docs prints it again.`);
    process.exitCode = 1;
  }
} else {
  mkdirSync(folder, { recursive: true });
  for (const name of strangers) rmSync(join(folder, name));
  for (const [name, text] of Object.entries(documents)) writeFileSync(join(folder, name), text);
}
