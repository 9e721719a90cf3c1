import { EventStoreDBClient } from '@eventstore/db-client';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { BatchAppendResp, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { connectivityState, type ClientDuplexStream, type ClientReadableStream } from '@grpc/grpc-js';
import type { ConnectionSettings } from './connection-string.ts';
import { Unreached, within } from './persistence.ts';

const asIs = (bytes: Buffer): Buffer => bytes;

/**
 * The official client, of which the port uses the connection (discovery, TLS, credentials, following the leader)
 * and the message classes, but not its reading and appending: their table of pending appends is shared by all
 * clients of a process, a late answer throws where nobody can catch it, and reading reserialises what it parsed.
 */
export class Connection extends EventStoreDBClient {
  constructor({ to, channel, credentials }: ConnectionSettings) {
    if ('endpoint' in to) super(to, channel, credentials);
    else if ('endpoints' in to) super(to, channel, credentials);
    else super(to, channel, credentials);
    const handleError = this.handleError;
    // The client does not wait for it, so its rejections would be nobody's.
    this.handleError = async (client, error) => handleError(client, error).catch(() => undefined);
  }

  /** Waits until the store can be spoken to. Throws {@link Unreached} (not sent) as soon as that has failed. */
  async ready(timeoutMs: number): Promise<void> {
    const late = (): Error => new Unreached('the event store cannot be reached in time', false);
    const until = Date.now() + timeoutMs;
    const channel = await within(timeoutMs, this.getChannel(), late).catch((error: unknown) => {
      throw error instanceof Unreached
        ? error
        : new Unreached('no event store was found', false, { cause: error });
    });
    try {
      for (;;) {
        const state = channel.getConnectivityState(true);
        if (state === connectivityState.READY) return;
        if (state === connectivityState.TRANSIENT_FAILURE)
          throw new Error('the connection is refused or broken');
        await new Promise<void>((resolve, reject) => {
          channel.watchConnectivityState(state, until, (error) => (error ? reject(late()) : resolve()));
        });
      }
    } catch (error) {
      if (error instanceof Unreached) throw error;
      throw new Unreached('the event store cannot be reached', false, { cause: error });
    }
  }

  /** Begins a read or a subscription. `attach` must listen for errors at once. */
  async read(request: ReadReq, attach: (call: ClientReadableStream<ReadResp>) => void): Promise<void> {
    await this.GRPCStreamCreator(streamsGrpc.StreamsClient, 'read', (client) => {
      const call = client.read(request, ...this.callArguments({}, { deadline: Infinity }));
      attach(call);
      return call;
    })();
  }

  /** Begins a call that carries appends, encoded already. `attach` must listen for errors at once. */
  async appends(attach: (call: ClientDuplexStream<Buffer, BatchAppendResp>) => void): Promise<void> {
    const { path, responseDeserialize } = streamsGrpc.StreamsService.batchAppend;
    await this.GRPCStreamCreator(streamsGrpc.StreamsClient, 'append', (client) => {
      const call = client.makeBidiStreamRequest(
        path,
        asIs,
        responseDeserialize,
        ...this.callArguments({}, { deadline: Infinity }),
      );
      attach(call);
      return call;
    })();
  }

  /** Ends every call and lets go of the socket; never rejects. */
  async close(timeoutMs: number): Promise<void> {
    const late = (): Error => new Error('closing takes too long');
    await within(timeoutMs, this.dispose(), late).catch(() => undefined);
    await within(timeoutMs, this.getChannel(), late).then(
      (channel) => channel.close(),
      () => undefined,
    );
  }
}
