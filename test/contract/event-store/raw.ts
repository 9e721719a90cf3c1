import { afterAll, beforeAll } from '@jest/globals';
import { credentials, type ChannelCredentials } from '@grpc/grpc-js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import grpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { Contract } from './contract.ts';

/** The protocol itself, for what the official client never says. */
export const addressOf = (server: Contract): string => new URL(server.url.replace(/^esdb/, 'http')).host;
export const securityOf = (server: Contract): ChannelCredentials =>
  server.url.includes('tls=false') ? credentials.createInsecure() : credentials.createSsl();

type Raw = InstanceType<typeof grpc.StreamsClient>;

/** A connection without the official client; to be called once in a describe block, and used inside its tests. */
export function rawClient(server: Contract): () => Raw {
  let raw: Raw | undefined;
  beforeAll(() => {
    raw = new grpc.StreamsClient(addressOf(server), securityOf(server));
  });
  afterAll(() => raw?.close());
  return () => {
    if (raw === undefined) throw new Error('The connection is there inside tests only.');
    return raw;
  };
}

export const empty = (): shared.Empty => new shared.Empty();
export const uuid = (id: string): shared.UUID => new shared.UUID().setString(id);
export const identifier = (name: string): shared.StreamIdentifier =>
  new shared.StreamIdentifier().setStreamName(Buffer.from(name).toString('base64'));
/** What an event must say of itself. */
export const complete = { type: 'contract.Told', 'content-type': 'application/octet-stream' };
