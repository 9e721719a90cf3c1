import type { Element, ElementContent } from 'hast';
import { h } from 'hastscript';
import type { Json } from '#kernel';
import { contentFieldInDutch } from './page-words.ts';

/** Made for paper: A4, black on white, rows that are not torn apart; a screen shows it as well. */
export const STYLE = `
@page { size: A4; margin: 18mm 16mm; }
body { font: 10.5pt/1.45 Georgia, 'Times New Roman', serif; color: #111; max-width: 180mm; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 20pt; line-height: 1.2; margin: 0 0 .2rem; }
h2 { font-size: 13pt; margin: 1.6rem 0 .4rem; border-bottom: 1px solid #999; break-after: avoid; }
h3 { font-size: 11pt; margin: 1rem 0 .3rem; break-after: avoid; }
table { width: 100%; border-collapse: collapse; font-size: 9.5pt; }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem .25rem 0; border-bottom: 1px solid #ddd; overflow-wrap: anywhere; }
tr { break-inside: avoid; }
thead { display: table-header-group; }
dl { display: grid; grid-template-columns: 12rem 1fr; gap: .15rem 1rem; margin: .5rem 0; }
dt { color: #555; } dd { margin: 0; overflow-wrap: anywhere; }
code, pre { font: 8.5pt/1.4 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
.note { color: #555; font-size: 9.5pt; }
@media print { body { margin: 0; max-width: none; padding: 0; } a { color: inherit; text-decoration: none; } }
`;

export type Cell = string | Element;

export const section = (title: string, ...within: readonly (ElementContent | ElementContent[])[]): Element =>
  h('section', [h('h2', title), ...within.flat()]);
export const note = (...within: readonly Cell[]): Element => h('p.note', [...within]);
export const code = (text: string): Element => h('code', text);

/** Rows under headings, or a sentence where there are none. */
export const table = (heads: readonly string[], rows: readonly (readonly Cell[])[], none: string): Element =>
  rows.length === 0
    ? note(none)
    : h('table', [
        h('thead', [
          h(
            'tr',
            heads.map((head) => h('th', { scope: 'col' }, head)),
          ),
        ]),
        h(
          'tbody',
          rows.map((cells) =>
            h(
              'tr',
              cells.map((cell) => h('td', [cell])),
            ),
          ),
        ),
      ]);

export const facts = (all: readonly (readonly [string, Cell])[]): Element =>
  h(
    'dl',
    all.flatMap(([name, value]) => [h('dt', name), h('dd', [value])]),
  );

/** A value of a content: a text as `say` says it, a list line by line, anything else by its fields. */
export function valueOf(value: Json, say: (text: string) => string): Element {
  if (value === null) return h('span.note', 'niets');
  if (typeof value !== 'object') return h('span', say(String(value)));
  if (Array.isArray(value))
    return value.length === 0
      ? h('span.note', 'geen')
      : h(
          'span',
          value.map((one: Json) => h('div', [valueOf(one, say)])),
        );
  const fields = Object.entries(value);
  return h(
    'span',
    fields.flatMap(([field, one], at): Cell[] => [
      `${at > 0 ? '; ' : ''}${contentFieldInDutch(field)}: `,
      valueOf(one ?? null, say),
    ]),
  );
}
