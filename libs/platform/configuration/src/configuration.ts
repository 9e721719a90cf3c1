import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isNativeError } from 'node:util/types';
import { OWN_ROLES, type ClaimNames, type Issuer, type Role } from '#platform/callers';
import type { Witness } from '#platform/ledger';
import { Settings } from './settings.ts';

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
  /** Under which name, and how often, what is new in the journal is signed. */
  readonly ledger: {
    readonly origin: string;
    readonly everyMs: number;
    /** The outside witness of tree heads, with the key with which it cosigns; `null`: there is none. */
    readonly witness: { readonly url: string; readonly key: Witness } | null;
  };
  /** Of fewer people no figure is shown. */
  readonly figuresThreshold: number;
  /** How many months what is about people is kept after the last thing that happened to it. */
  readonly retention: { readonly months: number; readonly byTopic: ReadonlyMap<string, number> };
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
    retention: retentionIn(settings.RETENTION_MONTHS),
    figuresThreshold: settings.FIGURES_THRESHOLD,
    ledger: {
      origin: settings.LEDGER_ORIGIN,
      everyMs: settings.CHECKPOINT_SECONDS * 1000,
      witness: witnessIn(settings.LEDGER_WITNESS_URL, settings.LEDGER_WITNESS_KEY),
    },
  };
}

const witnessIn = (url: string | undefined, key: Witness | undefined): Configuration['ledger']['witness'] =>
  url === undefined || key === undefined ? null : { url, key };

const RETENTION_MONTHS = 24;

function retentionIn(terms: readonly string[]): Configuration['retention'] {
  const pairs = terms.map((term) => term.split('=').reverse());
  const months = pairs.find(([, topic]) => topic === undefined)?.[0];
  const byTopic = pairs.flatMap(([count, topic]) =>
    topic === undefined ? [] : [[topic, Number(count)] as const],
  );
  return { months: months === undefined ? RETENTION_MONTHS : Number(months), byTopic: new Map(byTopic) };
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
