/** Gives back what a process holds; called once. */
type End = () => Promise<void>;

const ends: End[] = [];
let ending: Promise<void> | undefined;

/** Adds what is to be given back when the process ends, however it ends; the last added goes first. */
export function endsWithTheProcess(end: End): void {
  ends.unshift(end);
}

/** Gives everything back, and ends the process with `code`. A part that fails does not keep the others. */
export function endProcess(code: number): Promise<void> {
  ending ??= (async () => {
    for (const end of ends) {
      try {
        await end();
      } catch (error) {
        console.error(messageOf(error));
        process.exitCode = 1;
      }
    }
    process.exit(code === 0 ? (process.exitCode ?? 0) : code);
  })();
  return ending;
}

/** What an error says to the person at the terminal: its message, without the stack. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Runs a program: Ctrl-C and SIGTERM end it in good order, a second one at once; a failure is said in its own words
 * and ends it with 1.
 */
export async function main(run: () => Promise<void>): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (ending !== undefined) process.exit(130);
      void endProcess(0);
    });
  }
  try {
    await run();
  } catch (error) {
    console.error(messageOf(error));
    await endProcess(1);
  }
}
