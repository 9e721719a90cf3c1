import type { PartialDate } from '#kernel';
import { IsEnumField, IsIdField, IsName, IsPart, IsPartialDateField, IsText } from '#platform/http';
import {
  Domains,
  IdentifierSchemes,
  IdentifierShape,
  OrganisationKinds,
  type Domain,
  type Identifier,
  type OrganisationKind,
} from './organisation.events.ts';

export class OrganisationParams {
  @IsIdField()
  readonly id!: string;
}

export class RegisterOrganisationRequest {
  @IsIdField({ optional: true, says: 'Chosen by the caller; without it the register makes one.' })
  readonly organisationId?: string;
  @IsName()
  readonly name!: string;
  @IsEnumField(OrganisationKinds)
  readonly kind!: OrganisationKind;
  @IsEnumField(Domains)
  readonly domain!: Domain;
  @IsPart(IdentifierShape, {
    optional: true,
    list: { min: 0, max: IdentifierSchemes.length },
    says: 'One of each: OIN (20 digits), RSIN (9 digits, eleven-test), KvK number (8 digits).',
  })
  readonly identifiers?: readonly Identifier[];
}

export class RenameOrganisationRequest {
  @IsName()
  readonly name!: string;
  @IsPartialDateField()
  readonly on!: PartialDate;
}

export class CloseOrganisationRequest {
  @IsPartialDateField({ says: 'The last day on which it existed.' })
  readonly on!: PartialDate;
  @IsText({ optional: true })
  readonly reason?: string;
}

export class SucceedOrganisationRequest {
  @IsIdField({ says: 'The organisation that goes on.' })
  readonly by!: string;
  @IsPartialDateField({ says: 'The first day of the successor.' })
  readonly on!: PartialDate;
}
