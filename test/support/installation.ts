import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { upcasters } from '#contexts/all';
import { generate } from '#contexts/generator';
import { openHistoryLog, startDatabase, type RunningStore } from '#platform/embedded-stores';
import { eventually } from './event-stores.ts';
import { MisbehavingEventStore } from './misbehaving-event-store.ts';
import { folder, postgresIn, startScript, type Child } from './processes.ts';
import { rowsOf, startApi, startProjector, type Answered, type Api, type Servers } from './register.ts';
import { TcpProxy } from './tcp-proxy.ts';

const MADE_UP_EVENTS = 700;
const RECOVERY_MS_MAX = 60_000;
const JUMP_MS = 3_600_000;
const ASKS_AGAIN_MS = 20;

/**
 * An API, two projectors, an event store and a PostgreSQL, each a process of its own, with a made-up history of all
 * contexts; the projectors reach the event store through a cable and a door that can misbehave.
 */
export class Installation {
  readonly #projectors = new Map<number, Child>();
  #apiNow: (Api & { readonly process: Child }) | null = null;

  private constructor(
    private readonly dataDir: string,
    private readonly database: RunningStore,
    private store: Child,
    private readonly storeUrl: string,
    readonly cable: TcpProxy,
    readonly door: MisbehavingEventStore,
  ) {}

  static async start(seed: number): Promise<Installation> {
    const dataDir = await folder('installation-');
    await makeUp(dataDir, seed);
    const [database, { store, url }] = await Promise.all([
      startDatabase(dataDir, () => undefined),
      startStore(dataDir, 0, JUMP_MS),
    ]);
    const cable = await TcpProxy.before(portOf(url));
    const door = await MisbehavingEventStore.before(`127.0.0.1:${cable.port}`);
    const installation = new Installation(dataDir, database, store, url, cable, door);
    await Promise.all([
      installation.startApi(),
      installation.startProjector(),
      installation.startProjector(),
    ]);
    return installation;
  }

  /** The stores, without detours. */
  get servers(): Servers {
    return { eventStoreUrl: this.storeUrl, databaseUrl: this.database.url };
  }

  /** The API that runs now; while there is none, connections are refused. */
  get api(): Api {
    const now = (): Promise<Api> =>
      this.#apiNow === null ? Promise.reject(new Error('there is no API')) : Promise.resolve(this.#apiNow);
    const asked = (by: (api: Api) => Api): Api => ({
      url: '',
      authorization: async () => by(await now()).authorization(),
      as: (claims) => asked((api) => api.as(claims)),
      get: async (path, headers) => by(await now()).get(path, headers),
      post: async (path, body, headers): Promise<Answered> => by(await now()).post(path, body, headers),
    });
    return asked((api) => api);
  }
  async startApi(): Promise<void> {
    this.#apiNow = await startApi(this.servers);
  }
  async killApi(): Promise<void> {
    const api = this.#apiNow;
    this.#apiNow = null;
    await api?.process.end('SIGKILL');
  }

  async startProjector(): Promise<void> {
    const projector = await startProjector({ ...this.servers, eventStoreUrl: this.door.url });
    this.#projectors.set(projector.pid, projector);
    void projector.ended.then(() => this.#projectors.delete(projector.pid));
  }
  /** The one that holds the lease, and one that does not. */
  async leader(): Promise<Child> {
    return this.#projector(async (pid) => pid === (await this.#holder()));
  }
  async standby(): Promise<Child> {
    return this.#projector(async (pid) => pid !== (await this.#holder()));
  }
  /** Waits until another one leads than the one given. */
  async hasOtherLeader({ pid }: Child): Promise<void> {
    await eventually(async () => ![null, pid].includes(await this.#holder()), RECOVERY_MS_MAX).catch(
      async () => {
        throw new Error(await this.#howItIs());
      },
    );
  }
  async #holder(): Promise<number | null> {
    const rows = await this.ask<{ holder: string | null }>('SELECT holder FROM projector').catch(() => []);
    const pid = Number(rows[0]?.holder?.split('/')[1]);
    return Number.isSafeInteger(pid) ? pid : null;
  }
  async #projector(isIt: (pid: number) => Promise<boolean>): Promise<Child> {
    for (const until = Date.now() + RECOVERY_MS_MAX; Date.now() < until; await sleep(ASKS_AGAIN_MS)) {
      for (const [pid, child] of this.#projectors) if (await isIt(pid)) return child;
    }
    throw new Error('there is no such projector');
  }

  async killStore(): Promise<void> {
    await this.store.end('SIGKILL');
  }
  /** On the same port, with a clock that goes wrong by as much, ahead or behind. */
  async startStore(isAhead: boolean): Promise<void> {
    const started = await startStore(this.dataDir, portOf(this.storeUrl), isAhead ? JUMP_MS : -JUMP_MS);
    this.store = started.store;
  }
  signalStore(signal: NodeJS.Signals): void {
    this.store.signal(signal);
  }

  /** Sends a signal to the first process of PostgreSQL, or to all of them. */
  async signalPostgres(signal: NodeJS.Signals, { all }: { readonly all: boolean }): Promise<void> {
    const first = await postgresIn(this.dataDir);
    if (first === null) throw new Error('PostgreSQL does not run');
    for (const pid of all ? [...(await childrenOf(first)), first] : [first]) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended meanwhile.
      }
    }
  }

