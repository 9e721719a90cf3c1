/** In which role somebody asks. */
export const Roles = [
  'programme-office',
  'municipality',
  'partner',
  'analyst',
  'auditor',
  'operator',
  'privacy-officer',
] as const;
export type Role = (typeof Roles)[number];
