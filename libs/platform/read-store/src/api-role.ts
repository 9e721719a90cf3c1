/** The role of PostgreSQL in which the API asks. */
export const API_ROLE = 'register_api';

/** The setting of a transaction that says for which organisation it asks. */
export const SCOPE = 'register.organisation';

/** The setting of a transaction that says in which role of the register somebody asks. */
export const SCOPE_ROLE = 'register.role';
