/** Gives back what a process holds; called once. */
type End = () => Promise<void>;

const ends: End[] = [];
let ending: Promise<never> | undefined;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const ENDING_MS_MAX = 30_000;
const ENDED_AT_ONCE = 130;
/** npm passes on a Ctrl-C that the terminal has given to its child already: those two are one. */
const ONE_SIGNAL_MS = 500;

/** Adds what is to be given back when the process ends, however it ends; the last added goes first. */
export function endsWithTheProcess(end: End): void {
  ends.unshift(end);
}

/** Gives everything back, in bounded time, and ends the process with `code`. A part that fails does not keep the others. */
export function endProcess(code: number): Promise<never> {
  ending ??= (async () => {
    setTimeout(() => {
      console.error(
        `Not everything has stopped within ${ENDING_MS_MAX / 1000} s; the process ends all the same.`,
      );
      process.exit(1);
    }, ENDING_MS_MAX).unref();
    // What is started while others end is given back too.
    for (let end = ends.shift(); end !== undefined; end = ends.shift()) {
      try {
        await end();
      } catch (error) {
        console.error(messageOf(error));
        process.exitCode = 1;
      }
    }
    return process.exit(code === 0 ? (process.exitCode ?? 0) : code);
  })();
  return ending;
}

/** What an error says to the person at the terminal: its message, without the stack. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Runs a program: Ctrl-C, SIGTERM and SIGHUP end it in good order, a second one at once; a failure is said in its
 * own words and ends it with 1.
 */
export async function main(run: () => Promise<void>): Promise<void> {
  let signalledAt = Infinity;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (performance.now() - signalledAt > ONE_SIGNAL_MS) process.exit(ENDED_AT_ONCE);
      signalledAt = Math.min(signalledAt, performance.now());
      void endProcess(0);
    });
  }
  try {
    await run();
  } catch (error) {
    // What fails because the process is ending is not news.
    if (ending === undefined) console.error(messageOf(error));
    await endProcess(1);
  }
}
