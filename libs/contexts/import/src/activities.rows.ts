import { Hash, IdShape, NameShape, TextShape, UrlShape, type Start } from '#kernel';
import {
  coalition,
  CoalitionPhaseEntered,
  CoalitionRoleAssigned,
  SessionModes,
  type CoalitionEvent,
  type CoalitionRole,
} from '#contexts/coalition';
import { z } from 'zod';
import { asserting, filled, perhaps, rowFile, start, type Fault, type Reference } from './row-file.ts';

const ActivityKinds = [
  'partnerJoined',
  'roleAssigned',
  'ambitionSession',
  'workingGroup',
  'plan',
  'phase',
] as const;

type Activity = {
  readonly coalitionId: string;
  readonly on: Start;
  readonly organisationId: string | undefined;
  readonly role: CoalitionRole | undefined;
  readonly detail: string | undefined;
};

/**
 * What happened in a coalition. A row has no id: it is the same as long as it tells of the same partner, role, session
 * or group, so that a date or a remark that changes is a correction.
 */
export const activityRows = rowFile({
  file: 'activities.csv',
  identity: null,
  columns: {
    coalition: filled(IdShape),
    kind: filled(z.enum(ActivityKinds)),
    on: start,
    organisation: perhaps(IdShape),
    role: perhaps(CoalitionRoleAssigned.data.shape.role),
    detail: perhaps(TextShape),
    source: perhaps(UrlShape),
  },
  tell: ({ kind, on, coalition: coalitionId, organisation: organisationId, role, detail }) => {
    const { uses, tell } = KINDS[kind];
    const given = { organisation: organisationId, role, detail };
    const unused = OPTIONAL.find((column) => given[column] !== undefined && !uses.includes(column));
    if (unused !== undefined) return { column: unused, reason: `must be empty for the kind ${kind}` };
    const told = tell({ coalitionId, on, organisationId, role, detail });
    if ('reason' in told) return told;
    const names: Reference[] = [{ of: 'coalition', id: coalitionId, column: 'coalition' }];
    if (organisationId !== undefined) {
      names.push({ of: 'organisation', id: organisationId, column: 'organisation' });
    }
    return {
      key: [coalitionId, kind, ...told.about].join('/'),
      names,
      assertion: asserting(coalition, coalitionId, [told.claim]),
    };
  },
});

const OPTIONAL = ['organisation', 'role', 'detail'] as const;
type Kind = {
  readonly uses: readonly (typeof OPTIONAL)[number][];
  /** The claim, and what tells it from the others of its kind in the coalition. */
  readonly tell: (
    activity: Activity,
  ) => { readonly about: readonly string[]; readonly claim: CoalitionEvent } | Fault;
};

const KINDS: Record<(typeof ActivityKinds)[number], Kind> = {
  partnerJoined: {
    uses: ['organisation', 'detail'],
    tell: ({ coalitionId, on, organisationId, detail: note }) => {
      if (organisationId === undefined) return { column: 'organisation', reason: 'must not be empty' };
      return {
        about: [organisationId],
        claim: { type: 'coalition.PartnerJoined', data: { coalitionId, organisationId, from: on, note } },
      };
    },
  },
  roleAssigned: {
    uses: ['organisation', 'role', 'detail'],
    tell: ({ coalitionId, on, organisationId, role, detail: note }) => {
      if (role === undefined) return { column: 'role', reason: 'must not be empty' };
      return {
        about: [role, organisationId ?? ''],
        claim: {
          type: 'coalition.RoleAssigned',
          data: { coalitionId, role, organisationId, from: on, note },
        },
      };
    },
  },
  ambitionSession: {
    uses: ['detail'],
    // The detail may begin with the mode: `online; at the beginning of the year`.
    tell: ({ coalitionId, on, detail = '' }) => {
      const [first = '', ...rest] = detail.split(';');
      const mode = SessionModes.find((known) => known === first.trim());
      const remark = mode === undefined ? detail : rest.join(';').trim();
      const note = remark === '' ? undefined : remark;
      return {
        about: [detail],
        claim: { type: 'coalition.AmbitionSessionHeld', data: { coalitionId, on, mode, note } },
      };
    },
  },
  workingGroup: {
    uses: ['detail'],
    tell: ({ coalitionId, on, detail }) => {
      const focus = NameShape.safeParse(detail);
      if (!focus.success) return { column: 'detail', reason: 'must be the focus of the group, in a line' };
      const workingGroupId = idOf(focus.data);
      return {
        about: [workingGroupId],
        claim: {
          type: 'coalition.WorkingGroupFormed',
          data: { coalitionId, workingGroupId, focus: focus.data, on },
        },
      };
    },
  },
  plan: {
    uses: ['detail'],
    tell: ({ coalitionId, on, detail }) => {
      const version = Number(detail);
      if (!Number.isSafeInteger(version) || version < 1) {
        return { column: 'detail', reason: 'must be the version of the plan, such as 1' };
      }
      return {
        about: [String(version)],
        claim: { type: 'coalition.PlanOfActionAdopted', data: { coalitionId, version, on } },
      };
    },
  },
  phase: {
    uses: ['detail'],
    tell: ({ coalitionId, on, detail }) => {
      const phase = CoalitionPhaseEntered.data.shape.phase.safeParse(detail);
      if (!phase.success) return { column: 'detail', reason: 'must be a phase, such as execution' };
      return {
        about: [phase.data],
        claim: { type: 'coalition.PhaseEntered', data: { coalitionId, phase: phase.data, on } },
      };
    },
  },
};

const ID_MAX = 48;
/** An id made of a text: `Preconception care` is preconception-care. */
function idOf(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const id = (plain.match(/[a-z0-9]+/g) ?? []).join('-');
  return id !== '' && id.length <= ID_MAX ? id : `group-${Hash.of({ text }).slice(0, 12)}`;
}
