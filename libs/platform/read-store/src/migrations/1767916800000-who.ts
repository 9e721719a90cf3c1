import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The longest reference to an actor, or id of an organisation, that the trail is asked for by. Characters. */
const REFERENCE_MAX = 200;

/**
 * Who recorded an event, for the audit trail: out of its metadata, whatever program wrote it, and as plain columns, since row-level
 * security lets an index be used for what is known to give nothing away, which no expression is. Metadata is canonical JSON
 * where it is the register's own; of anybody else's there may be nothing.
 */
export class Who1767916800000 implements MigrationInterface {
  readonly name = 'Who1767916800000';

  async up(runner: QueryRunner): Promise<void> {
    const out = (field: string): string =>
      `text GENERATED ALWAYS AS (substring(metadata FROM '"${field}":"([^"\\\\]{1,${REFERENCE_MAX}})"')) STORED`;
    await runner.query(`
      ALTER TABLE journal ADD COLUMN actor ${out('actor')}, ADD COLUMN organisation ${out('organisation')}`);
    await runner.query(`
      CREATE INDEX journal_actor ON journal (actor, seq) WHERE actor IS NOT NULL;
      CREATE INDEX journal_organisation ON journal (organisation, seq) WHERE organisation IS NOT NULL;
      CREATE INDEX journal_type ON journal (type, seq)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE journal DROP COLUMN actor, DROP COLUMN organisation; DROP INDEX journal_type',
    );
  }
}
