import {
  isDecided,
  isReversed,
  type PartialDate,
  prevailing,
  rejector,
  type Command,
  type Decider,
  type EventOf,
  type Provenance,
  type Told,
} from '#kernel';
import { mustBeMunicipality, type MunicipalityFacts } from '#contexts/municipality';
import type { AmbitionPhase } from '#contexts/coalition';
import {
  daysOf,
  isHidden,
  isSmall,
  type Computation,
  type Figure,
  type IndicatorKind,
  type IndicatorUnit,
  type MeasuredPeriod,
} from './indicator.content.ts';
import {
  indicatorCatalogue,
  type IndicatorDefined,
  type IndicatorEvent,
  type IndicatorMeasured,
} from './indicator.events.ts';

// Commands

export type DefineIndicator = Command<'DefineIndicator'> & {
  readonly indicatorId: string;
  readonly title: string;
  readonly phase: AmbitionPhase;
  readonly kind: IndicatorKind;
  readonly unit: IndicatorUnit;
  readonly numerator: string;
  readonly denominator: string;
  readonly source: string;
  readonly computedFrom?: Computation;
};
export type MeasureIndicator = Command<'MeasureIndicator'> &
  Figure & {
    readonly indicatorId: string;
    readonly municipality: string;
    readonly period: MeasuredPeriod;
    readonly source: string;
    readonly url?: string;
    readonly on: PartialDate;
    /** What the register knows of the municipality. */
    readonly place: MunicipalityFacts;
  };
export type IndicatorCommand = DefineIndicator | MeasureIndicator;

export const indicatorRejections = {
  'indicator.absent': { kind: 'absent', says: 'The register has no indicator with this id.' },
  'indicator.exists': { kind: 'conflict', says: 'Another indicator is defined with this id.' },
  'indicator.computed': {
    kind: 'conflict',
    says: 'The register counts this indicator itself; it is not measured.',
  },
  'indicator.period-open': { kind: 'invalid', says: 'A figure is published after its period has closed.' },
  'indicator.half-a-figure': {
    kind: 'invalid',
    says: 'Give both numerator and denominator, or (of a hidden figure) neither.',
  },
  'indicator.more-than-all': { kind: 'invalid', says: 'The numerator is more than the denominator.' },
  'indicator.small-number': {
    kind: 'invalid',
    says: 'A figure that counts fewer than 10 people, or leaves fewer than 10 over, is kept without its numbers.',
  },
  'indicator.measured-otherwise': {
    kind: 'conflict',
    says: 'There is another figure of this municipality and period; correct that one.',
  },
} as const;
const reject = rejector(indicatorRejections);

// State

type Definition = EventOf<typeof IndicatorDefined>['data'];
type Measurement = EventOf<typeof IndicatorMeasured>['data'];

export type IndicatorState = {
  /** `null` where a source told of figures only. */
  readonly definition: Told<Definition> | null;
  /** By municipality and period. */
  readonly measurements: ReadonlyMap<string, Told<Measurement>>;
};

const keyOf = ({ municipality, period }: Pick<Measurement, 'municipality' | 'period'>): string =>
  `${municipality}/${period}`;

// Decide

function decide(command: IndicatorCommand, state: IndicatorState): readonly IndicatorEvent[] {
  switch (command.type) {
    case 'DefineIndicator': {
      const { type: _, ...data } = command;
      if (isDecided(state.definition, data)) return []; // Asked twice, decided once.
      if (state.definition?.perSource === false) return reject('indicator.exists', 'indicatorId');
      const event = { type: 'indicator.Defined', data } as const;
      check({ ...state, definition: { said: data, perSource: false } });
      return [event];
    }
    case 'MeasureIndicator':
      return measure(command, state);
  }
}

function measure(command: MeasureIndicator, state: IndicatorState): readonly IndicatorEvent[] {
  const { type: _, place, ...data } = command;
  if (state.definition === null) return reject('indicator.absent', 'indicatorId');
  const known = state.measurements.get(keyOf(data));
  if (isDecided(known, data)) return [];
  if (known?.perSource === false) return reject('indicator.measured-otherwise', 'period');
  const { earliest } = daysOf(data.period);
  mustBeMunicipality(data.municipality, earliest, 'municipality', [place]);
  mustBeKept(data, state.definition.said);
  return [{ type: 'indicator.Measured', data }];
}

/** What a figure must be to be kept, live or from a source: whole, of a closed period, and not about few people. */
function mustBeKept(data: Measurement, definition: Definition | undefined): void {
  if (definition?.computedFrom !== undefined) return reject('indicator.computed', 'indicatorId');
  const { latest } = daysOf(data.period);
  if (isReversed(latest, data.on)) return reject('indicator.period-open', 'on');
  if (isHidden(data)) return;
  const { numerator, denominator } = data;
  if (numerator === undefined || denominator === undefined) {
    return reject('indicator.half-a-figure', numerator === undefined ? 'numerator' : 'denominator');
  }
  if (numerator > denominator) return reject('indicator.more-than-all', 'numerator');
  // Where nobody said what is counted, it may be people.
  const unit = definition?.unit ?? 'people';
  if (unit === 'people' && isSmall(data)) reject('indicator.small-number', 'numerator');
}

/** However it came about: no figure may stand that could not have been recorded. */
function check({ definition, measurements }: IndicatorState): void {
  for (const { said } of measurements.values()) mustBeKept(said, definition?.said);
}

// Evolve

function evolve(
  { definition, measurements }: IndicatorState,
  event: IndicatorEvent,
  { kind }: Provenance,
): IndicatorState {
  const perSource = kind === 'perSource';
  // What a source tells undoes nothing live.
  switch (event.type) {
    case 'indicator.Defined':
      return { definition: prevailing(definition, { said: event.data, perSource }), measurements };
    case 'indicator.Measured': {
      const key = keyOf(event.data);
      const told = prevailing(measurements.get(key), { said: event.data, perSource });
      return { definition, measurements: new Map(measurements).set(key, told) };
    }
  }
}

export const indicator: Decider<IndicatorCommand, IndicatorState, IndicatorEvent> = {
  name: 'indicator',
  events: indicatorCatalogue,
  rejections: indicatorRejections,
  initial: { definition: null, measurements: new Map() },
  decide,
  evolve,
  check,
};
