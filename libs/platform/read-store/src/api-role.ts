/** The role of PostgreSQL in which the API asks. */
export const API_ROLE = 'register_api';

/** The setting of a transaction that says for which organisation it asks. */
export const SCOPE = 'register.organisation';
