import { describe, it } from '@jest/globals';
import { inForceOn, isReversed, PartialDate, periodOf, type Changes } from '#kernel';
import { anySequence, sequencesMsMax, type Dice } from '#test/support/sequences';
import { municipality, MUNICIPALITY_REGISTER, type MunicipalityCommand } from './municipality.decider.ts';
import type { MunicipalityEvent } from './municipality.events.ts';
import { municipalityFacts, type MunicipalityState } from './municipality.state.ts';

const CODES = ['GM0007', 'GM0048', 'GM0018', 'GM1987', 'GM1950', 'GM1952'];
const REGIONS = ['veenkolonien', 'drenthe'];
const BEGIN = PartialDate.parse('1998-01-01');

function next(state: MunicipalityState, dice: Dice): MunicipalityCommand {
  const known = CODES.filter((code) => municipalityFacts(code, state).known);
  const living = known.filter((code) => municipalityFacts(code, state).successor === null);
  const strange = CODES.filter((code) => !known.includes(code));
  const commands: (() => MunicipalityCommand)[] = [];
  const more = (when: boolean, ...some: (() => MunicipalityCommand)[]): void => {
    if (when) commands.push(...some);
  };
  const register = (): MunicipalityCommand => ({
    ...{
      type: 'RegisterMunicipality',
      code: dice.one(strange),
      name: 'A',
      province: 'Groningen',
      from: BEGIN,
    },
  });
  more(strange.length > 0, register, register);
  more(living.length > 0, () => ({
    ...{ type: 'RenameMunicipality', code: dice.one(living), name: dice.one(['B', 'C']), on: dice.date() },
  }));
  more(living.length > 1, () => {
    const [into = '', ...from] = dice.percent(50) ? living : [...living].reverse();
    const kind = dice.one(['merger', 'borderCorrection'] as const);
    return { type: 'ReorganiseMunicipalities', kind, from: from.slice(0, 1), into, effectiveOn: dice.date() };
  });
  const regions = REGIONS.filter((id) => typeof state.regions.get(id)?.name === 'string');
  more(regions.length < REGIONS.length, () => ({
    ...{ type: 'EstablishRegion', name: 'Region', from: BEGIN },
    regionId: dice.one(REGIONS.filter((id) => !regions.includes(id))),
  }));
  if (regions.length > 0) {
    const regionId = dice.one(regions);
    const members = (state.regions.get(regionId)?.memberships ?? []).filter(({ until }) => until === 'open');
    const inside = members.map(({ code }) => code);
    const outside = living.filter((code) => !inside.includes(code));
    more(outside.length > 0, () => ({
      ...{ type: 'JoinRegion', regionId, code: dice.one(outside), from: dice.date() },
    }));
    more(inside.length > 0, () => ({
      ...{ type: 'LeaveRegion', regionId, code: dice.one(inside), until: dice.date() },
    }));
  }
  return dice.one(commands)();
}

function slip({ data }: MunicipalityEvent, dice: Dice): Changes | null {
  if ('effectiveOn' in data) return { effectiveOn: dice.date() };
  if ('on' in data) return { on: dice.date() };
  return 'until' in data ? { until: dice.date() } : { from: dice.date() };
}

function holds(state: MunicipalityState, { isRevised }: { readonly isRevised: boolean }): void {
  const fault = (is: boolean, says: string): void => {
    if (is) throw new Error(says);
  };
  if (isRevised) return;
  const mergers = state.reorganisations.filter(({ kind }) => kind === 'merger');
  const ended = mergers.flatMap(({ from, into }) => from.filter((code) => code !== into));
  fault(new Set(ended).size < ended.length, 'a code ended twice');
  for (const code of CODES) {
    const { successor, known } = municipalityFacts(code, state);
    fault((successor !== null) !== ended.includes(code), 'an end without a merger');
    fault(successor !== null && !known, 'a code ended that nobody registered');
  }
  for (const { from, into } of state.reorganisations) {
    for (const code of [...from, into])
      fault(!municipalityFacts(code, state).known, 'a reorganisation of nothing');
  }
  for (const { memberships } of state.regions.values()) {
    memberships.forEach((one, at) => {
      fault(isReversed(one.from, one.until), 'a membership ends before it begins');
      for (const other of memberships.slice(at + 1)) {
        if (other.code !== one.code) continue;
        const [a, b] = [periodOf(one.from, one.until), periodOf(other.from, other.until)];
        const isTwice = [a.from.latest, b.from.latest].some(
          (day) => inForceOn(a, day) === 'yes' && inForceOn(b, day) === 'yes',
        );
        fault(isTwice, 'a member of a region twice on a day');
      }
    });
  }
}

describe('any sequence of commands', () => {
  it(
    'ends no code twice, and keeps memberships apart',
    () => anySequence(municipality, MUNICIPALITY_REGISTER, { next, slip, holds }),
    sequencesMsMax(),
  );
});
