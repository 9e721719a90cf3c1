import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineEvent, historyEvents, IdShape, retired } from '#kernel';
import type { KnownProblem } from '#platform/http';
import { integer, nullable, projection, table, text } from '#platform/read-store';

type Found = { readonly events: readonly string[]; readonly refusals: readonly string[] };
type Decided = ReadonlyMap<string, ReadonlyMap<string, Found>>;
type Roads = {
  readonly decided: Decided;
  readonly listeners: readonly { readonly name: string; readonly isGiven: (type: string) => boolean }[];
  readonly retired: readonly object[];
};
type Printing = {
  readonly shapesOf: (door: object) => object[];
  readonly eventsDocument: (
    deciders: object[],
    shapes: object[],
    shared: readonly string[],
    roads: Roads,
  ) => string;
  readonly rejectionsDocument: (problems: readonly KnownProblem[], decided: Decided) => string;
  readonly rulesDocument: (
    rules: Readonly<Record<string, string>>,
    shown: ReadonlyMap<string, readonly string[]>,
  ) => string;
  readonly readModelsDocument: (projections: object[], events: object[], shared: string[]) => string;
  readonly dependenciesDocument: (modules: object[]) => string;
};
const script: string = '../../scripts/documents.mjs';
const printing = (await import(script)) as Printing;

const PaintShape = z.strictObject({ colour: z.enum(['red', 'blue']), coats: z.int().optional() });
const Painted = defineEvent('house.Painted', {
  says: 'A house | was painted.',
  data: {
    houseId: IdShape,
    paints: z.array(PaintShape),
    by: z.strictObject({ name: z.string() }).optional(),
  },
  example: { houseId: 'town-hall', paints: [{ colour: 'red' }] },
});
const Unheard = defineEvent('house.Sold', { says: 'A house was sold.', data: {}, example: {} });
const HouseTable = table({
  columns: { houseId: text(), colour: nullable(text()), coats: integer() },
  key: ['houseId'],
  indexes: [['colour']],
});
const houses = projection({
  name: 'house-register',
  version: 2,
  table: HouseTable,
  when: {
    'house.Painted': { key: () => ({ houseId: 'town-hall' }), apply: () => ({ colour: null, coats: 1 }) },
  },
});
const shared = ['RecordedFromSource', 'ConfirmedByParty', 'Corrected', 'Retracted'];
const events = [Painted, Unheard, ...historyEvents('house', { type: 'house.Sold', data: {} })];
const decided: Decided = new Map([
  [
    'house',
    new Map([
      ['PaintHouse', { events: ['house.Painted'], refusals: ['house.absent'] }],
      ['SellHouse', { events: ['house.Sold', 'house.Painted'], refusals: ['house.absent', 'house.exists'] }],
    ]),
  ],
]);
const PaintedBefore = retired(
  defineEvent('house.Coloured', {
    says: 'A house got a colour.',
    data: { houseId: IdShape, colour: z.string() },
    example: { houseId: 'a', colour: 'red' },
  }),
  Painted,
  { colour: { to: 'by', as: (colour) => ({ name: colour }) } },
);
const roads: Roads = { decided, listeners: [houses], retired: [PaintedBefore] };
const shapes = printing.shapesOf({ IdShape, PaintShape, houses, Painted });

