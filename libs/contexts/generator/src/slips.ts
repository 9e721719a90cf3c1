import type { EventDefinition, PartialDate } from '#kernel';
import type { Chance } from './chance.ts';

/** What may be said of an event that was recorded: the same in every context. */
export type Revision =
  | {
      readonly type: 'Correct';
      readonly corrects: string;
      readonly changes: Readonly<Record<string, string>>;
      readonly reason: string;
    }
  | { readonly type: 'Retract'; readonly retracts: string; readonly reason: string };

type Recorded = { readonly id: string; readonly type: string };
type Revise = (revision: Revision) => Promise<readonly Recorded[] | null>;
type Slip = { readonly id: string; readonly dated: string; readonly revise: Revise };

/** Of one context. */
const SLIPS_MAX = 400;
const DATES = ['on', 'from', 'until'];

/** Events that were recorded not long ago, some of which will turn out wrong. */
export class Slips {
  readonly #byContext = new Map<string, Slip[]>();

  constructor(private readonly chance: Chance) {}

  note(
    { name, events: definitions }: { readonly name: string; readonly events: readonly EventDefinition[] },
    events: readonly Recorded[],
    revise: Revise,
  ): void {
    const slips = this.#byContext.get(name) ?? [];
    this.#byContext.set(name, slips);
    for (const { id, type } of events) {
      const shape = definitions.find((one) => one.type === type)?.data.shape ?? {};
      const dated = DATES.find((name) => Object.hasOwn(shape, name));
      if (dated === undefined) continue;
      const slip = { id, dated, revise };
      if (slips.length < SLIPS_MAX) slips.push(slip);
      else slips[this.chance.between(0, SLIPS_MAX - 1)] = slip;
    }
  }

  /** Sets one of them right, or takes it back; some of what was set right is taken back too. */
  async revise(on: PartialDate, reason: string): Promise<void> {
    const slips = this.chance.pick([...this.#byContext.values()]);
    if (slips.length === 0) return;
    const [slip] = slips.splice(this.chance.between(0, slips.length - 1), 1);
    if (slip === undefined) return;
    if (this.chance.happens(0.08)) {
      await slip.revise({ type: 'Retract', retracts: slip.id, reason });
      return;
    }
    const changes = { [slip.dated]: on };
    const corrected = await slip.revise({ type: 'Correct', corrects: slip.id, changes, reason });
    const [correction] = corrected ?? [];
    if (correction !== undefined && this.chance.happens(0.15)) {
      await slip.revise({ type: 'Retract', retracts: correction.id, reason });
    }
  }
}
