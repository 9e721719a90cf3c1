import type { Upcasters } from '#kernel';
import type { Engine } from './engine.ts';
import { fillInBulk } from './filling.ts';

/** When a filling that somebody else holds is looked at again. */
const AGAIN_MS = 1_000;

/** Fills projections that are far behind while the others follow the log, and then lets the engine take them over. */
export class FillsBeside {
  #under: Promise<unknown> | null = null;
  #outcome: { readonly error: unknown } | 'done' | 'open' = 'done';
  #notBefore = 0;

  constructor(
    private readonly engine: Engine,
    private readonly options: { readonly url: string; readonly upcasters: Upcasters },
    private readonly signal: AbortSignal,
  ) {}

  /** Begins what there is to fill, and ends what is filled. Throws what a filling threw. */
  async goOn(): Promise<void> {
    if (!this.engine.isBehind || this.#outcome === 'open') return;
    if (this.#outcome !== 'done') throw this.#outcome.error;
    if (this.#under !== null) await this.engine.lookAgain();
    const projections = await this.engine.farBehind();
    if (projections.length === 0) return this.engine.fill(() => !this.signal.aborted);
    if (Date.now() < this.#notBefore) return;
    this.#notBefore = Date.now() + AGAIN_MS;
    this.#outcome = 'open';
    this.#under = fillInBulk({ ...this.options, projections, goOn: () => !this.signal.aborted }).then(
      () => (this.#outcome = 'done'),
      (error: unknown) => (this.#outcome = { error }),
    );
  }

  /** Resolves when nothing is under way any more; to be asked once the signal is aborted. */
  async ended(): Promise<void> {
    await this.#under;
  }
}
