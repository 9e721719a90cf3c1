import {
  coalitionMunicipality,
  coalitionPartner,
  coalitionRole,
  coalitionWork,
} from './coalition-members.projection.ts';
import { coalitionRoster } from './coalition-roster.projection.ts';

/** Every read model of this context. */
export const projections = [
  coalitionRoster,
  coalitionMunicipality,
  coalitionPartner,
  coalitionRole,
  coalitionWork,
];
