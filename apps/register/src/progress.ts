import { Presets, SingleBar } from 'cli-progress';

/** How far something is, and where it ends. */
export type Progress = { readonly seq: number; readonly end: number };

const LINE_MS = 5_000;

/**
 * Shows how far something is, how fast it goes and how long it still takes, on standard error: as a bar, or as a plain
 * line now and then where there is no terminal.
 */
export function showProgress(what: string): {
  readonly update: (progress: Progress) => void;
  readonly stop: () => void;
} {
  const began = Date.now();
  let first: number | undefined;
  const pace = ({ seq, end }: Progress): { rate: string; left: string } => {
    first ??= seq;
    const seconds = Math.max(0.001, (Date.now() - began) / 1000);
    const rate = (seq - first) / seconds;
    return {
      rate: Math.round(rate).toLocaleString('en-GB'),
      left: rate === 0 ? '?' : lasting((end - seq) / rate),
    };
  };
  if (!process.stderr.isTTY) {
    let saidAt = Date.now();
    return {
      update: (progress) => {
        const { rate, left } = pace(progress);
        if (Date.now() - saidAt < LINE_MS) return;
        saidAt = Date.now();
        const share = Math.floor((100 * progress.seq) / Math.max(1, progress.end));
        console.error(`${what}: ${progress.seq} of ${progress.end} (${share}%), ${rate}/s, ${left} left`);
      },
      stop: () => undefined,
    };
  }
  const bar = new SingleBar(
    {
      format: `${what} {bar} {percentage}% | {value} of {total} | {rate}/s | {left} left`,
      clearOnComplete: true,
    },
    Presets.shades_classic,
  );
  let isShown = false;
  return {
    update: (progress) => {
      const payload = pace(progress);
      if (!isShown) bar.start(progress.end, progress.seq, payload);
      isShown = true;
      bar.setTotal(progress.end);
      bar.update(progress.seq, payload);
    },
    stop: () => bar.stop(),
  };
}

function lasting(seconds: number): string {
  const whole = Math.ceil(seconds);
  const minutes = Math.floor(whole / 60);
  return minutes === 0 ? `${whole} s` : `${minutes} min ${whole % 60} s`;
}
