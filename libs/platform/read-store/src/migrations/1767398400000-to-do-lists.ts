import type { MigrationInterface, QueryRunner } from 'typeorm';

/** To-do lists with places of their own, their rows, and the timers that stand in them. */
export class ToDoLists1767398400000 implements MigrationInterface {
  readonly name = 'ToDoLists1767398400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE to_do_list (
        list text PRIMARY KEY,
        -- The names of those that it is for.
        policies text NOT NULL,
        seq bigint NOT NULL DEFAULT 0
      )`);
    await runner.query(`
      CREATE TABLE to_do_row (
        list text NOT NULL REFERENCES to_do_list ON DELETE CASCADE,
        key text NOT NULL,
        stream text NOT NULL,
        seq bigint NOT NULL,
        -- Null: there is no such row any more.
        content jsonb,
        PRIMARY KEY (list, key)
      )`);
    await runner.query(`
      CREATE TABLE to_do_aside (
        list text NOT NULL REFERENCES to_do_list ON DELETE CASCADE,
        stream text NOT NULL,
        seq bigint NOT NULL,
        reason text NOT NULL,
        PRIMARY KEY (list, stream)
      )`);
    await runner.query(`
      CREATE TABLE timer (
        policy text NOT NULL,
        list text NOT NULL,
        key text NOT NULL,
        -- What is to be done: the same text for the same thing.
        what text NOT NULL,
        because text NOT NULL,
        due_from date NOT NULL,
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'refused', 'broken')),
        code text,
        reason text,
        attempts integer NOT NULL DEFAULT 0,
        not_before timestamptz,
        changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (policy, key),
        FOREIGN KEY (list, key) REFERENCES to_do_row ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX timer_due ON timer (due_from) WHERE state IN ('waiting', 'broken')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE timer, to_do_aside, to_do_row, to_do_list');
  }
}
