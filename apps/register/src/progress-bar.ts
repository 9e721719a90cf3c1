import { SingleBar } from 'cli-progress';

const REFRESH_MS = 200;
/** Where nobody looks at a terminal, a line now and then. */
const LINE_MS = 10_000;

/** How far something is that takes long: with its rate and the time that is left. It costs little to be told often. */
export class ProgressBar {
  readonly #bar: SingleBar;
  readonly #began = performance.now();
  #shownAt = -Infinity;

  constructor(
    private readonly unit: string,
    private readonly total: number,
  ) {
    this.#bar = new SingleBar({
      format: `{bar} {percentage} %  {value}/{total} ${unit}  {rate}/s  {left} left  {at}`,
      hideCursor: true,
      stream: process.stderr,
      noTTYOutput: true,
      notTTYSchedule: LINE_MS,
    });
    this.#bar.start(total, 0, { rate: '–', left: '–', at: '' });
  }

  /** So much is done; `at` tells where that is. */
  at(done: number, at = ''): void {
    const now = performance.now();
    if (now - this.#shownAt < REFRESH_MS && done < this.total) return;
    this.#shownAt = now;
    const perMs = done / (now - this.#began);
    const rate = String(Math.round(perMs * 1_000));
    this.#bar.update(Math.min(done, this.total), { rate, left: spanOf((this.total - done) / perMs), at });
    if (done >= this.total) this.stop();
  }

  stop(): void {
    this.#bar.stop();
  }
}

function spanOf(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (!Number.isFinite(seconds)) return '–';
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
