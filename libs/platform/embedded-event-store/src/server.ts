import { Server, ServerCredentials } from '@grpc/grpc-js';
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { append } from './append.ts';
import { batchAppend } from './batch-append.ts';
import { readBatchRequest } from './batch-request.ts';
import { systemClock, ticksOf, type Clock } from './clock.ts';
import { lockData } from './data-lock.ts';
import { deleteStream, tombstoneStream } from './delete.ts';
import { EventLog } from './event-log.ts';
import { getSupportedMethods } from './features.ts';
import { limitsDefault, type Limits } from './limits.ts';
import { Readers, type ReadCall } from './read.ts';
import { otherServices, refuseAll } from './other-services.ts';
import { systemEvent, Writer } from './writer.ts';

export type EmbeddedEventStoreOptions = {
  /** A folder of the server's own; made when it is not there. */
  readonly dataDir: string;
  /** 0, or nothing, takes a free port. */
  readonly port?: number;
  /** Where recorded time comes from; for tests, benchmarks and made-up histories. */
  readonly clock?: Clock;
  readonly limits?: Partial<Limits>;
};

export type EmbeddedEventStore = {
  readonly port: number;
  /** For the official client: `esdb://127.0.0.1:<port>?tls=false`. */
  readonly connectionString: string;
  /** Answers what was already accepted, then closes connections and files. */
  stop(): Promise<void>;
};

const host = '127.0.0.1';

/** Messages that are encoded already pass through. */
const asIs = (bytes: Buffer): Buffer => bytes;

/**
 * Starts a server on loopback that speaks EventStoreDB's gRPC protocol and keeps its events in `dataDir`.
 * @throws DataInUse when another server has that folder; an Error when the port is taken
 */
export async function startEmbeddedEventStore(
  options: EmbeddedEventStoreOptions,
): Promise<EmbeddedEventStore> {
  const lock = lockData(options.dataDir);
  const clock = options.clock ?? systemClock;
  const limits = { ...limitsDefault, ...options.limits };
  let log: EventLog | undefined;
  try {
    const opened = (log = await EventLog.open(options.dataDir));
    begin(opened, clock);
    const writer = new Writer(opened, clock, limits);
    const readers = new Readers({ log: opened, changes: writer.changes, clock }, limits);
    const server = serverOf(readers, writer, limits);
    const port = await bind(server, options.port ?? 0);
    const stop = async (): Promise<void> => {
      readers.dismiss();
      await shutDown(server);
      writer.close();
      await opened.close();
      lock.release();
    };
    let stopping: Promise<void> | undefined;
    return { port, connectionString: `esdb://${host}:${port}?tls=false`, stop: () => (stopping ??= stop()) };
  } catch (error) {
    await log?.close();
    lock.release();
    throw error;
  }
}

/** A new log begins with a system event, as that of a real server does. */
function begin(log: EventLog, clock: Clock): void {
  if (log.lastPosition() > 0) return;
  const settings = systemEvent('$metadata', Buffer.from('{"$maxAge":2592000}'));
  log.transact(() => {
    const name = '$$$scavenges';
    log.append(name, log.begin(name), [settings], ticksOf(clock()));
  });
}

function serverOf(readers: Readers, writer: Writer, limits: Limits): Server {
  const server = new Server({ 'grpc.max_receive_message_length': limits.messageBytesMax });
  const { StreamsService: definition } = streamsService;
  const service = {
    ...definition,
    read: { ...definition.read, responseSerialize: asIs },
    batchAppend: { ...definition.batchAppend, requestDeserialize: readBatchRequest, responseSerialize: asIs },
  };
  server.addService(service, {
    read: (call: ReadCall) => readers.serve(call),
    append: append(writer, limits),
    batchAppend: batchAppend(writer, limits),
    delete: deleteStream(writer, limits),
    tombstone: tombstoneStream(writer, limits),
  });
  server.addService(featuresService.ServerFeaturesService, { getSupportedMethods });
  for (const [definition, what] of otherServices) server.addService(definition, refuseAll(definition, what));
  return server;
}

function bind(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
}

/** Batch streams never end by themselves, so what is still open after a moment is cut off. */
function shutDown(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.forceShutdown(), 200);
    server.tryShutdown(() => {
      clearTimeout(cut);
      resolve();
    });
  });
}
