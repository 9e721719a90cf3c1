import { defineEvent, IdShape, NameShape, retired } from '#kernel';
import { z } from 'zod';
import {
  DomainShape,
  IdentifierShape,
  OrganisationKinds,
  OrganisationRegistered,
} from './organisation.events.ts';

/** One number an organisation, though most have several. */
const RegisteredV1 = defineEvent('organisation.Registered', {
  says: 'An organisation is known to the register, with its usual domain.',
  data: {
    organisationId: IdShape,
    name: NameShape,
    kind: z.enum(OrganisationKinds),
    domain: DomainShape,
    identifier: IdentifierShape.optional(),
  },
  example: {
    organisationId: 'icare-jgz',
    name: 'Icare Jeugdgezondheidszorg',
    kind: 'youthHealthCare',
    domain: 'social',
    identifier: { scheme: 'kvk', value: '12345678' },
  },
});

/** The shapes of an organisation in which nothing is recorded any more. */
export const organisationRetired = [
  retired(RegisteredV1, OrganisationRegistered, {
    identifier: { to: 'identifiers', as: (identifier) => [identifier] },
  }),
];
