import { streams } from './messages.ts';
import { fieldsIn } from './wire.ts';

/** A part of an append, and the milliseconds that it may take from now on, where it says so. */
export type BatchRequest = {
  readonly message: streams.BatchAppendReq;
  readonly timeoutMs: number | undefined;
};

const optionsField = 2;
/** google.protobuf.Duration: younger than the message classes that the client of this protocol ships. */
const timeoutField = 7;

export function readBatchRequest(bytes: Buffer): BatchRequest {
  const message = streams.BatchAppendReq.deserializeBinary(bytes);
  return { message, timeoutMs: message.hasOptions() ? timeoutIn(bytes) : undefined };
}

function timeoutIn(bytes: Buffer): number | undefined {
  const options = lastBlock(bytes, optionsField);
  const duration = options && lastBlock(options, timeoutField);
  if (duration === undefined) return undefined;
  let ms = 0;
  for (const { field, value } of fieldsIn(duration)) {
    if (typeof value !== 'number') continue;
    if (field === 1) ms += value * 1_000;
    if (field === 2) ms += value / 1_000_000;
  }
  return ms;
}

function lastBlock(bytes: Buffer, wanted: number): Buffer | undefined {
  let found: Buffer | undefined;
  for (const { field, value } of fieldsIn(bytes))
    if (field === wanted && typeof value !== 'number') found = value;
  return found;
}
