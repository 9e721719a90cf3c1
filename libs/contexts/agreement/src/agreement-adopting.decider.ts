import { mustBeMunicipality, type MunicipalityFacts } from '#contexts/municipality';
import { isDecided } from '#kernel';
import type { AdoptionCommand, ConfirmAsSuccessor } from './agreement.commands.ts';
import type { Scope } from './agreement.content.ts';
import type { AgreementEvent } from './agreement.events.ts';
import { mustBeEffective, mustNotHaveEndedBy, newestOf, reject } from './agreement.guards.ts';
import type { AgreementState } from './agreement.state.ts';

type AdoptionEvent = Extract<
  AgreementEvent,
  {
    type:
      | 'agreement.Adopted'
      | 'agreement.AdoptedWithDeviation'
      | 'agreement.AdoptionRefused'
      | 'agreement.NotApplicable'
      | 'agreement.SuccessorConfirmed';
  }
>;

/** What a municipality answers to an agreement of a level above its own, or to one that a merger brought it. */
export function decideAdoption(command: AdoptionCommand, state: AgreementState): readonly AgreementEvent[] {
  const { facts, municipality, on, decisionId } = command;
  const event = eventOf(command);
  if (isRecorded(event, state)) return []; // Asked twice, decided once.
  mustBeMunicipality(municipality, on, 'municipality', facts.municipalities);
  mustNotHaveEndedBy(on, state);
  const { scope } = newestOf(state).content;
  if (command.type === 'ConfirmAsSuccessor') {
    mustHavePassed(command, scope);
  } else if (!isAboveMunicipal(scope) || !covers(scope, municipality, facts.municipalities)) {
    return reject('agreement.not-in-scope', 'municipality');
  }
  if (command.type === 'AdoptWithDeviation') {
    if (command.deviation.trim() === '') return reject('agreement.deviation-missing', 'deviation');
    if (command.reason.trim() === '') return reject('agreement.reason-missing', 'reason');
  }
  mustBeEffective(decisionId, on, facts.decision);
  return [event];
}

/** Levels whose agreements reach a municipality by its own adoption only. */
const ABOVE_MUNICIPAL: readonly Scope['level'][] = ['national', 'provincial', 'regional', 'coalition'];

/** True where an agreement reaches a municipality by its own adoption only. */
export const isAboveMunicipal = ({ level }: Scope): boolean => ABOVE_MUNICIPAL.includes(level);

/** True where a scope covers a municipality: itself, or one that merged into it. */
export function covers(scope: Scope, code: string, municipalities: readonly MunicipalityFacts[]): boolean {
  if (scope.level === 'national' && scope.municipalities.length === 0) return true;
  return scope.municipalities.some((listed) => listed === code || leadsTo(listed, code, municipalities));
}

/** True where the mergers that `municipalities` tell of lead from one code to another. */
export function leadsTo(from: string, to: string, municipalities: readonly MunicipalityFacts[]): boolean {
  const seen = new Set<string>();
  for (let code: string | null = from; code !== null && !seen.has(code);) {
    seen.add(code);
    const next: string | null = municipalities.find((one) => one.code === code)?.successor ?? null;
    if (next === to) return true;
    code = next;
  }
  return false;
}

function mustHavePassed({ predecessor, municipality, facts }: ConfirmAsSuccessor, scope: Scope): void {
  const passed = leadsTo(predecessor, municipality, facts.municipalities);
  if (!passed || !covers(scope, predecessor, facts.municipalities)) {
    reject('agreement.not-the-successor', 'predecessor', predecessor);
  }
}

const isRecorded = (event: AdoptionEvent, state: AgreementState): boolean =>
  event.type === 'agreement.SuccessorConfirmed'
    ? state.confirmations.some((confirmation) => isDecided(confirmation, event.data))
    : isDecided(state.adoptions.get(event.data.municipality), event);

function eventOf(command: AdoptionCommand): AdoptionEvent {
  switch (command.type) {
    case 'AdoptAgreement': {
      const { type: _, facts: __, ...data } = command;
      return { type: 'agreement.Adopted', data };
    }
    case 'AdoptWithDeviation': {
      const { type: _, facts: __, ...data } = command;
      return { type: 'agreement.AdoptedWithDeviation', data };
    }
    case 'RefuseAdoption': {
      const { type: _, facts: __, ...data } = command;
      return { type: 'agreement.AdoptionRefused', data };
    }
    case 'DeclareNotApplicable': {
      const { type: _, facts: __, ...data } = command;
      return { type: 'agreement.NotApplicable', data };
    }
    case 'ConfirmAsSuccessor': {
      const { type: _, facts: __, ...data } = command;
      return { type: 'agreement.SuccessorConfirmed', data };
    }
  }
}
