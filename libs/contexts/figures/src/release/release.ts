import type { ReferralFlow } from '#contexts/referral';
import type { MeasuredPeriod } from '#contexts/indicator';
import {
  countedOn,
  Durations,
  SPLITS,
  type Duration,
  type Part,
  type SplitName,
} from '../figures.content.ts';
import type { Figures, Release } from '../figures.events.ts';
import { disclosed, smallPlaces, type Member, type Shown } from './disclosure.ts';
import { QUANTILES, quantilesShown, type Quantile } from './quantiles.ts';
import { routesShown, type Table } from './routes.ts';

const MONTHS: readonly Part[] = ['sentInFirstMonth', 'sentInSecondMonth', 'sentInThirdMonth'];
/** What tells of how far the support came. */
const COURSE: readonly SplitName[] = ['acceptance', 'decline', 'start', 'completion'];
/** Of whom a step is timed. */
const TIMED: Readonly<Record<Duration, Part>> = {
  toAcceptance: 'accepted',
  toStart: 'started',
  toFeedback: 'loopClosed',
};

function partsOf(flow: ReferralFlow): readonly Part[] {
  const { isAccepted, isStarted, isLoopClosed, late } = flow;
  const month = MONTHS[(Number(flow.sentOn.slice(5, 7)) - 1) % 3];
  return [
    ...(month === undefined ? [] : [month]),
    isAccepted ? 'accepted' : 'notAccepted',
    ...(isAccepted
      ? ([
          late.has('response') ? 'acceptedLate' : 'acceptedInTerm',
          isStarted ? 'started' : 'notStarted',
        ] as const)
      : ([flow.isDeclined ? 'declined' : 'notDeclined'] as const)),
    ...(isStarted
      ? ([
          late.has('start') ? 'startedLate' : 'startedInTerm',
          flow.isCompleted ? 'completed' : 'notCompleted',
        ] as const)
      : []),
    isLoopClosed ? 'loopClosed' : 'loopOpen',
    ...(isLoopClosed ? ([late.has('feedback') ? 'feedbackLate' : 'feedbackInTerm'] as const) : []),
  ];
}

/** Who had no term could not miss it; and only whose support has ended can be told of it too late. */
function boundIn({ terms, late, isLoopClosed }: ReferralFlow): readonly SplitName[] {
  return [
    ...(terms.has('response') ? [] : (['acceptanceTerm'] as const)),
    ...(terms.has('start') ? [] : (['startTerm'] as const)),
    ...(terms.has('feedback') ? [] : (['feedbackTerm'] as const)),
    ...(isLoopClosed && late.has('feedback') ? [...COURSE, 'feedback' as const] : []),
  ];
}

/**
 * The figures of a quarter: of the referrals that were sent in it, each once, as they stood on the day that they are counted.
 * Where fewer than `threshold` could be found, by whoever knows all that is shown, they are left out.
 */
export function releaseOf(
  flows: readonly ReferralFlow[],
  period: MeasuredPeriod,
  threshold: number,
): Release {
  const members = flows.map((flow): Member<Part> => ({
    place: flow.municipality,
    parts: new Set(partsOf(flow)),
    bound: new Set(boundIn(flow)),
  }));
  const { region, places } = disclosed(members, SPLITS, threshold);
  const header = { period, countedOn: countedOn(period), threshold };
  if (region === null) return { ...header, municipalities: [], routes: [] };
  const timed = Durations.flatMap((duration) => quantilesOf(flows, duration, { region, places }, threshold));
  const figuresOf = (place: string | null, { total, counts }: Shown<Part>): Figures => {
    const workingDays: { [of in Duration]?: { [of in Quantile]?: number } } = {};
    for (const { duration, quantile, shown } of timed) {
      const value = place === null ? shown.region : shown.places.get(place);
      if (value !== null && value !== undefined)
        workingDays[duration] = { ...workingDays[duration], [quantile]: value };
    }
    return { sent: total, counts: Object.fromEntries(counts), workingDays };
  };
  return {
    ...header,
    region: figuresOf(null, region),
    municipalities: [...places].map(([municipality, shown]) => ({
      municipality,
      figures: figuresOf(municipality, shown),
    })),
    ...routesOf(flows, threshold),
  };
}

type Quantiles = {
  readonly duration: Duration;
  readonly quantile: Quantile;
  readonly shown: ReturnType<typeof quantilesShown>;
};

function quantilesOf(
  flows: readonly ReferralFlow[],
  duration: Duration,
  { region, places }: { readonly region: Shown<Part>; readonly places: ReadonlyMap<string, Shown<Part>> },
  threshold: number,
): readonly Quantiles[] {
  const values = new Map<string, number[]>();
  for (const { municipality, [duration]: days } of flows) {
    if (days === null) continue;
    const known = values.get(municipality);
    if (known === undefined) values.set(municipality, [days]);
    else known.push(days);
  }
  const may = (place: string | null): boolean =>
    (place === null ? region : places.get(place))?.counts.has(TIMED[duration]) === true;
  return (Object.keys(QUANTILES) as Quantile[]).map((quantile) => ({
    ...{ duration, quantile },
    shown: quantilesShown(values, quantile, threshold, may),
  }));
}

function routesOf(
  flows: readonly ReferralFlow[],
  threshold: number,
): Pick<Release, 'routes' | 'sentOtherwise'> {
  const table = new Map<string, Map<string, number>>();
  for (const { municipality, agreementId } of flows) {
    const row = table.get(municipality) ?? new Map<string, number>();
    table.set(municipality, row.set(agreementId, (row.get(agreementId) ?? 0) + 1));
  }
  const sizes = [...table].map(([place, of]): [string, number] => [
    place,
    [...of.values()].reduce((so, one) => so + one, 0),
  ]);
  const { shown, other } = routesShown(
    table satisfies Table,
    smallPlaces(new Map(sizes), threshold),
    threshold,
  );
  return {
    routes: [...shown].sort().map(([agreementId, sent]) => ({ agreementId, sent })),
    ...(shown.size > 0 && other > 0 && { sentOtherwise: other }),
  };
}
