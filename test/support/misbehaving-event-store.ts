import gossipGrpc from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type {
  BatchAppendReq,
  BatchAppendResp,
  ReadReq,
  ReadResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import { credentials, Metadata, Server, ServerCredentials, status } from '@grpc/grpc-js';
import type { sendUnaryData, ServerDuplexStream, ServerWritableStream, ServiceError } from '@grpc/grpc-js';

/** What happens to an append: nothing unusual, or one of the ways in which networks and servers fail. */
export type AppendFault =
  | 'none'
  | 'reset before the commit'
  | 'reset after the commit'
  | 'never arrives'
  | 'never answered'
  | 'answered twice'
  | { readonly answeredAfterMs: number }
  /** The answer instead, where there is one; nothing is committed. */
  | { readonly answer: BatchAppendResp | null; readonly fail?: Partial<ServiceError> };

/** What happens to a read or a subscription. */
export type ReadFault =
  | 'none'
  | { readonly resetAfterFrames: number }
  | { readonly endedAfterFrames: number }
  | { readonly silentAfterFrames: number }
  | { readonly each: (frame: ReadResp) => readonly ReadResp[] }
  | { readonly fail: Partial<ServiceError> };

/** A node of a cluster on loopback, as another one knows it. */
export type Member = { readonly port: number; readonly isLeader: boolean; readonly isAlive: boolean };

/** The refusal of a node that does not lead; it names the leader, or nobody. */
export function notLeader(leaderPort?: number): { code: status; metadata: Metadata } {
  const metadata = new Metadata();
  metadata.set('exception', 'not-leader');
  if (leaderPort !== undefined) {
    metadata.set('leader-endpoint-host', '127.0.0.1');
    metadata.set('leader-endpoint-port', `${leaderPort}`);
  }
  return { code: status.NOT_FOUND, metadata };
}

/** A store's front door that misbehaves on purpose; behind it stands a real store. Faults are asked for per call. */
export class MisbehavingEventStore {
  onAppend: (request: BatchAppendReq) => AppendFault | Promise<AppendFault> = () => 'none';
  onRead: (options: ReadReq.Options) => ReadFault = () => 'none';
  /** What it tells of its cluster; `null` where it knows of none. */
  onGossip: () => readonly Member[] | null = () => null;
  /** Appends that arrived here. */
  appends = 0;
  /** With which credentials calls came; an empty text where they had none. */
  readonly authorizations = new Set<string>();
  readonly #server = new Server();
  readonly #behind: InstanceType<typeof streamsGrpc.StreamsClient>;
  #port = 0;

  private constructor(behind: string) {
    this.#behind = new streamsGrpc.StreamsClient(behind, credentials.createInsecure());
    this.#server.addService(streamsGrpc.StreamsService, {
      batchAppend: (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>) => this.#batchAppend(call),
      read: (call: ServerWritableStream<ReadReq, ReadResp>) => this.#read(call),
    });
    this.#server.addService(gossipGrpc.GossipService, {
      read: (_call: unknown, answer: sendUnaryData<gossip.ClusterInfo>) => this.#gossip(answer),
    });
  }

  /** `behind` is host:port. */
  static async before(behind: string): Promise<MisbehavingEventStore> {
    const door = new MisbehavingEventStore(behind);
    door.#port = await new Promise((resolve, reject) => {
      door.#server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
        error === null ? resolve(port) : reject(error),
      );
    });
    return door;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `esdb://127.0.0.1:${this.#port}?tls=false`;
  }

  stop(): void {
    this.#server.forceShutdown();
    this.#behind.close();
  }

  #gossip(answer: sendUnaryData<gossip.ClusterInfo>): void {
    const members = this.onGossip();
    if (members === null) return answer({ code: status.UNIMPLEMENTED });
    const told = new gossip.ClusterInfo();
    for (const { port, isLeader, isAlive } of members) {
      const { LEADER, FOLLOWER } = gossip.MemberInfo.VNodeState;
      const member = new gossip.MemberInfo().setState(isLeader ? LEADER : FOLLOWER).setIsAlive(isAlive);
      member.setHttpEndPoint(new gossip.EndPoint().setAddress('127.0.0.1').setPort(port));
      member.setInstanceId(new shared.UUID().setString(`00000000-0000-0000-0000-${port}`.padEnd(36, '0')));
      told.addMembers(member);
    }
    answer(null, told);
  }

  #batchAppend(call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>): void {
    this.#note(call.metadata);
    const faults = new Map<string, AppendFault>();
    const behind = this.#behind.batchAppend();
    behind.on('error', (error) => call.destroy(error));
    behind.on('data', (answer: BatchAppendResp) => {
      const fault = faults.get(answer.getCorrelationId()?.getString() ?? '') ?? 'none';
      if (fault === 'never answered') return;
      if (fault === 'reset after the commit') return fail(call, { code: status.UNAVAILABLE });
      const waitMs = typeof fault === 'object' && 'answeredAfterMs' in fault ? fault.answeredAfterMs : 0;
      setTimeout(() => call.write(answer), waitMs);
      if (fault === 'answered twice') setTimeout(() => call.write(answer), 5);
    });
    call.on('cancelled', () => behind.cancel());
    call.on('error', () => behind.cancel());
    call.on('end', () => call.end());
    const hear = async (request: BatchAppendReq): Promise<void> => {
      this.appends++;
      const fault = await this.onAppend(request);
      if (fault === 'never arrives') return;
      if (fault === 'reset before the commit') return fail(call, { code: status.UNAVAILABLE });
      if (typeof fault === 'object' && 'answer' in fault) {
        if (fault.answer === null) return fail(call, fault.fail ?? {});
        fault.answer.setCorrelationId(request.getCorrelationId());
        call.write(fault.answer);
        return;
      }
      faults.set(request.getCorrelationId()?.getString() ?? '', fault);
      behind.write(request);
    };
    call.on('data', (request: BatchAppendReq) => void hear(request));
  }

  #note(metadata: Metadata): void {
    this.authorizations.add(String(metadata.get('authorization')[0] ?? ''));
  }

  #read(call: ServerWritableStream<ReadReq, ReadResp>): void {
    this.#note(call.metadata);
    const fault = this.onRead(call.request.getOptions() ?? new streams.ReadReq.Options());
    if (typeof fault === 'object' && 'fail' in fault) return fail(call, fault.fail);
    const behind = this.#behind.read(call.request);
    call.on('cancelled', () => behind.cancel());
    let frames = 0;
    let isOver = false;
    const over = (how: () => void): void => {
      isOver = true;
      how();
    };
    behind.on('data', (frame: ReadResp) => {
      if (isOver) return;
      frames++;
      if (typeof fault === 'object') {
        if ('resetAfterFrames' in fault && frames > fault.resetAfterFrames) {
          return over(() => fail(call, { code: status.UNAVAILABLE }));
        }
        if ('endedAfterFrames' in fault && frames > fault.endedAfterFrames) return over(() => call.end());
        if ('silentAfterFrames' in fault && frames > fault.silentAfterFrames) return;
        if ('each' in fault) return fault.each(frame).forEach((changed) => call.write(changed));
      }
      call.write(frame);
    });
    behind.on('error', () => undefined);
    // A store that was killed has not come to the end: an answer that ends well would say that there is nothing more.
    behind.on('status', ({ code }) => {
      if (typeof fault === 'object' && 'silentAfterFrames' in fault) return;
      over(() => (code === status.OK ? call.end() : fail(call, { code })));
    });
  }
}

function fail(
  call: { emit(event: 'error', error: Partial<ServiceError>): boolean },
  how: Partial<ServiceError>,
): void {
  call.emit('error', { code: status.UNAVAILABLE, details: 'on purpose', metadata: new Metadata(), ...how });
}
