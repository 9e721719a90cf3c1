import { boundsOf, isReversed, PartialDate, rejector, type End, type Start } from '#kernel';
import { mayHoldOn } from './coalition-held.state.ts';
import type { CoalitionState, WorkingGroup } from './coalition.state.ts';

export const coalitionRejections = {
  'coalition.absent': { kind: 'absent', says: 'The register has no coalition with this id.' },
  'coalition.exists': { kind: 'conflict', says: 'Another coalition is registered with this id.' },
  'coalition.ended': { kind: 'conflict', says: 'The coalition had ended by then, for good.' },
  'coalition.unknown-decision': { kind: 'invalid', says: 'The register has no decision with this id.' },
  'coalition.already-member': {
    kind: 'conflict',
    says: 'The municipality is in the coalition, from another date.',
  },
  'coalition.not-a-member': { kind: 'conflict', says: 'The municipality is not in the coalition.' },
  'coalition.already-partner': {
    kind: 'conflict',
    says: 'The organisation is a partner, from another date or on another side.',
  },
  'coalition.not-a-partner': { kind: 'conflict', says: 'The organisation is no partner of the coalition.' },
  'coalition.ends-before-start': { kind: 'invalid', says: 'The end lies before the beginning.' },
  'coalition.holder-missing': {
    kind: 'invalid',
    says: 'A role needs an organisation or a function that holds it.',
  },
  'coalition.role-taken': { kind: 'conflict', says: 'The role has a holder at that time.' },
  'coalition.role-not-held': { kind: 'conflict', says: 'Nobody holds the role.' },
  'coalition.formed-already': { kind: 'conflict', says: 'The coalition was formed on another date.' },
  'coalition.no-municipality': { kind: 'conflict', says: 'A coalition needs at least one municipality.' },
  'coalition.no-social-partner': { kind: 'conflict', says: 'A coalition needs at least one social partner.' },
  'coalition.no-medical-partner': {
    kind: 'conflict',
    says: 'A coalition needs at least one medical partner.',
  },
  'coalition.ambition-exists': { kind: 'conflict', says: 'Another ambition has this id.' },
  'coalition.ambition-absent': { kind: 'absent', says: 'The coalition has no ambition with this id.' },
  'coalition.ambition-dropped': { kind: 'conflict', says: 'The ambition was dropped on another date.' },
  'coalition.working-group-exists': { kind: 'conflict', says: 'Another working group has this id.' },
  'coalition.working-group-absent': {
    kind: 'absent',
    says: 'The coalition has no working group with this id.',
  },
  'coalition.working-group-disbanded': { kind: 'conflict', says: 'The working group has been disbanded.' },
  'coalition.already-in-group': {
    kind: 'conflict',
    says: 'The partner is in the working group, from another date.',
  },
  'coalition.not-in-group': { kind: 'conflict', says: 'The partner is not in the working group.' },
  'coalition.plan-version-exists': {
    kind: 'conflict',
    says: 'This version of the plan was adopted otherwise.',
  },
} as const;
export const reject = rejector(coalitionRejections);

/** A live fact has no place after the end; one from before it may still be recorded. */
export function mustNotHaveEnded(date: PartialDate, field: string, { ended }: CoalitionState): void {
  if (ended !== null && isReversed(date, ended.on)) reject('coalition.ended', field);
}

export function mustBePartner(id: string, date: PartialDate, field: string, state: CoalitionState): void {
  const partner = state.partners.some((one) => one.organisationId === id && mayHoldOn(one, date));
  if (!partner) reject('coalition.not-a-partner', field, id);
}

export const mustHaveGroup = (id: string, { workingGroups }: CoalitionState): WorkingGroup =>
  workingGroups.get(id) ?? reject('coalition.working-group-absent', 'workingGroupId', id);

export function mustGoOn({ disbanded }: WorkingGroup): void {
  if (disbanded !== null) reject('coalition.working-group-disbanded', 'workingGroupId');
}

export function mustEndAfter(from: Start, until: PartialDate, field = 'until'): void {
  if (isReversed(from, until)) reject('coalition.ends-before-start', field);
}

/** True where something certainly still held on the first day of `from`. */
export const reaches = (until: End, from: PartialDate): boolean =>
  PartialDate.is(until) && boundsOf(until).earliest >= boundsOf(from).latest;
