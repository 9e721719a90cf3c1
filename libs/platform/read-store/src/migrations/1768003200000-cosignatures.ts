import type { MigrationInterface, QueryRunner } from 'typeorm';
import { API_ROLE } from '../api-role.ts';

/** What outside witnesses signed beside the register: a line for each tree head that they have seen. */
export class Cosignatures1768003200000 implements MigrationInterface {
  readonly name = 'Cosignatures1768003200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE cosignature (
        size bigint NOT NULL,
        witness text NOT NULL,
        line text NOT NULL,
        made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (witness, size)
      )`);
    await runner.query('CREATE INDEX cosignature_size ON cosignature (size)');
    await runner.query(`GRANT SELECT ON cosignature TO ${API_ROLE}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE cosignature');
  }
}
