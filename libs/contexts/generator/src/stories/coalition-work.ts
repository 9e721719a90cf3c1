import {
  AmbitionPhases,
  coalition,
  ExclusiveRoles,
  SessionModes,
  SharedRoles,
  type CoalitionCommand,
  type CoalitionEvent,
  type CoalitionState,
} from '#contexts/coalition';
import type { HistoryCommand } from '#kernel';
import type { Scene, Subject } from '../scene.ts';
import type { Town } from '../towns.ts';

/** What goes on in a coalition, and how often. */
export const WORK_WEIGHTS = {
  session: 14,
  ambition: 10,
  dropAmbition: 2,
  group: 6,
  refocus: 5,
  joinGroup: 14,
  leaveGroup: 6,
  disband: 2,
  plan: 5,
  phase: 6,
  partner: 12,
  partnerLeaves: 5,
  role: 12,
  roleEnds: 4,
} as const;

type Coalition = Subject<CoalitionCommand | HistoryCommand<CoalitionEvent>, CoalitionState>;

/** What goes on in one coalition. */
export class Work {
  readonly tell: Coalition['tell'];
  readonly #look: Coalition['look'];
  #ambitions = 0;
  #groupsEver = 0;
  #groups: string[] = [];
  #plans = 0;

  constructor(
    private readonly scene: Scene,
    private readonly town: Town,
    private readonly coalitionId: string,
  ) {
    const { tell, look } = scene.subject(coalition, coalitionId, town);
    this.tell = tell;
    this.#look = look;
  }

  joinsAsPartner(organisationId: string) {
    return this.tell(async (facts) => ({
      type: 'JoinAsPartner',
      coalitionId: this.coalitionId,
      organisationId,
      from: this.scene.happenedOn(),
      facts: { organisations: await facts.organisations([organisationId]) },
    }));
  }

  /** Whether it is formed now. */
  async forms(): Promise<boolean> {
    const { coalitionId } = this;
    const on = this.scene.dayOf(0);
    return (
      (await this.tell({ type: 'FormCoalition', coalitionId, on, facts: { organisations: [] } })) !== null
    );
  }

  async passesTo(successor: Town): Promise<void> {
    const { scene, coalitionId } = this;
    const from = scene.dayOf(5);
    await this.tell(async (facts) => ({
      type: 'JoinAsMunicipality',
      coalitionId,
      municipality: successor.code,
      from,
      facts: { municipalities: await facts.municipalities([successor.code]) },
    }));
    const reason = scene.word('reasons', this.town);
    await this.tell({
      type: 'LeaveAsMunicipality',
      coalitionId,
      municipality: this.town.code,
      until: from,
      reason,
    });
  }

