import { status } from '@grpc/grpc-js';
import { expectAny, expectNoStream, expectStreamExists, type Expected } from './commit-check.ts';
import { CallError } from './errors.ts';
import { block, longVarint, text, varint } from './wire.ts';
import type { Outcome } from './writer.ts';

/**
 * `BatchAppendResp`, encoded: correlation id = 1, error = 2, success = 3, stream = 4, and the expectation, echoed.
 * Failures are in band: google.rpc.Status whose detail is one of the protocol's own messages.
 */
export function batchResponse(
  correlationId: string,
  streamName: string,
  expected: Expected | undefined,
  result: Buffer,
): Buffer {
  return Buffer.concat([
    block(0x0a, text(0x12, correlationId)),
    result,
    block(0x22, text(0x1a, streamName)),
    expected === undefined ? nothing : echoOf(expected, 0x28, 0x32, 0x3a, 0x42),
  ]);
}

const nothing = Buffer.alloc(0);

export function batchResult(outcome: Outcome, streamName: string, expected: Expected): Buffer {
  switch (outcome.kind) {
    case 'done':
      return success(outcome.last, outcome.position);
    case 'wrong-version':
      return error(
        status.FAILED_PRECONDITION,
        'WrongExpectedVersion',
        Buffer.concat([
          outcome.current < 0 ? block(0x12) : varint(0x08, outcome.current),
          echoOf(expected, 0x18, 0x32, 0x22, 0x2a),
        ]),
      );
    case 'deleted':
      return error(status.FAILED_PRECONDITION, 'StreamDeleted', block(0x0a, text(0x1a, streamName)));
    case 'expired':
      return timeoutError;
    case 'failed':
      return error(status.UNKNOWN, 'Unknown', nothing);
  }
}

/** A request that was refused before it reached the writer. */
export function batchRefusal(refusal: CallError): Buffer {
  const bytesMax = refusal.metadata.get('maximum-append-size')[0];
  return bytesMax === undefined
    ? error(status.INVALID_ARGUMENT, 'BadRequest', text(0x0a, refusal.details), refusal.details)
    : error(status.INVALID_ARGUMENT, 'MaximumAppendSizeExceeded', varint(0x08, Number(bytesMax)));
}

function success(last: number, position: number | undefined): Buffer {
  return block(
    0x1a,
    last < 0 ? block(0x12) : varint(0x08, last),
    position === undefined ? block(0x22) : block(0x1a, varint(0x08, position), varint(0x10, position)),
  );
}

function error(code: status, detail: string, value: Buffer, message = detail): Buffer {
  const any = block(0x1a, text(0x0a, `type.googleapis.com/event_store.client.${detail}`), block(0x12, value));
  return block(0x12, varint(0x08, code), text(0x12, message), any);
}

export const timeoutError = error(status.ABORTED, 'Timeout', nothing);

/** An expectation is four alternative fields, whose numbers differ from message to message. */
function echoOf(
  expected: Expected,
  position: number,
  noStream: number,
  any: number,
  streamExists: number,
): Buffer {
  if (expected === expectNoStream) return block(noStream);
  if (expected === expectAny) return block(any);
  if (expected === expectStreamExists) return block(streamExists);
  return longVarint(position, expected);
}
