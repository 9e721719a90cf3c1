export { EmbeddedPostgresError } from './binaries.ts';
export { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts';
