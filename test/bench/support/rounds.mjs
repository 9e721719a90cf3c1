/** Rounds of peers by turns, and the tables that come of them. */
import { sizes } from './sizes.mjs';

const digits = (value) => (value >= 100 ? 0 : value >= 1 ? 1 : 3);
export const number = (value) =>
  value.toLocaleString('en-GB', {
    maximumFractionDigits: digits(value),
    minimumFractionDigits: digits(value),
  });

export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return { min: sorted[0], median: quantile(sorted, 0.5), max: sorted.at(-1) };
}

/** Of values in ascending order. */
export const quantile = (sorted, share) =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];

/**
 * Each subject once a round, beginning with another each time; the first round only warms up. Answers the values of
 * each, in the order of the rounds.
 */
export async function byTurns(title, subjects, rounds = sizes.BENCH_ROUNDS) {
  const names = Object.keys(subjects);
  const values = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    progress(`${title}: ${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}`);
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(turn + round) % names.length];
      const value = await subjects[name](round);
      if (round > 0) values[name].push(value);
    }
  }
  progress('');
  return values;
}

/** Prints min, median and max of each, and by how much the first beats it (or not): the median of the rounds' ratios. */
export function printTable(title, unit, values) {
  const [first] = Object.keys(values);
  const width = Math.max(...Object.keys(values).map((name) => name.length), 20);
  const line = (name, ...cells) =>
    console.log(`  ${name.padEnd(width)}${cells.map((cell) => cell.padStart(11)).join('')}`);
  console.log(`\n${title} (${unit})`);
  line('', 'min', 'median', 'max', 'ratio');
  for (const [name, own] of Object.entries(values)) {
    const { min, median, max } = spread(own);
    line(
      name,
      number(min),
      number(median),
      number(max),
      name === first ? '' : `${ratio(values, first, name).toFixed(2)}×`,
    );
  }
}

/** How many times `one` is of `other`, in the same round; the median of all rounds. */
export const ratio = (values, one, other) =>
  spread(values[one].map((value, round) => value / values[other][round])).median;

/** Prints how far something has come towards what was set; it is only told. */
export function against(what, value, step, unit = '') {
  const isBound = step < 0;
  const isMet = isBound ? value <= -step : value >= step;
  console.log(
    `  ${isMet ? 'met   ' : 'MISSED'}  ${what}: ${number(value)}${unit}, step ${isBound ? '≤' : '≥'} ${number(Math.abs(step))}${unit}`,
  );
}

/** A line that the next one takes the place of, for whoever waits. */
export function progress(says) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${says}`);
  else if (says !== '') process.stderr.write(`… ${says}\n`);
}
