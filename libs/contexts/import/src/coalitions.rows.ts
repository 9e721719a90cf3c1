import { GmCodeShape, IdShape, NameShape, UrlShape } from '#kernel';
import { coalition, CoalitionPhaseEntered, type CoalitionEvent } from '#contexts/coalition';
import { asserting, filled, list, perhaps, rowFile, start } from './row-file.ts';

/** A coalition. That it was formed is claimed where the row says when: its phase alone does not tell. */
export const coalitionRows = rowFile({
  file: 'coalitions.csv',
  identity: 'id',
  columns: {
    id: filled(IdShape),
    name: filled(NameShape),
    municipalities: list(GmCodeShape),
    exploration_on: start,
    formed_on: start,
    phase: perhaps(CoalitionPhaseEntered.data.shape.phase),
    source: perhaps(UrlShape),
  },
  tell: ({ id: coalitionId, name, municipalities, exploration_on: on, formed_on: formedOn, phase }) => {
    const claims: CoalitionEvent[] = [
      { type: 'coalition.ExplorationStarted', data: { coalitionId, name, municipalities, on } },
    ];
    if (formedOn !== 'unknown')
      claims.push({ type: 'coalition.Formed', data: { coalitionId, on: formedOn } });
    if (phase !== undefined) {
      claims.push({ type: 'coalition.PhaseEntered', data: { coalitionId, phase, on: 'unknown' } });
    }
    return {
      key: coalitionId,
      names: municipalities.map((id) => ({ of: 'municipality', id, column: 'municipalities' })),
      makesKnown: [{ of: 'coalition', id: coalitionId }],
      assertion: asserting(coalition, coalitionId, claims),
    };
  },
});
