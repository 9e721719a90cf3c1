import { shared, streams } from './messages.ts';
import { messageOf } from './event-record.ts';

/** `ReadResp` messages, encoded. */
const encoded = (response: streams.ReadResp): Buffer => Buffer.from(response.serializeBinary());

export const streamNotFound = (streamName: string): Buffer => {
  const identifier = new shared.StreamIdentifier().setStreamName(Buffer.from(streamName).toString('base64'));
  return encoded(
    new streams.ReadResp().setStreamNotFound(
      new streams.ReadResp.StreamNotFound().setStreamIdentifier(identifier),
    ),
  );
};

export const confirmation = (subscriptionId: string): Buffer =>
  encoded(
    new streams.ReadResp().setConfirmation(
      new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(subscriptionId),
    ),
  );

export const checkpoint = (position: number): Buffer => {
  const at = new streams.ReadResp.Checkpoint();
  at.setCommitPosition(position.toString()).setPreparePosition(position.toString());
  return encoded(new streams.ReadResp().setCheckpoint(at));
};

export const caughtUp: Buffer = encoded(new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp()));

/** Event ids as text are what is stored; clients that want numbers have their copy changed. */
export function structuredIds(record: Buffer): Buffer {
  const response = streams.ReadResp.deserializeBinary(messageOf(record));
  const event = response.getEvent()?.getEvent();
  const hex = event?.getId()?.getString().replaceAll('-', '') ?? '';
  const half = (digits: string): string => BigInt.asIntN(64, BigInt(`0x${digits}`)).toString();
  const id = new shared.UUID.Structured();
  id.setMostSignificantBits(half(hex.slice(0, 16))).setLeastSignificantBits(half(hex.slice(16)));
  event?.setId(new shared.UUID().setStructured(id));
  return encoded(response);
}
