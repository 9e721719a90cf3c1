/** The role of PostgreSQL in which the API asks. */
export const API_ROLE = 'register_api';

/** The setting of a transaction that says for which organisation it asks. */
export const SCOPE = 'register.organisation';

/** The setting of a transaction that says in which role of the register somebody asks. */
export const SCOPE_ROLE = 'register.role';

/** The setting of a transaction that says for whom it asks about records that are withheld: names, with commas between them. */
export const SCOPE_STANDS_FOR = 'register.stands_for';

/** SQL: whether a record is shown to whom a transaction asks for. It is looked up once a statement. */
export const isShownTo = (record: string): string => `(${record} <> ALL ((SELECT withheld_from(
  string_to_array(coalesce(current_setting('${SCOPE_STANDS_FOR}', true), ''), ','))) :: text[])) IS NOT FALSE`;
