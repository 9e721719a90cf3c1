import type { MigrationInterface, QueryRunner } from 'typeorm';
import { API_ROLE } from '../api-role.ts';

/** The audit ledger: the tree over the journal, of which every eighth level is kept, and what was signed of it. */
export class Ledger1767744000000 implements MigrationInterface {
  readonly name = 'Ledger1767744000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE ledger_node (
        -- Whole trees of 256 ^ level leaves, counted from 0; level 0 are the leaf hashes of the journal.
        level smallint NOT NULL CHECK (level > 0),
        index bigint NOT NULL CHECK (index >= 0),
        hash bytea NOT NULL CHECK (octet_length(hash) = 32),
        PRIMARY KEY (level, index)
      )`);
    await runner.query(`
      CREATE TABLE checkpoint (
        -- So many events from number 1 on.
        size bigint PRIMARY KEY CHECK (size > 0),
        root bytea NOT NULL CHECK (octet_length(root) = 32),
        -- As it was signed, and the key that verifies it.
        note text NOT NULL,
        verifier text NOT NULL,
        made_at timestamptz NOT NULL DEFAULT clock_timestamp()
      )`);
    await runner.query(`
      CREATE FUNCTION checkpoint_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'what was signed is only ever added to';
      END
      $$`);
    await runner.query(`
      CREATE TRIGGER checkpoint_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint
      FOR EACH STATEMENT EXECUTE FUNCTION checkpoint_is_kept()`);
    await runner.query(`GRANT SELECT ON ledger_node, checkpoint TO ${API_ROLE}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ledger_node, checkpoint; DROP FUNCTION checkpoint_is_kept');
  }
}