describe('what is printed', () => {
  it('of events: the sentence, the fields with their types, the example', () => {
    const page = printing.eventsDocument([{ name: 'house', events }], shapes, shared, roads);
    expect(page).toContain('## house\n\n### house.Painted\n\nA house | was painted.\n');
    expect(page).toContain(
      [
        '| `houseId` | Id |  |',
        '| `paints` | list of Paint |  |',
        '| `by` | object | optional |',
        '| `by.name` | string |  |',
      ].join('\n'),
    );
    expect(page).toContain('```json\n{\n  "houseId": "town-hall",');
    expect(page.split('## In every context')[1]).toContain('### …Corrected');
    expect(page.split('## Shapes')[1]).toContain(
      '| Paint | `colour` | `red` `blue` |  |\n|  | `coats` | integer | optional |',
    );
    expect(page.split('## Shapes')[1]).toContain('| Id |  | must consist of lower-case letters');
  });

  it('of events: who decides them and who hears them', () => {
    const page = printing.eventsDocument([{ name: 'house', events }], shapes, shared, roads);
    expect(page).toContain('Decided by `PaintHouse`, `SellHouse`. Heard by `house-register`.');
    expect(page).toContain('Decided by `SellHouse`. Heard by nobody yet.');
    expect(page.split('## In every context')[1]).toContain('Decided by `Correct`.');
    const alone = { ...roads, decided: new Map() };
    expect(() => printing.eventsDocument([{ name: 'house', events }], shapes, shared, alone)).toThrow(
      'no command leads to house.Painted',
    );
  });

  it('of retired shapes: how they read today', () => {
    const page = printing.eventsDocument([{ name: 'house', events }], shapes, shared, roads);
    const [, before = ''] = page.split('## Retired');
    expect(before).toContain('### house.Coloured\n\nA house got a colour.');
    expect(before).toContain('Read as `house.Painted`: `colour` is `by`.');
  });

  it('of rules: the sentence, and the specs that show it', () => {
    const page = printing.rulesDocument(
      { 'house.door': 'A house has a door.' },
      new Map([['house.door', ['libs/a/door.spec.ts', 'test/b.spec.ts']]]),
    );
    expect(page).toContain(
      '## house\n\n| rule | says | shown by |\n| --- | --- | --- |\n| `house.door` | A house has a door. | ' +
        '[door.spec.ts](../../libs/a/door.spec.ts), [b.spec.ts](../../test/b.spec.ts) |',
    );
  });

  it('of rejections: the code, the status, the sentence, the commands; each once, in order, by owner', () => {
    const exists = { code: 'house.exists', status: 409, says: 'There is such a house.' };
    const malformed = { code: 'request.malformed', status: 400, says: 'No.' };
    const absent = { code: 'house.absent', status: 404, says: 'There is no such house.' };
    const page = printing.rejectionsDocument([exists, malformed, absent, { ...exists }], decided);
    expect(page.split('\n').filter((line) => /^(##|\| `)/.test(line))).toEqual([
      '## house',
      '| `house.absent` | 404 | There is no such house. | `PaintHouse` `SellHouse` |',
      '| `house.exists` | 409 | There is such a house. | `SellHouse` |',
      '## request',
      '| `request.malformed` | 400 | No. |',
    ]);
    const dead = { code: 'house.dead', status: 409, says: 'Nobody says so.' };
    expect(() => printing.rejectionsDocument([dead], decided)).toThrow(
      'no command is refused with house.dead',
    );
  });

  it('of read models: the tables, what they are told, the columns', () => {
    const page = printing.readModelsDocument([houses], events, shared);
    expect(page).toContain(
      '## house-register\n\nVersion 2, in `house_register_v2` and `house_register_v2_versions`.',
    );
    expect(page).toContain('Told the history as it reads: `house.Painted`.');
    expect(page).toContain(
      '| `houseId` | text | key 1 |\n| `colour` | text | may be null |\n| `coats` | integer |  |',
    );
    expect(page).toContain('Indexes of now: `colour`.');
  });

  it('of dependencies: parts of the tree, without specs and what stands outside', () => {
    const imports = (source: string, ...resolved: string[]): object => ({
      source,
      dependencies: resolved.map((path) => ({ resolved: path })),
    });
    const page = printing.dependenciesDocument([
      imports('libs/kernel/src/a.ts', 'libs/kernel/src/b.ts', 'node_modules/zod/index.js'),
      imports('libs/contexts/house/src/a.ts', 'libs/kernel/src/index.ts', 'libs/platform/http/src/index.ts'),
      imports('libs/contexts/house/src/a.spec.ts', 'apps/api/src/main.ts'),
    ]);
    expect(page.split('\n').filter((line) => line.startsWith('| `'))).toEqual([
      '| `libs/contexts/house` | `libs/kernel` `libs/platform/http` |',
      '| `libs/kernel` | — |',
    ]);
  });
});
