import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Upcasters } from '#kernel';
import { Decisions, type EventLog } from '#platform/event-store';
import { Agenda } from './agenda.ts';
import { Chance } from './chance.ts';
import { MS_PER_DAY, type Day } from './days.ts';
import { readPlaces } from './places.ts';
import { Scene } from './scene.ts';
import type { Story } from './story.ts';
import { agreementStory } from './stories/agreement.story.ts';
import { coalitionStory } from './stories/coalition.story.ts';
import { decisionStory } from './stories/decision.story.ts';
import { hearsayStory } from './stories/hearsay.story.ts';
import { indicatorStory } from './stories/indicator.story.ts';
import { organisationStory } from './stories/organisation.story.ts';
import { placesStory } from './stories/places.story.ts';
import { programmeStory } from './stories/programme.story.ts';
import { referralStory } from './stories/referral.story.ts';
import { slipsStory } from './stories/slips.story.ts';
import { Towns } from './towns.ts';
import { readWords } from './words.ts';

/** How much is made up, and of what. */
export type GenerateOptions = {
  /** So many events, or a few more. */
  readonly events: number;
  /** The same seed, over the same files, makes up the same history. */
  readonly seed: number;
  /** Years of recorded time. The last merger that the places tell of lies in the middle of them, if the region is so old. */
  readonly years: number;
  /** A folder with the municipalities, their region and their reorganisations, as the import reads them. */
  readonly placesFolder: string;
  /** What the history is worded with. */
  readonly wordsFile: string;
};

/** Where a history goes, and what is heard of it on the way. */
export type GenerateTo = {
  /** An empty log whose clock is {@link GenerateTo.clock}. */
  readonly log: EventLog;
  /** Is set to the instant of each append before it. */
  readonly clock: { now: Date };
  readonly upcasters: Upcasters;
  readonly onProgress?: (progress: { readonly events: number; readonly now: Date }) => void;
  /** Ends it early; what is made up by then is a shorter history. */
  readonly signal?: AbortSignal;
};

/** What was made up. */
export type Generated = {
  readonly events: number;
  readonly from: Date;
  readonly until: Date;
  /** How often the register said no, by the code of the rejection. */
  readonly refusals: ReadonlyMap<string, number>;
};

/** The stories of which new ones begin whenever there is time for them, and how often each is chosen. */
const STORIES: Readonly<Record<string, (scene: Scene) => Story>> = {
  agreement: agreementStory,
  coalition: coalitionStory,
  decision: decisionStory,
  hearsay: hearsayStory,
  indicator: indicatorStory,
  organisation: organisationStory,
  programme: programmeStory,
  referral: referralStory,
  slips: slipsStory,
};
const WEIGHTS = {
  agreement: 300,
  coalition: 12,
  decision: 500,
  hearsay: 110,
  indicator: 10,
  organisation: 60,
  programme: 20,
  referral: 900,
  slips: 200,
};

/** Stories that wait at a time: what is in memory must not grow with the number of events. */
const STORIES_MAX = 8_000;
const STEPS_AT_ONCE = 100;
const DAYS_PER_YEAR = 365.25;

/**
 * Makes up a history of all contexts, by way of the deciders of the register: one story after another, each on its day,
 * and as many of them as the days have room for. Throws what the files, or the log, are at fault in, and a RangeError
 * where the years would reach into the future.
 */
export async function generate(options: GenerateOptions, to: GenerateTo): Promise<Generated> {
  const { events, years, seed } = options;
  const places = await readPlaces(options.placesFolder);
  const words = await readWords(options.wordsFile);
  const msAll = years * DAYS_PER_YEAR * MS_PER_DAY;
  const fromMs = Math.max(places.lastMerger * MS_PER_DAY - msAll / 2, places.firstMember * MS_PER_DAY);
  if (fromMs + msAll > Date.now())
    throw new RangeError(`${years} years would reach into the future; ask for fewer.`);

  const chance = new Chance(seed);
  const decisions = new Decisions(to.log, {
    upcasters: to.upcasters,
    newId: () => chance.uuid(scene.instantMs),
    cacheEntriesMax: STORIES_MAX,
    cacheEventsMax: 60_000,
  });
  const scene: Scene = new Scene(decisions, chance, words, new Towns(chance), (recorded) => {
    const ms = Math.floor(fromMs + (msAll * Math.min(recorded, events)) / events);
    to.clock.now = new Date(ms);
    return ms;
  });
  const agenda = new Agenda(scene.day);
  agenda.add(placesStory(scene, places.facts), scene.day);
  for (let steps = 1; scene.events < events && to.signal?.aborted !== true; steps += 1) {
    if (steps % STEPS_AT_ONCE === 0) await nextTurn(); // Nothing here waits, so signals and timers would.
    const { day } = scene;
    const due = agenda.takeBy(day) ?? (agenda.size < STORIES_MAX ? null : takeNext(agenda, day));
    const story = due ?? STORIES[chance.weighted(WEIGHTS)]?.(scene);
    if (story === undefined) throw new Error('a story has a weight, and nobody to tell it');
    const { value, done } = await story.next();
    if (done !== true) agenda.add(story, day + Math.max(1, value));
    for (const begun of scene.takeBegun()) agenda.add(begun, day);
    to.onProgress?.({ events: scene.events, now: new Date(scene.instantMs) });
  }
  return {
    events: scene.events,
    from: new Date(fromMs),
    until: new Date(scene.instantMs),
    refusals: scene.refusals,
  };
}

/** Where too many wait, the next goes on before its day. */
function takeNext(agenda: Agenda, day: Day): Story {
  for (let by = day; ; by += 1) {
    const story = agenda.takeBy(by);
    if (story !== null) return story;
  }
}
