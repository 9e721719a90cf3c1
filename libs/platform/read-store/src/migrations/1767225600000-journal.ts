import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The journal, the projector's place with its lease, and the list of projections. */
export class Journal1767225600000 implements MigrationInterface {
  readonly name = 'Journal1767225600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE journal (
        seq bigint PRIMARY KEY CHECK (seq > 0),
        commit_position bigint NOT NULL,
        prepare_position bigint NOT NULL,
        stream text NOT NULL,
        revision bigint NOT NULL CHECK (revision >= 0),
        event_id uuid NOT NULL,
        type text NOT NULL,
        recorded_at timestamptz NOT NULL,
        is_json boolean NOT NULL,
        data text NOT NULL,
        metadata text NOT NULL,
        leaf_hash bytea NOT NULL CHECK (length(leaf_hash) = 32),
        UNIQUE (commit_position, prepare_position),
        UNIQUE (stream, revision),
        UNIQUE (recorded_at)
      )`);
    // Not unique: a store may hold an id twice, and the journal takes every event.
    await runner.query('CREATE INDEX journal_event_id ON journal (event_id)');
    await runner.query(`
      CREATE TABLE projector (
        is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
        seq bigint NOT NULL DEFAULT 0,
        commit_position bigint,
        prepare_position bigint,
        event_id uuid,
        recorded_at timestamptz,
        epoch bigint NOT NULL DEFAULT 0,
        holder text,
        held_since timestamptz,
        expires_at timestamptz NOT NULL DEFAULT '-infinity'
      )`);
    await runner.query('INSERT INTO projector DEFAULT VALUES');
    await runner.query(`
      CREATE TABLE projection (
        name text NOT NULL,
        version integer NOT NULL,
        storage text NOT NULL UNIQUE,
        is_live boolean NOT NULL DEFAULT false,
        seq bigint NOT NULL DEFAULT 0,
        events_count bigint NOT NULL DEFAULT 0,
        running_hash bytea NOT NULL CHECK (length(running_hash) = 32),
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (name, version)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE projection, projector, journal');
  }
}
