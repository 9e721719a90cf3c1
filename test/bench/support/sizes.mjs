/** Sizes of the benchmarks; an environment variable of the same name sets another. */
const DEFAULTS = {
  /** Rounds that are counted; one more, uncounted, goes before to warm up. */
  BENCH_ROUNDS: 5,
  BENCH_ROUND_MS: 800,
  BENCH_IN_FLIGHT: 32,
  BENCH_READ_EVENTS: 200_000,
  BENCH_READ_ROUNDS: 3,
  BENCH_MEMORY_EVENTS: 1_000_000,
  /** Events of the journal that read models are rebuilt from, and that pages are asked in. */
  BENCH_EVENTS: 1_000_000,
  /** A smaller journal: how a rebuild grows from it to the larger one. */
  BENCH_GROWTH_FROM: 100_000,
  /** Events that the slower peers rebuild from. */
  BENCH_PEER_EVENTS: 20_000,
  BENCH_REBUILD_ROUNDS: 3,
  /** How long commands come at a fixed rate. */
  BENCH_RATE_MS: 6_000,
};

export const sizes = Object.fromEntries(
  Object.entries(DEFAULTS).map(([name, value]) => [name, Number(process.env[name] ?? value)]),
);
