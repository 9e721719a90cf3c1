import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { streams } from './messages.ts';
import { asCallError, expectedOf, failureOf, revisionIn } from './append.ts';
import type { Expected } from './commit-check.ts';
import type { Limits } from './limits.ts';
import { streamNameOf } from './proposals.ts';
import type { Outcome, Writer } from './writer.ts';

/** `Streams.Delete`: the stream is hidden from readers, and goes on with the next number when it is written to. */
export const deleteStream =
  (writer: Writer, limits: Limits) =>
  (
    call: ServerUnaryCall<streams.DeleteReq, streams.DeleteResp>,
    answer: sendUnaryData<streams.DeleteResp>,
  ): void =>
    change(writer, limits, 'delete', call, call.request.getOptions(), (error, position) => {
      if (position === undefined) return answer(error);
      const at = new streams.DeleteResp.Position().setCommitPosition(position).setPreparePosition(position);
      answer(null, new streams.DeleteResp().setPosition(at));
    });

/** `Streams.Tombstone`: the stream is closed for ever, for reading and for writing. */
export const tombstoneStream =
  (writer: Writer, limits: Limits) =>
  (
    call: ServerUnaryCall<streams.TombstoneReq, streams.TombstoneResp>,
    answer: sendUnaryData<streams.TombstoneResp>,
  ): void =>
    change(writer, limits, 'tombstone', call, call.request.getOptions(), (error, position) => {
      if (position === undefined) return answer(error);
      const at = new streams.TombstoneResp.Position()
        .setCommitPosition(position)
        .setPreparePosition(position);
      answer(null, new streams.TombstoneResp().setPosition(at));
    });

type Options = streams.DeleteReq.Options | streams.TombstoneReq.Options | undefined;
type Answer = (error: Error | null, position?: string) => void;

function change(
  writer: Writer,
  limits: Limits,
  kind: 'delete' | 'tombstone',
  call: { readonly cancelled: boolean },
  options: Options,
  answer: Answer,
): void {
  try {
    const streamName = streamNameOf(options?.getStreamIdentifier(), limits);
    const expected = expectationOf(options);
    writer.submit({
      streamName,
      expected,
      change: { kind },
      bytes: 0,
      expired: () => call.cancelled,
      answer: (outcome) => answer(...replyOf(outcome, streamName, expected)),
    });
  } catch (error) {
    answer(asCallError(error));
  }
}

function expectationOf(options: Options): Expected {
  if (options?.hasRevision() === true) return revisionIn(options.getRevision());
  return expectedOf(options ?? new streams.DeleteReq.Options());
}

function replyOf(outcome: Outcome, streamName: string, expected: Expected): Parameters<Answer> {
  if (outcome.kind !== 'done') return [failureOf(outcome, streamName, expected)];
  return [null, (outcome.position ?? 0).toString()];
}
