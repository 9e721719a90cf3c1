import type { MigrationInterface, QueryRunner } from 'typeorm';
import { API_ROLE } from '../api-role.ts';

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
    await runner.query(`DROP TABLE actor; DROP OWNED BY ${API_ROLE}`);
  }
}