  ask<R extends object>(sql: string): Promise<R[]> {
    return rowsOf<R>(this.database.url, sql);
  }

  /** Waits until everything runs, and answers, again. */
  async recovers(): Promise<void> {
    while (this.#projectors.size < 2) await this.startProjector();
    if (this.#apiNow === null) await this.startApi();
    await eventually(async () => {
      const [ready, [lease]] = await Promise.all([
        this.api.get('/health/ready').catch(() => null),
        this.ask<{ holds: boolean }>('SELECT expires_at > clock_timestamp() AS holds FROM projector').catch(
          () => [],
        ),
      ]);
      return ready?.status === 200 && lease?.holds === true;
    }, RECOVERY_MS_MAX).catch(async () => {
      throw new Error(await this.#howItIs());
    });
  }

  /** What each process says of itself, for whoever has to find out why it does not recover. */
  async #howItIs(): Promise<string> {
    const ready = await this.api.get('/health/ready').catch(String);
    const lease = await this.ask('SELECT *, expires_at > clock_timestamp() AS holds FROM projector').catch(
      String,
    );
    const sessions = await this.ask(
      `SELECT pid, state, wait_event_type, wait_event, pg_blocking_pids(pid) AS blocked_by, xact_start, state_change,
         left(query, 80) AS query FROM pg_stat_activity WHERE backend_type = 'client backend'`,
    ).catch(String);
    const said = [...this.#projectors].map(([pid, child]) => `projector ${pid}: ${lastLines(child)}`);
    const api = this.#apiNow === null ? 'no API' : `API: ${lastLines(this.#apiNow.process)}`;
    const told = JSON.stringify([ready, lease, sessions], (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    return `it does not recover\n${told}\n${[...said, api].join('\n')}`;
  }

  async stop(): Promise<void> {
    await this.killApi();
    await Promise.all([...this.#projectors.values()].map((projector) => projector.end()));
    this.door.stop();
    await this.cable.pullOut();
    await Promise.all([this.store.end(), this.database.stop()]);
  }
}

const LINES = 15;
const lastLines = (child: Child): string => child.output().trim().split('\n').slice(-LINES).join('\n');

const portOf = (url: string): number => Number(/:(\d+)/.exec(url)?.[1]);

async function startStore(dataDir: string, port: number, jumpMs: number) {
  const store = startScript('test/support/jumping-event-store.mjs', [
    join(dataDir, 'event-store'),
    String(port),
    String(jumpMs),
  ]);
  const [, url = ''] = await store.says(/(esdb:\/\/127\.0\.0\.1:\d+\S*?),? /);
  return { store, url };
}

async function makeUp(dataDir: string, seed: number): Promise<void> {
  const clock = { now: new Date(0) };
  const log = await openHistoryLog(dataDir, () => clock.now);
  try {
    await generate(
      {
        events: MADE_UP_EVENTS,
        seed,
        years: 5,
        placesFolder: 'examples/public-history',
        wordsFile: 'examples/made-up-history/words.json',
      },
      { log, clock, upcasters },
    );
  } finally {
    await log.close();
  }
}

/** The processes that a process has started; none where the system does not tell (it is not Linux). */
async function childrenOf(parent: number): Promise<number[]> {
  const names = await readdir('/proc').catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => /^\d+$/.test(name))
      .map(async (name) => {
        const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
        const [, ppid] = /\) \S (\d+) /.exec(stat) ?? [];
        return Number(ppid) === parent ? Number(name) : null;
      }),
  );
  return found.filter((pid) => pid !== null);
}
