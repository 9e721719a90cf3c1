import type { Projection } from './projection.ts';

/** A read model that was asked is not there (yet): it is still being filled, or no projector of its version runs. */
export class ReadModelNotReady extends Error {
  constructor(storage: string, why = 'is still being filled') {
    super(`the read model ${storage} ${why}`);
    this.name = 'ReadModelNotReady';
  }
}

/** The generation of a read model that answers, how far it is, and how many events are set aside for it. */
export type LiveGeneration = {
  readonly name: string;
  readonly version: number;
  readonly storage: string;
  readonly seq: number;
  readonly parked: number;
};

/** The read model that says which records are withheld, and from whom: see the migration of that name. */
const WITHHELD = 'withheld';

/** SQL: every {@link LiveGeneration}, as JSON. */
export const LIVE_GENERATIONS = `(SELECT coalesce(json_agg(json_build_object('name', name, 'version', version,
  'storage', storage, 'seq', seq, 'parked', parked_count)), '[]') FROM projection WHERE is_live)`;

/** Knows from what was answered last which generation answers. A guess until the next answer says so. */
export class KnownGenerations {
  readonly #tables = new Map<string, string>();

  tableOf({ storage }: Projection): string {
    return this.#tables.get(storage) ?? storage;
  }

  /** The generations that answer for some projections. Throws {@link ReadModelNotReady} where none does yet. */
  learn(
    live: readonly LiveGeneration[],
    asked: ReadonlySet<Projection>,
  ): { readonly wereKnown: boolean; readonly of: readonly LiveGeneration[] } {
    let wereKnown = true;
    const of = [...asked].map((projection) => {
      const one = live.find(
        ({ name, version }) => name === projection.name && version === projection.version,
      );
      if (one === undefined) throw new ReadModelNotReady(projection.storage);
      wereKnown &&= one.storage === this.tableOf(projection);
      this.#tables.set(projection.storage, one.storage);
      return one;
    });
    if ([...asked].some(({ table }) => table.record !== null)) {
      // What is set aside for it, no answer lacks.
      of.push({ ...withheldIn(live), parked: 0 });
    }
    return { wereKnown, of };
  }
}

/** What is withheld has to be known as far as what is asked; after a deployment two versions may be listed, of which one is fed. */
function withheldIn(live: readonly LiveGeneration[]): LiveGeneration {
  const [furthest] = live.filter(({ name }) => name === WITHHELD).sort((one, other) => other.seq - one.seq);
  if (furthest === undefined) throw new ReadModelNotReady(WITHHELD);
  return furthest;
}
