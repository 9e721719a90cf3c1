import type { Upcasters } from '#kernel';
import { agreement } from '#contexts/agreement';
import { coalition } from '#contexts/coalition';
import { decision } from '#contexts/decision';
import { municipality } from '#contexts/municipality';
import { organisation } from '#contexts/organisation';
import { programme } from '#contexts/programme';
import { MunicipalityModule } from '#modules/municipality';
import { OrganisationModule } from '#modules/organisation';
import { ProgrammeModule } from '#modules/programme';
import type { Projection } from '#platform/read-store';
import * as municipalityRead from '#read/municipality';
import * as organisationRead from '#read/organisation';
import * as programmeRead from '#read/programme';

/** All aggregates of the register. */
export const deciders = [municipality, organisation, coalition, decision, agreement, programme] as const;

/** The modules of all contexts, for an application that answers requests. */
export const contextModules = [MunicipalityModule, OrganisationModule, ProgrammeModule];

/** Every read model, for the projector. */
export const projections: readonly Projection[] = [
  ...municipalityRead.projections,
  ...organisationRead.projections,
  ...programmeRead.projections,
];

/** Every retired shape. */
export const upcasters: Upcasters = {};
