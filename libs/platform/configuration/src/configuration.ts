import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isNativeError } from 'node:util/types';
import { assertSafe, OWN_CLAIMS, OWN_ROLES, type ClaimNames, type Issuer } from '#platform/access';
import { Roles, type Role } from '#platform/http';
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

const listOf = (value: unknown): unknown =>
  typeof value === 'string' ? value.split(/[\s,]+/).filter((one) => one !== '') : value;
const IssuerUrl = z.string().superRefine((url, context) => {
  try {
    const { hash, search } = new URL(url);
    if (hash !== '' || search !== '') throw new Error('must have neither query nor fragment');
    assertSafe(new URL(url));
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
  }
});
const claimName = (name: string) => z.preprocess(empty, z.string().max(200).default(name));
const LOOPBACK: readonly string[] = ['127.0.0.1', '::1', 'localhost'];

/** Every setting of the register, read from the environment; each with its sentence for the documentation. */
const Settings = z
  .object({
    PORT: z
      .preprocess(
        empty,
        z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65535).default(3000),
      )
      .describe('Port of the API; 0 takes a free one.'),
    HOST: z
      .preprocess(empty, z.string().default('127.0.0.1'))
      .describe('Address on which the API listens; another than the loopback address needs OIDC_ISSUER.'),
    ALLOWED_HOSTS: z
      .preprocess(
        (value) => listOf(empty(value)),
        z
          .array(
            z.string().regex(/^[a-z0-9.-]+(:\d{1,5})?$/, {
              error: 'must be host names, with a port where it has one',
            }),
          )
          .default([]),
      )
      .describe('Names by which the API is reached, beside the loopback address; separated by commas.'),
    ALLOWED_ORIGINS: z
      .preprocess(
        (value) => listOf(empty(value)),
        z
          .array(
            z
              .string()
              .regex(/^https?:\/\/[^/]+$/, { error: 'must be origins such as https://dashboard.example' }),
          )
          .default([]),
      )
      .describe('Web origins whose pages may ask the API (CORS); separated by commas.'),
    REQUESTS_PER_MINUTE: z
      .preprocess(
        empty,
        z.coerce.number({ error: 'must be a number' }).int().min(0).max(10_000_000).default(6000),
      )
      .describe('How often a minute one caller may ask one process; 0: as often as they like.'),
    OIDC_ISSUER: z
      .preprocess(empty, IssuerUrl.optional())
      .describe(
        'Whose access tokens are taken: an issuer of OpenID Connect; unset: this machine, on embedded stores only.',
      ),
    OIDC_AUDIENCE: z
      .preprocess(empty, z.string().max(200).optional())
      .describe('What `aud` must be in them.'),
    OIDC_ROLE_CLAIM: claimName(OWN_CLAIMS.role).describe('The claim with the role; nested ones are dotted.'),
    OIDC_ROLES: z
      .preprocess(
        (value) => listOf(empty(value)),
        z
          .array(
            z.string().regex(new RegExp(`^[^=]+=(${Roles.join('|')})$`), {
              error: `must be pairs such as register-office=programme-office; roles are ${Roles.join(', ')}`,
            }),
          )
          .default([]),
      )
      .describe(
        'What the issuer calls roles, where not as the register does: theirs=ours, separated by commas.',
      ),
    OIDC_MUNICIPALITIES_CLAIM: claimName(OWN_CLAIMS.municipalities).describe('The claim with GM codes.'),
    OIDC_ORGANISATION_CLAIM: claimName(OWN_CLAIMS.organisation).describe(
      'The claim with the id of an organisation of the register.',
    ),
    WATCH_PORT: z
      .preprocess(
        empty,
        z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65535).default(0),
      )
      .describe('Port of the health and metrics of a projector on 127.0.0.1; 0 takes a free one.'),
    DATA_DIR: z.preprocess(empty, z.string().default('./.data')).describe('Folder of the embedded stores.'),
    KEYS_DIR: z
      .preprocess(empty, z.string().optional())
      .describe(
        'Folder of the keys with which referrals are sealed; unset: `keys` in DATA_DIR, on embedded stores only.',
      ),
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
    const says = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (settings.OIDC_ISSUER === undefined && !LOOPBACK.includes(settings.HOST))
      says(
        'OIDC_ISSUER',
        'must be set, since HOST is not the loopback address: tokens of this machine are for it alone',
      );
    else if (settings.OIDC_ISSUER !== undefined && settings.OIDC_AUDIENCE === undefined)
      says(
        'OIDC_AUDIENCE',
        'must be set, since OIDC_ISSUER is: a token for another service is not one for this',
      );
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

