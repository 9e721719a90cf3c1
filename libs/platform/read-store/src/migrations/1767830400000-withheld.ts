import type { MigrationInterface, QueryRunner } from 'typeorm';
import { API_ROLE, isShownTo } from '../api-role.ts';

/**
 * Records that are withheld: the read model `withheld` says which, and who is shown them still. Policies ask a function for
 * that, since the table of a read model is another one with each generation: whichever of them answers, it asks.
 */
export class Withheld1767830400000 implements MigrationInterface {
  readonly name = 'Withheld1767830400000';

  async up(runner: QueryRunner): Promise<void> {
    // The records that are not shown to somebody who stands for these: '**' stands for everybody.
    await runner.query(`
      CREATE FUNCTION withheld_from(stands_for text[]) RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER
      RETURN '{}'::text[]`);
    await runner.query(`
      CREATE FUNCTION withheld_is_answered() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        listed text;
      BEGIN
        SELECT string_agg(format('SELECT record, audience FROM %I WHERE is_withheld AND NOT _removed', storage), ' UNION ALL ')
        INTO listed FROM projection WHERE projection.name = 'withheld' AND is_live;
        EXECUTE format('
          CREATE OR REPLACE FUNCTION withheld_from(stands_for text[]) RETURNS text[]
          LANGUAGE sql STABLE SECURITY DEFINER
          RETURN (SELECT coalesce(array_agg(w.record), ''{}'') FROM (%s) w
            WHERE NOT (w.audience || ''{**}''::text[] && stands_for))',
          coalesce(listed, 'SELECT NULL::text AS record, NULL::text[] AS audience WHERE false'));
        RETURN NULL;
      END
      $$`);
    const changes = [
      ['begins', 'INSERT', "NEW.is_live AND NEW.name = 'withheld'"],
      ['changes', 'UPDATE', "NEW.is_live <> OLD.is_live AND NEW.name = 'withheld'"],
      ['ends', 'DELETE', "OLD.is_live AND OLD.name = 'withheld'"],
    ];
    for (const [name, act, condition] of changes) {
      await runner.query(`
        CREATE TRIGGER withheld_${name} AFTER ${act} ON projection FOR EACH ROW WHEN (${condition})
        EXECUTE FUNCTION withheld_is_answered()`);
    }
    await runner.query('ALTER TABLE journal ENABLE ROW LEVEL SECURITY');
    await runner.query(
      `CREATE POLICY withheld ON journal FOR SELECT TO ${API_ROLE} USING (${isShownTo('stream')})`,
    );
    // Of a record that is withheld, what it hashes to is shown: the proofs of all others rest on it.
    await runner.query(`
      CREATE FUNCTION leaves(after bigint, up_to bigint) RETURNS TABLE (seq bigint, leaf_hash bytea)
      LANGUAGE sql STABLE SECURITY DEFINER
      BEGIN ATOMIC
        SELECT j.seq, j.leaf_hash FROM journal j WHERE j.seq > after AND j.seq <= up_to;
      END`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY withheld ON journal;
      ALTER TABLE journal DISABLE ROW LEVEL SECURITY;
      DROP FUNCTION leaves;
      DROP FUNCTION withheld_is_answered CASCADE`);
    // Policies of read models ask it.
    await runner.query('DROP FUNCTION withheld_from CASCADE');
  }
}
