/** Deciders alone: the course of one record after another, each command decided and what follows from it folded. */
import { agreement } from '../../../dist/libs/contexts/agreement/src/index.js';
import { coalition } from '../../../dist/libs/contexts/coalition/src/index.js';
import { decision } from '../../../dist/libs/contexts/decision/src/index.js';
import { indicator } from '../../../dist/libs/contexts/indicator/src/index.js';
import { municipality } from '../../../dist/libs/contexts/municipality/src/index.js';
import { organisation } from '../../../dist/libs/contexts/organisation/src/index.js';
import { programme } from '../../../dist/libs/contexts/programme/src/index.js';
import { referral } from '../../../dist/libs/contexts/referral/src/index.js';
import { decide, fold, unfolded } from '../../../dist/libs/kernel/src/index.js';
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
/** The clock is asked once in so many courses. */
const COURSES = 50;

/** The commands of a course, worded once: some name what came of earlier ones. A command that is refused throws. */
function worded(decider, id, course) {
  let folded = unfolded(decider);
  return course.map((word) => {
    const command = typeof word === 'function' ? word(folded.state) : word;
    const events = decide(decider, id, command, folded);
    if (events.length === 0) throw new Error(`${command.type} has nothing to add`);
    folded = folding(decider, folded, events);
    return command;
  });
}

const folding = (decider, folded, events) =>
  fold(
    decider,
    folded,
    events.map((event, index) => ({ id: 'e', revision: folded.recorded.length + index, event })),
  );

export async function open() {
  return {
    /** Decisions of one decider in a second of one core, whatever else the machine does meanwhile. */
    decisions: ({ name, ms }) => {
      const decider = deciders[name];
      const { id, course } = courses[name];
      const commands = worded(decider, id, course);
      const began = process.cpuUsage();
      let done = 0;
      for (;;) {
        for (let record = 0; record < COURSES; record++) {
          let folded = unfolded(decider);
          for (const command of commands) {
            folded = folding(decider, folded, decide(decider, id, command, folded));
          }
        }
        done += COURSES * commands.length;
        const { user, system } = process.cpuUsage(began);
        if (user + system >= ms * 1_000) return (done / (user + system)) * 1_000_000;
      }
    },
  };
}
