import { messageOf } from './data-source.ts';
import type { Engine } from './engine.ts';
import type { Projection } from './projection.ts';

/** How often it is looked whether there is something to fill, or somebody else has filled it. */
const AGAIN_MS = 1_000;
const RETRY_MS_MAX = 60_000;
/** How often it is looked for generations that nobody goes back to. */
const TIDY_MS = 60_000;

/** Fills projections in bulk, as `fillInBulk` does; ends early once the signal is aborted. */
export type Fills = (projections: readonly Projection[], signal: AbortSignal) => Promise<void>;

/**
 * Brings up read models that are behind, while the others follow the log: those that are far behind in bulk, beside
 * everything else, and those that are near by steps. A filling that fails is tried again, and stops nothing else.
 */
export class FillsBeside {
  #under: Promise<void> | null = null;
  #isNeeded = false;
  #failures = 0;
  #failure: string | null = null;
  #notBefore = 0;
  #bulkNotBefore = 0;
  #tidyNotBefore = Date.now() + TIDY_MS;

  constructor(
    private readonly engine: Engine,
    private readonly fills: Fills,
    private readonly signal: AbortSignal,
  ) {}

  /** Why a filling failed that has not succeeded since. */
  get failure(): string | null {
    return this.#failure;
  }

  /** Whether anything is behind that nobody else feeds. */
  get isNeeded(): boolean {
    return this.#isNeeded;
  }

  /** Begins what there is to fill, and ends what is filled. */
  async goOn(): Promise<void> {
    if (Date.now() < this.#notBefore) return;
    if (this.engine.leads) this.#notBefore = Date.now() + AGAIN_MS;
    await this.engine.lookAgain();
    if (Date.now() >= this.#tidyNotBefore) {
      this.#tidyNotBefore = Date.now() + TIDY_MS;
      await this.engine.tidy();
    }
    this.#isNeeded = this.engine.isBehind;
    if (!this.engine.isBehind) return;
    const far = await this.engine.farBehind();
    if (far.length > 0 && this.#under === null && Date.now() >= this.#bulkNotBefore) this.#begin(far);
    await this.engine.fill(() => !this.signal.aborted);
    if (this.engine.leads) this.#isNeeded = this.engine.isBehind;
  }

  /** Resolves when nothing is under way any more; to be asked once the signal is aborted. */
  async ended(): Promise<void> {
    await this.#under;
  }

  #begin(projections: readonly Projection[]): void {
    this.#under = this.fills(projections, this.signal).then(
      () => this.#end(null),
      (error: unknown) => this.#end(messageOf(error)),
    );
  }

  #end(failure: string | null): void {
    this.#under = null;
    this.#failure = failure;
    this.#failures = failure === null ? 0 : this.#failures + 1;
    this.#bulkNotBefore = Date.now() + Math.min(RETRY_MS_MAX, AGAIN_MS * 2 ** this.#failures);
    if (failure === null) this.#notBefore = 0;
  }
}
