/** The rules of the domain, and the specs that show them: read from the text of the specs, so that nothing has to run. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const readRules = () => JSON.parse(readFileSync('docs/rules.json', 'utf8'));

/** All specs of the repository, path and text. */
export const readSpecs = () =>
  ['apps', 'libs', 'test']
    .flatMap((root) => readdirSync(root, { recursive: true }).map((path) => join(root, path)))
    .filter(
      (path) =>
        path.endsWith('.spec.ts') && !path.includes('node_modules') && !path.endsWith('rules.spec.ts'),
    )
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }));

const TITLES = /\b(?:describe|it)(?:\.each\([^)]*\))?\(\s*rule\(\s*'([^']*)'/g;
const CALLS = /\brule\(/g;
const IDLE = /\b(?:describe|it|test)(?:\.each)?\.(?:skip|only|todo|failing)\b|\b[xf](?:it|describe)\(/;

/**
 * Which specs show which rule, and what is wrong: a rule without a spec, a spec with an unknown rule, one that quotes
 * a rule elsewhere than in the title of a test, or that leaves tests out.
 */
export function rulesShown(rules, specs) {
  const shown = new Map(Object.keys(rules).map((id) => [id, []]));
  const faults = [];
  for (const { path, text } of specs) {
    const ids = [...text.matchAll(TITLES)].map(([, id]) => id);
    if (ids.length !== (text.match(CALLS) ?? []).length)
      faults.push(`${path} quotes a rule that is no title`);
    if (ids.length > 0 && IDLE.test(text)) faults.push(`${path} leaves tests out`);
    for (const id of new Set(ids)) {
      if (shown.has(id)) shown.get(id).push(path);
      else faults.push(`${path} quotes ${id}, which docs/rules.json does not hold`);
    }
  }
  for (const [id, paths] of shown) {
    if (paths.length === 0) faults.push(`no spec shows ${id}`);
  }
  return { shown, faults };
}

export const ownerOf = (id) => id.slice(0, id.indexOf('.'));