/** How the API is reached, and by whom. */
export type HttpSettings = {
  readonly port: number;
  readonly host: string;
  readonly hosts: readonly string[];
  readonly origins: readonly string[];
  readonly requestsPerMinute: number;
};

export type Configuration = {
  readonly http: HttpSettings;
  /** `null`: none is set, and on servers somebody must be. */
  readonly issuer: Issuer | null;
  /** `null`: none is set, and on servers somebody must say where they are. */
  readonly keysDir: string | null;
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

type Env = Readonly<Record<string, string | undefined>>;

/** A setting `NAME` may stand in a file that `NAME_FILE` names, so that secrets need not be in the environment. */
function withFiles(env: Env): Env {
  const problems: string[] = [];
  const read = Object.keys(Settings.shape).flatMap((name) => {
    const file = env[`${name}_FILE`];
    if (file === undefined || file === '') return [];
    if (env[name] !== undefined && env[name] !== '') {
      problems.push(`${name}_FILE: must not be set beside ${name}`);
      return [];
    }
    try {
      return [[name, readFileSync(file, 'utf8').trim()] as const];
    } catch (error) {
      problems.push(`${name}_FILE: ${isNativeError(error) ? error.message : String(error)}`);
      return [];
    }
  });
  if (problems.length > 0) throw new InvalidConfiguration(problems);
  return { ...env, ...Object.fromEntries(read) };
}

/** The configuration that `env` asks for, or {@link InvalidConfiguration} with every problem at once. */
export function readConfiguration(env: Env): Configuration {
  const result = Settings.safeParse(withFiles(env));
  if (!result.success) {
    throw new InvalidConfiguration(
      result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
    );
  }
  const settings = result.data;
  const { DATA_DIR, EVENTSTORE_URL, DATABASE_URL, OIDC_ISSUER: url, OIDC_AUDIENCE: audience } = settings;
  const stores: Stores =
    EVENTSTORE_URL !== undefined && DATABASE_URL !== undefined
      ? { kind: 'servers', eventStoreUrl: EVENTSTORE_URL, databaseUrl: DATABASE_URL }
      : { kind: 'embedded', dataDir: resolve(DATA_DIR) };
  return {
    http: {
      port: settings.PORT,
      host: settings.HOST,
      hosts: settings.ALLOWED_HOSTS,
      origins: settings.ALLOWED_ORIGINS,
      requestsPerMinute: settings.REQUESTS_PER_MINUTE,
    },
    issuer: issuerOf(stores, url, audience, {
      role: settings.OIDC_ROLE_CLAIM,
      municipalities: settings.OIDC_MUNICIPALITIES_CLAIM,
      organisation: settings.OIDC_ORGANISATION_CLAIM,
      roles: settings.OIDC_ROLES.length === 0 ? OWN_ROLES : rolesIn(settings.OIDC_ROLES),
    }),
    keysDir:
      settings.KEYS_DIR !== undefined
        ? resolve(settings.KEYS_DIR)
        : stores.kind === 'embedded'
          ? resolve(stores.dataDir, 'keys')
          : null,
    watchPort: settings.WATCH_PORT,
    stores,
  };
}

function issuerOf(
  stores: Stores,
  url: string | undefined,
  audience: string | undefined,
  claims: ClaimNames,
): Issuer | null {
  if (url !== undefined && audience !== undefined) return { kind: 'oidc', url, audience, claims };
  return stores.kind === 'embedded' ? { kind: 'local', dataDir: stores.dataDir } : null;
}

function rolesIn(pairs: readonly string[]): ReadonlyMap<string, Role> {
  const roles = new Map<string, Role>();
  for (const pair of pairs) {
    const [theirs = '', ours = ''] = pair.split('=');
    const role = OWN_ROLES.get(ours);
    if (role !== undefined) roles.set(theirs, role);
  }
  return roles;
}

/** The issuer of whoever serves the API; on servers somebody must be named. Throws {@link InvalidConfiguration}. */
export function issuerIn({ issuer }: Configuration): Issuer {
  if (issuer !== null) return issuer;
  throw new InvalidConfiguration([
    'OIDC_ISSUER: must be set, since the stores are servers of your own: nobody comes in without a token',
  ]);
}

/** The folder of keys; on servers it must be named. Throws {@link InvalidConfiguration}. */
export function keysDirIn({ keysDir }: Configuration): string {
  if (keysDir !== null) return keysDir;
  throw new InvalidConfiguration([
    'KEYS_DIR: must be set, since the stores are servers of your own: a folder that API and projectors share, with backups of its own',
  ]);
}
