/** The store was not reached, or did not answer. */
export class Unreached extends Error {
  override readonly name = 'Unreached';
  constructor(
    message: string,
    /** The request may have arrived. */
    readonly wasSent: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** How long one tries, and how often. Milliseconds. */
export type Patience = {
  /** For one attempt. */
  readonly attemptMs: number;
  /** For all attempts together. */
  readonly totalMs: number;
  /** For attempts of which none left this process: waiting longer would only hide that the store is gone. */
  readonly unsentAttemptsMax: number;
  readonly backoffMinMs: number;
  readonly backoffMaxMs: number;
};

/** A wait that doubles with each failure, up to a bound; jittered by half, so that clients do not return in step. */
export function backoffMs(failures: number, minMs: number, maxMs: number): number {
  return Math.min(maxMs, minMs * 2 ** Math.min(failures, 30)) * (0.5 + Math.random() / 2);
}

/** Waits, or stops waiting when `signal` is aborted; never rejects. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}

/** `promise`, or what `late` says when it takes longer than `ms`. */
export async function within<T>(ms: number, promise: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Repeats `once` while it fails with {@link Unreached}, as far as patience and `signal` go; any other error is
 * final. The last `Unreached` tells whether any of the attempts was sent.
 */
export async function persist<T>(
  patience: Patience,
  signal: AbortSignal,
  once: (timeoutMs: number) => Promise<T>,
): Promise<T> {
  const until = performance.now() + patience.totalMs;
  let wasSent = false;
  for (let attempts = 1; ; attempts++) {
    try {
      return await once(Math.max(1, Math.min(patience.attemptMs, until - performance.now())));
    } catch (error) {
      if (!(error instanceof Unreached)) throw error;
      wasSent ||= error.wasSent;
      const waitMs = backoffMs(attempts - 1, patience.backoffMinMs, patience.backoffMaxMs);
      const isEnough = wasSent ? performance.now() + waitMs >= until : attempts >= patience.unsentAttemptsMax;
      if (isEnough || signal.aborted) throw new Unreached(error.message, wasSent, { cause: error.cause });
      await pause(waitMs, signal);
    }
  }
}
