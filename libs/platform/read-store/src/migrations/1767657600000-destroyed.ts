import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forgetReadModels } from './1767484800000-replaced-versions.ts';

/**
 * Events of which a certificate of destruction is all that remains. What is enclosed counts as given by its outside from
 * now on, which does not change when it is destroyed: read models are taken away, and filled from the journal again.
 */
export class Destroyed1767657600000 implements MigrationInterface {
  readonly name = 'Destroyed1767657600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE journal ADD COLUMN is_destroyed boolean NOT NULL DEFAULT false');
    await runner.query('CREATE INDEX to_do_row_stream ON to_do_row (stream)');
    await runner.query('CREATE INDEX journal_destroyed ON journal (stream) WHERE is_destroyed');
    await runner.query(`
      CREATE TABLE swept (
        is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
        -- How many events of the journal had been destroyed when the files were last swept.
        events bigint NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp()
      )`);
    await forgetReadModels(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE journal DROP COLUMN is_destroyed; DROP INDEX to_do_row_stream; DROP TABLE swept',
    );
    await forgetReadModels(runner);
  }
}
