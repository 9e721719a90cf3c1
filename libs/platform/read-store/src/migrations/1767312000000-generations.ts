import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Generations of a read model, of which one answers; events that a read model could not take; what was verified. */
export class Generations1767312000000 implements MigrationInterface {
  readonly name = 'Generations1767312000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE projection
        ADD COLUMN generation integer NOT NULL DEFAULT 1 CHECK (generation > 0),
        -- Raised when somebody else than its feeder changes it.
        ADD COLUMN epoch integer NOT NULL DEFAULT 0,
        ADD COLUMN parked_count bigint NOT NULL DEFAULT 0,
        ADD COLUMN fed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        -- When another generation took over from it.
        ADD COLUMN answered_until timestamptz,
        DROP CONSTRAINT projection_pkey,
        ADD PRIMARY KEY (name, version, generation)`);
    await runner.query('CREATE UNIQUE INDEX projection_live ON projection (name, version) WHERE is_live');
    await runner.query(`
      CREATE TABLE parked (
        storage text NOT NULL REFERENCES projection (storage) ON DELETE CASCADE,
        seq bigint NOT NULL,
        stream text NOT NULL,
        state text NOT NULL DEFAULT 'waits' CHECK (state IN ('waits', 'given-up', 'passed-over')),
        -- Null: it waits behind an earlier event of its stream.
        reason text,
        parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (storage, seq)
      )`);
    await runner.query('CREATE INDEX parked_stream ON parked (storage, stream, seq)');
    await runner.query(`
      CREATE TABLE parking_act (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        act text NOT NULL,
        storage text NOT NULL,
        stream text NOT NULL,
        outcome text NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE verification (
        is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
        seq bigint NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        -- Null: all is well.
        finding text
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE verification, parking_act, parked');
    await runner.query('DELETE FROM projection WHERE generation > 1');
    await runner.query(`
      ALTER TABLE projection DROP COLUMN generation, DROP COLUMN epoch, DROP COLUMN parked_count,
        DROP COLUMN fed_at, DROP COLUMN answered_until, ADD PRIMARY KEY (name, version)`);
  }
}
