import { rejector, type Command, type Decider, type IsoDate } from '#kernel';
import { countedOn } from './figures.content.ts';
import { figuresEvents, type FiguresEvent, type Release } from './figures.events.ts';

export type ReleaseFigures = Command<'ReleaseFigures'> & {
  readonly release: Release;
  readonly today: IsoDate;
};

export const figuresRejections = {
  'figures.not-due': {
    kind: 'conflict',
    says: 'Figures of a quarter are released when the next one has ended too.',
  },
} as const;
const reject = rejector(figuresRejections);

/** The quarters of which figures were released. A release is final: it is not corrected, retracted or made again. */
export type FiguresState = { readonly released: ReadonlySet<string> };

function decide(command: ReleaseFigures, { released }: FiguresState): readonly FiguresEvent[] {
  switch (command.type) {
    case 'ReleaseFigures': {
      const { release, today } = command;
      const { period } = release;
      if (released.has(period)) return [];
      const isDue = release.countedOn === countedOn(period) && release.countedOn < today;
      if (!isDue) return reject('figures.not-due', 'period');
      return [{ type: 'figures.Released', data: release }];
    }
  }
}

export const figures: Decider<ReleaseFigures, FiguresState, FiguresEvent> = {
  name: 'figures',
  events: figuresEvents,
  rejections: figuresRejections,
  initial: { released: new Set() },
  decide,
  evolve: ({ released }, { data }) => ({ released: new Set(released).add(data.period) }),
};
