/**
 * Specs that start programs come first: they take the longest, and none of them is to run alone at the end. Jest knows
 * how long a file takes only from the last time, and in a fresh clone there was none.
 */
import Sequencer from '@jest/test-sequencer';

const FIRST = [/[\\/]test[\\/](deep|fault)[\\/]/, /[\\/]test[\\/](journey|contract)[\\/]/];

const rank = ({ path }) => {
  const found = FIRST.findIndex((folder) => folder.test(path));
  return found < 0 ? FIRST.length : found;
};

export default class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => rank(a) - rank(b));
  }
}
