import { organisationOf, type Caller, type Role } from '#platform/http';

/** To whom agreements and decisions are shown that are withheld: all of them, or those that name them. To others they do not exist. */
export const WITHHELD: Readonly<Record<Role, 'all' | 'own' | 'none'>> = {
  'programme-office': 'all',
  municipality: 'own',
  partner: 'own',
  analyst: 'none',
  auditor: 'all',
  operator: 'none',
  'privacy-officer': 'all',
};

/** What stands for whoever is shown everything, and for every municipality. */
const [EVERYTHING, EVERY_MUNICIPALITY] = ['**', '*'];

/** The names by which a record that is withheld is shown to somebody. */
export function standsForIn(caller: Caller): readonly string[] {
  switch (WITHHELD[caller.role]) {
    case 'all':
      return [EVERYTHING];
    case 'own': {
      const organisation = organisationOf(caller);
      return [
        ...(caller.role === 'municipality' ? [...caller.municipalities, EVERY_MUNICIPALITY] : []),
        ...(organisation === null ? [] : [organisation]),
      ];
    }
    case 'none':
      return [];
  }
}
