import { resolve } from 'node:path';
import { parseConnectionString } from '#platform/event-store';
import { z } from 'zod';

const empty = (value: unknown): unknown => (value === '' ? undefined : value);

const EventStoreUrl = z.string().superRefine((url, context) => {
  try {
    parseConnectionString(url);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
  }
});
const DatabaseUrl = z.string().regex(/^postgres(ql)?:\/\/.+/, {
  error: 'must be a connection string such as postgresql://user:password@host:5432/register',
});

/** Every setting of the register, read from the environment; each with its sentence for the documentation. */
const Settings = z
  .object({
    PORT: z
      .preprocess(
        empty,
        z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65535).default(3000),
      )
      .describe('Port of the API on 127.0.0.1; 0 takes a free one.'),
    WATCH_PORT: z
      .preprocess(
        empty,
        z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65535).default(0),
      )
      .describe('Port of the health and metrics of a projector on 127.0.0.1; 0 takes a free one.'),
    DATA_DIR: z.preprocess(empty, z.string().default('./.data')).describe('Folder of the embedded stores.'),
    EVENTSTORE_URL: z
      .preprocess(empty, EventStoreUrl.optional())
      .describe('Connection string of EventStoreDB or KurrentDB; unset: the embedded store.'),
    DATABASE_URL: z
      .preprocess(empty, DatabaseUrl.optional())
      .describe('Connection string of PostgreSQL; unset: the embedded server.'),
  })
  .superRefine((settings, context) => {
    const [set, unset] =
      settings.EVENTSTORE_URL === undefined
        ? ['DATABASE_URL', 'EVENTSTORE_URL']
        : ['EVENTSTORE_URL', 'DATABASE_URL'];
    if ((settings.EVENTSTORE_URL === undefined) === (settings.DATABASE_URL === undefined)) return;
    context.addIssue({
      code: 'custom',
      path: [unset],
      message: `must be set too, since ${set} is: either both stores are servers of your own, or both are embedded`,
    });
  });

/** Where the two stores are: servers that somebody else runs, or a folder in which this process runs its own. */
export type Stores =
  | { readonly kind: 'servers'; readonly eventStoreUrl: string; readonly databaseUrl: string }
  | { readonly kind: 'embedded'; readonly dataDir: string };

export type Configuration = {
  readonly port: number;
  readonly watchPort: number;
  readonly stores: Stores;
};

/** The environment does not say how to run: one line a setting, each naming the setting and the rule. */
export class InvalidConfiguration extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The settings are not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'InvalidConfiguration';
  }
}

/** The configuration that `env` asks for, or {@link InvalidConfiguration} with every problem at once. */
export function readConfiguration(env: Readonly<Record<string, string | undefined>>): Configuration {
  const result = Settings.safeParse(env);
  if (!result.success) {
    throw new InvalidConfiguration(
      result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
    );
  }
  const { PORT, WATCH_PORT, DATA_DIR, EVENTSTORE_URL, DATABASE_URL } = result.data;
  const stores: Stores =
    EVENTSTORE_URL !== undefined && DATABASE_URL !== undefined
      ? { kind: 'servers', eventStoreUrl: EVENTSTORE_URL, databaseUrl: DATABASE_URL }
      : { kind: 'embedded', dataDir: resolve(DATA_DIR) };
  return { port: PORT, watchPort: WATCH_PORT, stores };
}
