/** Deciders alone: commands decided on what stands, and events folded into it. */
import { agreement } from '../../../dist/libs/contexts/agreement/src/index.js';
import { coalition } from '../../../dist/libs/contexts/coalition/src/index.js';
import { decision } from '../../../dist/libs/contexts/decision/src/index.js';
import { indicator } from '../../../dist/libs/contexts/indicator/src/index.js';
import { municipality } from '../../../dist/libs/contexts/municipality/src/index.js';
import { organisation } from '../../../dist/libs/contexts/organisation/src/index.js';
import { programme } from '../../../dist/libs/contexts/programme/src/index.js';
import { referral } from '../../../dist/libs/contexts/referral/src/index.js';
import { decide, fold, Rejected, unfolded } from '../../../dist/libs/kernel/src/index.js';
import { courses } from './courses.mjs';

const deciders = {
  agreement,
  coalition,
  decision,
  indicator,
  municipality,
  organisation,
  programme,
  referral,
};
/** The clock is asked once in so many rounds. */
const ROUNDS = 500;

/** The steps of a course, worded once (some commands name what came of earlier ones); each must have something to add. */
function stepsOf(name) {
  const decider = deciders[name];
  const { id, course } = courses[name];
  let before = unfolded(decider);
  return course.map((word) => {
    const command = typeof word === 'function' ? word(before.state) : word;
    const events = decide(decider, id, command, before);
    if (events.length === 0) throw new Error(`${command.type} has nothing to add`);
    const recorded = events.map((event, index) => ({
      id: 'e',
      revision: before.recorded.length + index,
      event,
    }));
    const after = fold(decider, before, recorded);
    const step = { command, before, recorded, after };
    before = after;
    return step;
  });
}

/**
 * What a decider is asked, and of which state: each command of the course where it is accepted; a third of them once
 * more, where there is nothing to add; and as many that are refused as things stand, too early or too late.
 */
function askedOf(name) {
  const steps = stepsOf(name);
  const share = Math.ceil(steps.length / 3);
  const states = [unfolded(deciders[name]), ...steps.map(({ after }) => after)];
  const everywhere = states.flatMap((of) => steps.map(({ command }) => ({ command, of })));
  const refused = everywhere.filter((asked) => answers(name, asked) === null);
  const again = steps.map(({ command, after }) => ({ command, of: after }));
  return [
    ...steps.map(({ command, before }) => ({ command, of: before })),
    ...evenly(again, share),
    ...evenly(refused, share),
  ];
}

const evenly = (all, count) =>
  Array.from({ length: Math.min(count, all.length) }, (_, at) => all[Math.floor((at * all.length) / count)]);

/** What comes of it; `null`: it is refused. */
function answers(name, { command, of }) {
  try {
    return decide(deciders[name], courses[name].id, command, of);
  } catch (error) {
    if (error instanceof Rejected) return null;
    throw error;
  }
}

/** How often in a second of one core, whatever else the machine does meanwhile; `round` tells how much it did. */
function perCpuSecond(ms, round) {
  const began = process.cpuUsage();
  let done = 0;
  for (;;) {
    for (let count = 0; count < ROUNDS; count++) done += round();
    const { user, system } = process.cpuUsage(began);
    if (user + system >= ms * 1_000) return (done / (user + system)) * 1_000_000;
  }
}

export async function open() {
  return {
    /** Decisions a second on records that are folded. */
    decisions: async ({ name, ms }) => {
      const asked = askedOf(name);
      return perCpuSecond(ms, () => {
        for (const one of asked) answers(name, one);
        return asked.length;
      });
    },

    /** Events a second that are folded as they come, one by one. */
    folds: async ({ name, ms }) => {
      const decider = deciders[name];
      const recorded = stepsOf(name).flatMap((step) => step.recorded);
      return perCpuSecond(ms, () => {
        let folded = unfolded(decider);
        for (const one of recorded) folded = fold(decider, folded, [one]);
        return recorded.length;
      });
    },

    /** What of the commands of a decider is asked, and how it is answered, in percent. */
    mix: async ({ name }) => {
      const asked = askedOf(name);
      const outcomes = asked.map((one) => answers(name, one));
      const percent = (count) => Math.round((100 * count) / asked.length);
      return {
        kinds: new Set(asked.map(({ command }) => command.type)).size,
        accepted: percent(outcomes.filter((events) => events !== null && events.length > 0).length),
        again: percent(outcomes.filter((events) => events?.length === 0).length),
        refused: percent(outcomes.filter((events) => events === null).length),
      };
    },

    /** Nanoseconds of one core that each command takes where it is accepted. */
    commands: async ({ name, ms }) =>
      stepsOf(name).map(({ command, before }) => ({
        type: command.type,
        ns:
          1e9 /
          perCpuSecond(ms, () => {
            answers(name, { command, of: before });
            return 1;
          }),
      })),
  };
}
