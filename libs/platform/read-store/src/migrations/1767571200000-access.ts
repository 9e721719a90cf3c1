import type { MigrationInterface, QueryRunner } from 'typeorm';
import { API_ROLE, SCOPE_ROLE } from '../api-role.ts';

/**
 * Whoever asks for the API owns nothing: it reads what it is granted, and rows about people only of the organisation
 * that its transaction speaks for. Roles are the server's, so that another database of it may have made this one.
 */
export class Access1767571200000 implements MigrationInterface {
  readonly name = 'Access1767571200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DO $$
      BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${API_ROLE}') THEN
          BEGIN
            CREATE ROLE ${API_ROLE} NOLOGIN;
          EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL; -- Another database of this server was first.
          END;
        END IF;
        IF NOT pg_has_role(CURRENT_USER, '${API_ROLE}', 'SET') THEN
          GRANT ${API_ROLE} TO CURRENT_USER;
        END IF;
      END
      $$`);
    await runner.query(`
      CREATE TABLE actor (
        reference uuid PRIMARY KEY,
        issuer text NOT NULL,
        subject text NOT NULL,
        since timestamptz NOT NULL DEFAULT clock_timestamp(),
        UNIQUE (issuer, subject)
      )`);
    await runner.query(`GRANT SELECT, INSERT ON actor TO ${API_ROLE}`);
    await runner.query(`GRANT SELECT ON journal, projector, projection, parked, verification TO ${API_ROLE}`);
    await runner.query(`
      CREATE TABLE access_log (
        -- One chain for each process that writes.
        process uuid NOT NULL,
        place bigint NOT NULL,
        at timestamptz NOT NULL,
        -- As it was hashed, byte by byte.
        entry json NOT NULL,
        -- SHA-256 over the hash before it and the entry.
        hash bytea NOT NULL CHECK (octet_length(hash) = 32),
        PRIMARY KEY (process, place)
      )`);
    // Ids are in the order of time, and name one entry.
    await runner.query("CREATE INDEX access_log_id ON access_log ((entry ->> 'id'))");
    // The newest ends of chains, which say nothing of what is in them: each new chain remembers them.
    await runner.query(`
      CREATE FUNCTION access_log_ends() RETURNS TABLE (process uuid, place bigint, hash bytea)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        WITH RECURSIVE chain AS (
          (SELECT l.process FROM access_log l ORDER BY l.process LIMIT 1)
          UNION ALL
          SELECT (SELECT l.process FROM access_log l WHERE l.process > c.process ORDER BY l.process LIMIT 1)
          FROM chain c WHERE c.process IS NOT NULL
        )
        SELECT e.process, e.place, e.hash FROM chain c CROSS JOIN LATERAL (
          SELECT l.process, l.place, l.hash, l.at FROM access_log l WHERE l.process = c.process
          ORDER BY l.place DESC LIMIT 1
        ) e ORDER BY e.at DESC LIMIT 50
      $$`);
    await runner.query('REVOKE ALL ON FUNCTION access_log_ends FROM PUBLIC');
    await runner.query(`GRANT EXECUTE ON FUNCTION access_log_ends TO ${API_ROLE}`);
    await runner.query(`
      CREATE FUNCTION access_log_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'the access log is only ever added to';
      END
      $$`);
    await runner.query(`
      CREATE TRIGGER access_log_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log
      FOR EACH STATEMENT EXECUTE FUNCTION access_log_is_kept()`);
    await runner.query('ALTER TABLE access_log ENABLE ROW LEVEL SECURITY');
    await runner.query(`CREATE POLICY adds ON access_log FOR INSERT TO ${API_ROLE} WITH CHECK (true)`);
    await runner.query(`
      CREATE POLICY looks ON access_log FOR SELECT TO ${API_ROLE}
      USING (current_setting('${SCOPE_ROLE}', true) IN ('auditor', 'privacy-officer'))`);
    await runner.query(`GRANT SELECT, INSERT ON access_log TO ${API_ROLE}`);
    // Read models that stand already were made before anybody was granted anything.
    const known = (await runner.query('SELECT storage FROM projection')) as { storage: string }[];
    for (const { storage } of known) {
      await runner.query(`GRANT SELECT ON ${storage}, ${storage}_versions TO ${API_ROLE}`);
      const [items] = (await runner.query(`SELECT to_regclass('${storage}_items') AS is`)) as {
        is: string | null;
      }[];
      if (items?.is !== null) await runner.query(`GRANT SELECT ON ${storage}_items TO ${API_ROLE}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE actor, access_log; DROP FUNCTION access_log_is_kept, access_log_ends; DROP OWNED BY ${API_ROLE}`,
    );
  }
}
