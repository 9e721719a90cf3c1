import { Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { endpointsOf, type Endpoints } from '#platform/data-folder';
import { localToken } from '#platform/callers';
import type { Upcasters } from '#kernel';
import { EventStore, type LogEvent } from '#platform/event-store';
import { readingWith } from '../../apps/api/src/reading.ts';
import { issued, issuerSettings } from './issuer.ts';
import { folder, startProgram, type Child } from './processes.ts';

const ADDRESS = /(http:\/\/127\.0\.0\.1:\d+)(?=\D)/;

/** What an API answered: `body` is the JSON of the answer, null where it is none. */
export type Answered = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  readonly text: string;
};

/** A running API. */
export type Api = {
  /** Without a path: `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Answered>;
  readonly post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Answered>;
  /** The header of whoever asks. */
  readonly authorization: () => Promise<string>;
  /** The same API for somebody else. */
  readonly as: (claims: Claims) => Api;
};

/** In which role somebody asks, and for whom. */
export type Claims = {
  readonly role: string;
  readonly municipalities?: readonly string[];
  readonly organisation?: string;
  readonly sub?: string;
};
export const OFFICE: Claims = { role: 'programme-office' };
export const OPERATOR: Claims = { role: 'operator' };
/** Somebody of an organisation. */
export const partner = (organisation: string): Claims => ({ role: 'partner', organisation });
export type TokenFor = (claims: Claims) => Promise<string>;

/** Tokens of the register on a data folder. */
export const tokensOf =
  (dataDir: string): TokenFor =>
  ({ sub = 'under test', ...claims }) =>
    localToken(dataDir, { ...claims, subject: sub });

/** The whole register in one process, on embedded stores in a folder of its own. */
export type Register = Api & { readonly process: Child; readonly dataDir: string } & Omit<
    Endpoints,
    'apiUrl'
  >;

export type RegisterOptions = {
  /** A folder of an earlier register; without it, a new one. */
  readonly dataDir?: string;
  /** Whether an empty register is given the public history. Default: it is left empty. */
  readonly withHistory?: boolean;
  readonly settings?: Readonly<Record<string, string>>;
};

/** Starts the built standalone, and waits until it says where it listens (with the public history: until that is in). */
export async function startRegister(options: RegisterOptions = {}): Promise<Register> {
  const dataDir = options.dataDir ?? (await folder());
  const process = startStandalone({ ...options, dataDir });
  const [url = ''] = await process.says(ADDRESS);
  const { eventStoreUrl, databaseUrl } = await announcedIn(dataDir, process);
  return { process, dataDir, eventStoreUrl, databaseUrl, ...apiAt(url, tokensOf(dataDir)) };
}

/** Starts the built standalone, and waits for nothing. */
export function startStandalone(options: RegisterOptions & { readonly dataDir: string }): Child {
  const { dataDir, withHistory = false, settings = {} } = options;
  return startProgram('apps/standalone/src/main.js', withHistory ? [] : ['--empty'], {
    PORT: '0',
    DATA_DIR: dataDir,
    REQUESTS_PER_MINUTE: '0',
    ...settings,
  });
}

/** Waits until the owner of a data folder has told where it can be reached, which is before it has taken in any history. */
export async function announcedIn(dataDir: string, owner: Child): Promise<Endpoints> {
  let isOver = false;
  void owner.ended.then(() => (isOver = true));
  for (const until = Date.now() + 60_000; Date.now() < until && !isOver; await sleep(20)) {
    const endpoints = await endpointsOf(dataDir);
    if (endpoints !== null) return endpoints;
  }
  throw new Error(`The register did not say where it can be reached:\n${owner.output()}`);
}

export type Servers = { readonly eventStoreUrl: string; readonly databaseUrl: string };
let keys: Promise<string> | undefined;
/** The settings of a process on two stores; all of a spec file share a folder of keys. */
export const onServers = async ({
  eventStoreUrl,
  databaseUrl,
}: Servers): Promise<Record<string, string>> => ({
  EVENTSTORE_URL: eventStoreUrl,
  DATABASE_URL: databaseUrl,
  KEYS_DIR: await (keys ??= folder('keys-')),
});
/** How what those processes store reads. */
export const readsOnServers = async (): Promise<Upcasters> => readingWith(await (keys ??= folder('keys-')));

/** Starts the built API on two stores, and waits until it listens. */
export async function startApi(servers: Servers): Promise<Api & { readonly process: Child }> {
  const settings = { PORT: '0', ...(await issuerSettings()), ...(await onServers(servers)) };
  const process = startProgram('apps/api/src/main.js', [], settings);
  const [url = ''] = await process.says(ADDRESS);
  return { process, ...apiAt(url, issued) };
}

/** Starts the built projector on two stores, and waits until it says that it runs. */
export async function startProjector(servers: Servers): Promise<Child> {
  const projector = startProgram('apps/projector/src/main.js', [], await onServers(servers));
  await projector.says(/The projector runs/);
  return projector;
}

/** Starts the built embedded event store as a process; `port` 0 is a free one. */
export async function startEventStore(
  dataDir: string,
  port = 0,
): Promise<{ readonly process: Child; readonly url: string; readonly port: number }> {
  const args = ['--data', dataDir, '--port', String(port)];
  const process = startProgram('libs/platform/embedded-event-store/src/serve.js', args, {});
  const [, url = '', bound] = await process.says(/(esdb:\/\/127\.0\.0\.1:(\d+)\S*?),? /);
  return { process, url, port: Number(bound) };
}

/** An API at an address. A connection that breaks off, or is refused, rejects. */
export function apiAt(url: string, tokenFor: TokenFor, claims: Claims = OFFICE): Api {
  let token: Promise<string> | undefined;
  const authorization = async (): Promise<string> => `Bearer ${await (token ??= tokenFor(claims))}`;
  const authorized = async (headers: Record<string, string>): Promise<Record<string, string>> => ({
    authorization: await authorization(),
    ...headers,
  });
  const ask = async (path: string, init: RequestInit): Promise<Answered> => {
    const answer = await fetch(new URL(path, url), { ...init, signal: AbortSignal.timeout(40_000) });
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: isJson && text !== '' ? (JSON.parse(text) as unknown) : null,
    };
  };
  return {
    url,
    authorization,
    as: (others) => apiAt(url, tokenFor, others),
    get: async (path, headers = {}) => ask(path, { headers: await authorized(headers) }),
    post: async (path, body, headers = {}) =>
      ask(path, {
        method: 'POST',
        headers: await authorized({ 'content-type': 'application/json', ...headers }),
        body: JSON.stringify(body),
      }),
  };
}

/** What a database answers to one statement, over a connection of its own. */
export async function rowsOf<R extends object>(
  databaseUrl: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<R[]> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<R>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

/** Every event that an event store holds, in the order of its log, but for those of the system. */
export async function logOf(eventStoreUrl: string): Promise<LogEvent[]> {
  const store = EventStore.connect(eventStoreUrl);
  try {
    const log: LogEvent[] = [];
    for await (const events of store.readAll({ after: 'start' })) log.push(...events);
    return log;
  } finally {
    await store.close();
  }
}
