import { agreement, agreementFacts, type AgreementFacts } from '#contexts/agreement';
import { coalition, coalitionFacts, type CoalitionFacts } from '#contexts/coalition';
import { decision, decisionFacts, type DecisionFacts } from '#contexts/decision';
import {
  municipality,
  MUNICIPALITY_REGISTER,
  municipalityFacts,
  predecessorsOf,
  type MunicipalityFacts,
} from '#contexts/municipality';
import {
  confirmerFacts,
  organisation,
  organisationFacts,
  type OrganisationFacts,
} from '#contexts/organisation';
import type { PartyFacts } from '#contexts/referral';
import { DISTANT_FUTURE } from '#kernel';
import { OtherRecords } from '#platform/event-store';

type Id = string | undefined;

/** What a command must know of other records, looked up as the handlers do, and noted as what it was based on. */
export class Facts extends OtherRecords {
  municipalities(codes: readonly Id[]): Promise<MunicipalityFacts[]> {
    return this.within(municipality, MUNICIPALITY_REGISTER, municipalityFacts, codes);
  }

  async municipality(code: string): Promise<MunicipalityFacts> {
    return municipalityFacts(code, await this.read(municipality, MUNICIPALITY_REGISTER));
  }

  /** Of a municipality, and of all that ever merged into it. */
  async withPredecessors(code: string): Promise<MunicipalityFacts[]> {
    const register = await this.read(municipality, MUNICIPALITY_REGISTER);
    return [code, ...predecessorsOf(DISTANT_FUTURE, code, register)].map((one) =>
      municipalityFacts(one, register),
    );
  }

  organisations(ids: readonly Id[]): Promise<OrganisationFacts[]> {
    return this.each(organisation, organisationFacts, ids);
  }

  async confirmer(id: string): Promise<{ readonly isKnown: boolean }> {
    return confirmerFacts(id, await this.read(organisation, id));
  }

  /** Of an organisation, and what kind it is. */
  async party(organisationId: string): Promise<PartyFacts> {
    const state = await this.read(organisation, organisationId);
    return {
      ...organisationFacts(organisationId, state),
      kind: state.status === 'absent' ? null : state.registration.said.kind,
    };
  }

  coalition(id: Id): Promise<CoalitionFacts | null> {
    return this.one(coalition, coalitionFacts, id);
  }

  decision(id: Id): Promise<DecisionFacts | null> {
    return this.one(decision, decisionFacts, id);
  }

  agreement(id: Id): Promise<AgreementFacts | null> {
    return this.one(agreement, agreementFacts, id);
  }
}
