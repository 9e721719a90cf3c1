import { readFileSync } from 'node:fs';
import type rules from '../../docs/rules.json';

const says = JSON.parse(readFileSync('docs/rules.json', 'utf8')) as Readonly<Record<string, string>>;

/**
 * The title of a `describe` or `it` that shows a rule of the domain: the rule's own sentence, and `how` it shows here,
 * where one sentence is shown by several specs. An id that `docs/rules.json` does not hold does not compile, nor run.
 */
export function rule(id: keyof typeof rules, how?: string): string {
  const sentence = says[id];
  if (sentence === undefined) throw new Error(`docs/rules.json has no rule ${id}`);
  return how === undefined ? sentence : `${sentence} (${how})`;
}
