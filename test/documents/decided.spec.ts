import { describe, expect, it } from '@jest/globals';

type File = { readonly path: string; readonly text: string };
type Told = { readonly name: string; readonly events: readonly object[]; readonly rejections: object };
type Found = { readonly events: readonly string[]; readonly refusals: readonly string[] };
type Script = {
  readonly decidedBy: (
    files: readonly File[],
    deciders: readonly Told[],
  ) => ReadonlyMap<string, ReadonlyMap<string, Found>>;
};
const script: string = '../../scripts/decided.mjs';
const { decidedBy } = (await import(script)) as Script;

const at = (name: string, text: string): File => ({ path: `libs/contexts/shop/src/${name}.ts`, text });
const files = [
  at('index', `export * from './shop.decider.ts';`),
  at(
    'shop.decider',
    `import { sell } from './selling.ts';
    const open = (state) => [{ type: 'shop.Opened', data: {} } as const];
    const CLOSINGS = { early: 'shop.ClosedEarly', late: 'shop.Closed' } as const;
    function decide(command, state) {
      if (command.type === 'OpenShop') return open(state);
      if (state.open === null) return reject('shop.absent');
      switch (command.type) {
        case 'SellThing':
        case 'GiveThing':
          return sell(command, state);
        case 'CloseShop': {
          const event = { type: CLOSINGS[command.when], data: {} };
          mustFollow(event);
          return [event];
        }
        default:
          return paint(command);
      }
    }
    function mustFollow(event) {
      switch (event.type) {
        case 'shop.Closed':
          return reject('shop.too-late');
        case 'shop.Sold':
          return reject('shop.sold-out');
      }
    }
    function paint(command) {
      switch (command.type) { case 'PaintShop': return [{ type: 'shop.Painted', data: {} }]; }
    }
    export const shop = { name: 'shop', decide, evolve };`,
  ),
  at(
    'selling',
    `export function sell(command, state) {
      const then = evolve(state);
      if (command.type !== 'GiveThing') reject('shop.too-dear');
      return command.type === 'SellThing' ? [{ type: 'shop.Sold', data: {} }] : [{ type: 'shop.Given', data: {} }];
    }
    export const evolve = (state) => [{ type: 'shop.Opened' }];`,
  ),
];
const types = ['Opened', 'Sold', 'Given', 'Closed', 'ClosedEarly', 'Painted'];
const shop: Told = {
  name: 'shop',
  events: types.map((name) => ({ type: `shop.${name}` })),
  rejections: { 'shop.absent': {}, 'shop.too-late': {}, 'shop.sold-out': {}, 'shop.too-dear': {} },
};

describe('what a command leads to, read from the source', () => {
  const commands = decidedBy(files, [shop]).get('shop');
  it.each([
    ['OpenShop', ['shop.Opened'], []],
    ['SellThing', ['shop.Sold'], ['shop.absent', 'shop.too-dear']],
    ['GiveThing', ['shop.Given'], ['shop.absent']],
    ['CloseShop', ['shop.Closed', 'shop.ClosedEarly'], ['shop.absent', 'shop.too-late']],
    ['PaintShop', ['shop.Painted'], ['shop.absent']],
  ])('%s', (command, events, refusals) => expect(commands?.get(command)).toEqual({ events, refusals }));
  it('is found for every command', () => expect(commands?.size).toBe(5));
  it('is not found where there is no decider', () =>
    expect(() => decidedBy([], [shop])).toThrow('there is no decider of shop'));
});
