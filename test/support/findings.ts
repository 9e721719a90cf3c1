import { IsoDate } from '#kernel';
import type { FindingRule } from '#contexts/finding';
import type { DeskAnswer } from '#read/overview';
import type { DecisionRequest } from '#platform/event-store';
import { agreementOf, sign } from './agreements.ts';
import { ask, tell } from './asking.ts';
import type { Api } from './register.ts';

export const HERE = 'GM0109';
export const PARTIES = ['verloskundigen-coevorden', 'icare-jgz'] as const;
export const day = (text: string): IsoDate => IsoDate.parse(text);
/** What whoever decides beside the API says of itself. */
export const request = {
  ...{ caller: { actor: 'spec', role: 'programme-office' }, correlationId: 'spec', sourceSystem: 'api' },
} as const satisfies DecisionRequest;

export type Finding = {
  readonly findingId: string;
  readonly rule: FindingRule;
  readonly about: string;
  readonly part: string | null;
  readonly since: string | null;
  readonly events: readonly { readonly number: number; readonly eventId: string; readonly type: string }[];
  readonly acknowledged: { readonly reason: string; readonly on: string } | null;
};
export type FindingPage = { readonly findings: readonly Finding[]; readonly next: string | null };

export const partsOf = (findings: readonly Finding[]): (string | null)[] => findings.map(({ part }) => part);

/** Tells a register things, and asks what it then finds in Coevorden, or elsewhere. */
export class Audited {
  #last = '';

  constructor(private readonly register: Api) {}

  /** The id of the last event that a command led to. */
  async told(path: string, body: object): Promise<string> {
    const { position, events } = await tell(this.register, path, body);
    this.#last = position;
    return events.at(-1)?.id ?? '';
  }

  /** What somebody else told it is waited for. */
  heard({ position }: { readonly position: string }): void {
    this.#last = position;
  }

  get after(): string {
    return `after=${this.#last}`;
  }

  async page(parameters: string, where = `municipality=${HERE}`): Promise<FindingPage> {
    return (await ask<FindingPage>(this.register, `audit/findings?${where}&${this.after}${parameters}`)).data;
  }

  async desk(parameters = ''): Promise<DeskAnswer> {
    return (await ask<DeskAnswer>(this.register, `municipalities/${HERE}/desk?${this.after}${parameters}`))
      .data;
  }

  /** What a rule finds about a record. */
  async found(rule: FindingRule, about: string, parameters = ''): Promise<readonly Finding[]> {
    const { findings } = await this.page(`&rule=${rule}&limit=200${parameters}`);
    return findings.filter((finding) => finding.about === about);
  }

  draft(agreementId: string, more: object = {}): Promise<string> {
    return this.told('agreements', {
      ...{ agreementId, kind: 'covenant', title: agreementId, topics: [], phases: ['during'] },
      ...{ scope: { level: 'coalition', municipalities: [HERE] }, parties: PARTIES, on: '2024-01-01' },
      ...more,
    });
  }

  /** An agreement in force since 2024-02-01. */
  async agreed(agreementId: string, more: object = {}): Promise<string> {
    await this.draft(agreementId, more);
    await this.told(`agreements/${agreementId}/submissions`, { on: '2024-01-10' });
    await this.signed(agreementId, '2024-02-01');
    return `agreement-${agreementId}`;
  }

  /** By all its parties, as it reads. */
  async signed(agreementId: string, on: string): Promise<void> {
    const { contentHash } = await agreementOf(this.register, agreementId, `?${this.after}`);
    for (const party of PARTIES) this.heard(await sign(this.register, agreementId, party, on, contentHash));
  }

  async decided(decisionId: string, on: string, more: object = {}): Promise<string> {
    await this.told('decisions', {
      ...{ decisionId, body: 'executive', subject: decisionId, municipality: HERE, points: [], on },
    });
    await this.told(`decisions/${decisionId}/takings`, {
      ...{ on, effectiveOn: on, responsibleOrganisation: 'mwc', decisionType: 'adoption', ...more },
    });
    return `decision-${decisionId}`;
  }
}