  async goesOn(what: keyof typeof WORK_WEIGHTS, now: Town): Promise<void> {
    const { scene, coalitionId } = this;
    const { chance } = scene;
    const on = scene.happenedOn();
    const partners = async (): Promise<string[]> =>
      (await this.#look()).partners
        .filter(({ until }) => until === 'open')
        .map(({ organisationId }) => organisationId);
    switch (what) {
      case 'session': {
        const organisations = chance.some(await partners(), chance.between(2, 6));
        await this.tell(async (facts) => ({
          type: 'HoldAmbitionSession',
          coalitionId,
          on,
          mode: chance.pick(SessionModes),
          organisations,
          outcome: scene.word('outcomes', now),
          facts: { organisations: await facts.organisations(organisations) },
        }));
        return;
      }
      case 'ambition': {
        this.#ambitions += 1;
        const text = scene.word('ambitions', now);
        const ambitionId = `ambitie-${this.#ambitions}`;
        await this.tell({
          type: 'AdoptAmbition',
          coalitionId,
          ambitionId,
          phase: chance.pick(AmbitionPhases),
          text,
          on,
        });
        return;
      }
      case 'dropAmbition': {
        const ambitionId = `ambitie-${chance.between(1, Math.max(1, this.#ambitions))}`;
        await this.tell({
          type: 'DropAmbition',
          coalitionId,
          ambitionId,
          on,
          reason: scene.word('reasons', now),
        });
        return;
      }
      case 'group': {
        this.#groupsEver += 1;
        const workingGroupId = `werkgroep-${this.#groupsEver}`;
        const members = chance.some(await partners(), chance.between(1, 4));
        const formed = await this.tell({
          type: 'FormWorkingGroup',
          coalitionId,
          workingGroupId,
          focus: scene.word('focuses', now),
          members,
          ...(chance.happens(0.4) && { joinsExisting: scene.word('consultations', now) }),
          on: scene.dayOf(5),
        });
        if (formed !== null) this.#groups.push(workingGroupId);
        return;
      }
      case 'refocus':
      case 'joinGroup':
      case 'leaveGroup':
      case 'disband':
        return this.#inGroup(what, now, await partners());
      case 'plan': {
        this.#plans += 1;
        const decisionId = chance.happens(0.5) ? scene.known('decision', now) : undefined;
        await this.tell(async (facts) => ({
          type: 'AdoptPlanOfAction',
          coalitionId,
          version: this.#plans,
          on,
          ...(decisionId !== undefined && { decisionId }),
          facts: { decision: await facts.decision(decisionId) },
        }));
        return;
      }
      case 'phase': {
        const phase = chance.pick(['formation', 'planning', 'execution', 'anchoring', 'dormant'] as const);
        await this.tell({ type: 'EnterPhase', coalitionId, phase, on });
        return;
      }
      case 'partner':
        await this.joinsAsPartner(chance.pick(now.allPartners));
        return;
      case 'partnerLeaves': {
        const [organisationId] = chance.some(await partners(), 1);
        if (organisationId === undefined) return;
        const reason = scene.word('reasons', now);
        await this.tell({
          type: 'LeaveAsPartner',
          coalitionId,
          organisationId,
          until: scene.dayOf(3),
          reason,
        });
        return;
      }
      case 'role': {
        const role = chance.happens(0.6) ? chance.pick(ExclusiveRoles) : chance.pick(SharedRoles);
        const organisationId = chance.pick(now.allPartners);
        await this.tell(async (facts) => ({
          type: 'AssignRole',
          coalitionId,
          role,
          organisationId,
          function: scene.word('functions', now),
          from: scene.dayOf(3),
          facts: { organisations: await facts.organisations([organisationId]) },
        }));
        return;
      }
      case 'roleEnds': {
        const role = chance.pick(ExclusiveRoles);
        await this.tell({ type: 'EndRole', coalitionId, role, until: scene.dayOf(2) });
        return;
      }
    }
  }

  async #inGroup(
    what: 'refocus' | 'joinGroup' | 'leaveGroup' | 'disband',
    now: Town,
    partners: readonly string[],
  ): Promise<void> {
    const { scene, coalitionId } = this;
    const { chance } = scene;
    if (this.#groups.length === 0 || partners.length === 0) return;
    const workingGroupId = chance.pick(this.#groups);
    const on = scene.dayOf(5);
    switch (what) {
      case 'refocus': {
        const focus = scene.word('focuses', now);
        await this.tell({ type: 'RefocusWorkingGroup', coalitionId, workingGroupId, focus, on });
        return;
      }
      case 'joinGroup': {
        const organisationId = chance.pick(partners);
        await this.tell({ type: 'JoinWorkingGroup', coalitionId, workingGroupId, organisationId, from: on });
        return;
      }
      case 'leaveGroup': {
        const group = (await this.#look()).workingGroups.get(workingGroupId);
        const [member] = chance.some(group?.members.filter(({ until }) => until === 'open') ?? [], 1);
        if (member === undefined) return;
        const { organisationId } = member;
        await this.tell({
          type: 'LeaveWorkingGroup',
          coalitionId,
          workingGroupId,
          organisationId,
          until: scene.dayOf(0),
        });
        return;
      }
      case 'disband': {
        const disbanded = { coalitionId, workingGroupId, on, reason: scene.word('reasons', now) };
        const events = await this.tell({ type: 'DisbandWorkingGroup', ...disbanded });
        if (events !== null) this.#groups = this.#groups.filter((one) => one !== workingGroupId);
        return;
      }
    }
  }
}
