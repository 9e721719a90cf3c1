import type { Day } from './days.ts';
import type { Story } from './story.ts';

/** The stories that wait for their day. */
export class Agenda {
  readonly #byDay = new Map<Day, Story[]>();
  #first: Day;
  #size = 0;

  constructor(first: Day) {
    this.#first = first;
  }

  get size(): number {
    return this.#size;
  }

  /** A story that waits for a day; one that has passed is the next. */
  add(story: Story, day: Day): void {
    const due = Math.max(day, this.#first);
    const stories = this.#byDay.get(due);
    if (stories === undefined) this.#byDay.set(due, [story]);
    else stories.push(story);
    this.#size += 1;
  }

  /** The next story that is due by a day; `null` where none is. */
  takeBy(day: Day): Story | null {
    for (; this.#first <= day; this.#first += 1) {
      const stories = this.#byDay.get(this.#first);
      const story = stories?.pop();
      if (stories?.length === 0) this.#byDay.delete(this.#first);
      if (story === undefined) continue;
      this.#size -= 1;
      return story;
    }
    this.#first = day;
    return null;
  }
}
