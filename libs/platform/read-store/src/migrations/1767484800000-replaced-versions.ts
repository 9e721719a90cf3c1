import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Each version of a row is kept once: the one that stands in the table of current rows, the others beside it. Read
 * models that were written otherwise are taken away, and filled from the journal again.
 */
export class ReplacedVersions1767484800000 implements MigrationInterface {
  readonly name = 'ReplacedVersions1767484800000';

  async up(runner: QueryRunner): Promise<void> {
    await forgetReadModels(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await forgetReadModels(runner);
  }
}

/** Takes all read models away; a projector fills them from the journal again. */
export async function forgetReadModels(runner: QueryRunner): Promise<void> {
  const known = (await runner.query('DELETE FROM projection RETURNING storage')) as [
    { storage: string }[],
    number,
  ];
  for (const { storage } of known[0]) {
    await runner.query(`DROP TABLE IF EXISTS ${storage}, ${storage}_versions, ${storage}_items`);
  }
}
