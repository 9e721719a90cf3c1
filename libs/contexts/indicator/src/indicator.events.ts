import {
  defineEvent,
  GmCodeShape,
  historyEvents,
  IdShape,
  NameShape,
  StartShape,
  UrlShape,
  type EventOf,
} from '#kernel';
import { AmbitionPhases } from '#contexts/coalition';
import { z } from 'zod';
import { Computations, IndicatorKinds, IndicatorUnits, MeasuredPeriodShape } from './indicator.content.ts';

const CountShape = z.int().nonnegative();

/** What sources leave out of a definition is optional: the phase, and of what the numerator is a part. */
export const IndicatorDefined = defineEvent('indicator.Defined', {
  says: 'It was laid down what an indicator counts, and of how many.',
  data: {
    indicatorId: IdShape,
    title: NameShape,
    phase: z.enum(AmbitionPhases).optional(),
    kind: z.enum(IndicatorKinds),
    unit: z.enum(IndicatorUnits),
    numerator: NameShape,
    denominator: NameShape.optional(),
    /** Who laid it down. */
    source: NameShape,
    /** Where the register counts it itself, and nobody measures it. */
    computedFrom: z.enum(Computations).optional(),
  },
  example: {
    indicatorId: 'rivm-1',
    title: 'Gemeenten met een lokale coalitie',
    phase: 'collaboration',
    kind: 'programme',
    unit: 'municipalities',
    numerator: 'Municipalities of which a coalition was formed',
    denominator: 'All municipalities',
    source: 'RIVM, monitor Kansrijke Start',
    computedFrom: 'coalitionFormed',
  },
});

export const IndicatorMeasured = defineEvent('indicator.Measured', {
  says: 'A source published a figure of a municipality over a closed period. Without numbers: it is too small to show.',
  data: {
    indicatorId: IdShape,
    municipality: GmCodeShape,
    period: MeasuredPeriodShape,
    numerator: CountShape.optional(),
    denominator: CountShape.optional(),
    source: NameShape,
    url: UrlShape.optional(),
    /** When the source published it. */
    on: StartShape,
  },
  example: {
    indicatorId: 'rivm-3',
    municipality: 'GM0114',
    period: '2022',
    numerator: 140,
    denominator: 980,
    source: 'RIVM, Regiobeeld',
    url: 'https://example.org/figures',
    on: '2023-06',
  },
});

export const indicatorEvents = [IndicatorDefined, IndicatorMeasured] as const;
export type IndicatorEvent = EventOf<(typeof indicatorEvents)[number]>;

/** All that can stand in the stream of an indicator. */
export const indicatorCatalogue = [
  ...indicatorEvents,
  ...historyEvents('indicator', { type: IndicatorDefined.type, data: IndicatorDefined.example }),
];
