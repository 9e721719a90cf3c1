/** How many times a test of what may happen at any moment tries: `ROUNDS`, else a few. */
export const roundsOr = (few: number): number => Number(process.env['ROUNDS'] ?? few);

/** Numbers in [0, 1) that follow from `SEED`, or from one by chance; the seed is printed, so that a failure can be repeated. */
export const chance = (of: string): (() => number) => numbersFrom(seedFor(of));

/** `SEED`, or one by chance; printed, so that a failure can be repeated. */
export function seedFor(of: string): number {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 32));
  process.stderr.write(`${of}: SEED=${seed}\n`);
  return seed;
}

/** Numbers in [0, 1), the same for the same seed. */
export function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
