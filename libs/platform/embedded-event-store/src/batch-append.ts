import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { streams } from './messages.ts';
import { asCallError, expectedOf, revisionIn } from './append.ts';
import type { BatchRequest } from './batch-request.ts';
import { batchRefusal, batchResponse, batchResult, timeoutError } from './batch-response.ts';
import type { Expected } from './commit-check.ts';
import { invalidArgument, tooMany } from './errors.ts';
import type { Limits } from './limits.ts';
import { Proposals, streamNameOf, uuidOf } from './proposals.ts';
import type { Writer } from './writer.ts';

type BatchCall = ServerDuplexStream<BatchRequest, Buffer>;

/** An append whose events are still coming in; nothing of it is written before its final part is here. */
type Unfinished = {
  readonly streamName: string;
  readonly expected: Expected;
  readonly expiresAt: number;
  readonly proposals: Proposals;
  readonly timer: NodeJS.Timeout | undefined;
};

/**
 * `Streams.BatchAppend`: any number of appends on one connection, each with a correlation id, answered in band.
 * An append is answered exactly once: what still arrives of one that was refused is passed over, up to its final part,
 * so that its rest is never taken for an append of its own.
 */
export const batchAppend =
  (writer: Writer, limits: Limits) =>
  (call: BatchCall): void => {
    const unfinished = new Map<string, Unfinished>();
    const refused = new Set<string>();
    let open = true;
    let ended = false;
    let unanswered = 0;
    let unfinishedBytes = 0;
    const { unfinishedAppendsMax } = limits;

    const send = (response: Buffer): void => {
      if (!open) return;
      if (!call.write(response)) call.pause();
      if (ended && unanswered === 0 && unfinished.size === 0) call.end();
    };
    const drop = (correlationId: string): void => {
      const append = unfinished.get(correlationId);
      clearTimeout(append?.timer);
      unfinishedBytes -= append?.proposals.bytes ?? 0;
      unfinished.delete(correlationId);
    };
    const resume = (): void => {
      const roomy = writer.pendingBytes < limits.pendingBytesMax && !call.writableNeedDrain;
      if (roomy && call.isPaused()) call.resume();
    };

    const begin = (
      correlationId: string,
      options: streams.BatchAppendReq.Options,
      timeoutMs: number | undefined,
      isFinal: boolean,
    ): void => {
      const streamName = streamNameOf(options.getStreamIdentifier(), limits);
      const expected = options.hasStreamPosition()
        ? revisionIn(options.getStreamPosition())
        : expectedOf(options);
      const asked = timeoutMs === undefined ? deadlineOf(options) : Date.now() + timeoutMs;
      const expiresAt = Math.min(asked, Date.now() + limits.commitTimeoutMs);
      const waitMs = expiresAt - Date.now();
      const giveUp = (): void => {
        drop(correlationId);
        if (!isFinal) refused.add(correlationId);
        send(batchResponse(correlationId, streamName, expected, timeoutError));
      };
      if (waitMs <= 0) return giveUp();
      const timer = isFinal ? undefined : setTimeout(giveUp, waitMs);
      unfinished.set(correlationId, {
        streamName,
        expected,
        expiresAt,
        proposals: new Proposals(limits),
        timer,
      });
    };

    const submit = (
      correlationId: string,
      { streamName, expected, expiresAt, proposals }: Unfinished,
    ): void => {
      unanswered += 1;
      writer.submit({
        streamName,
        expected,
        change: { kind: 'append', events: proposals.events },
        bytes: proposals.storedBytes(streamName),
        expired: () => !open || Date.now() >= expiresAt,
        answer: (outcome) => {
          unanswered -= 1;
          send(
            batchResponse(correlationId, streamName, expected, batchResult(outcome, streamName, expected)),
          );
          resume();
        },
      });
      if (writer.pendingBytes >= limits.pendingBytesMax) call.pause();
    };

    const receive = (correlationId: string, { message: request, timeoutMs }: BatchRequest): void => {
      const options = request.getOptions();
      if (refused.has(correlationId)) {
        if (request.getIsFinal()) refused.delete(correlationId);
        return;
      }
      if (options !== undefined && !unfinished.has(correlationId))
        begin(correlationId, options, timeoutMs, request.getIsFinal());
      const append = unfinished.get(correlationId);
      if (append === undefined) return;
      const before = append.proposals.bytes;
      try {
        for (const message of request.getProposedMessagesList()) append.proposals.add(message);
      } finally {
        unfinishedBytes += append.proposals.bytes - before;
      }
      if (unfinishedBytes > limits.pendingBytesMax)
        throw invalidArgument('Too many unfinished appends at once.');
      if (!request.getIsFinal()) return;
      drop(correlationId);
      submit(correlationId, append);
    };

    call.on('data', (part: BatchRequest) => {
      const request = part.message;
      let correlationId: string;
      try {
        correlationId = uuidOf(request.getCorrelationId());
      } catch (error) {
        call.emit('error', asCallError(error));
        return;
      }
      const isKnown = unfinished.has(correlationId) || refused.has(correlationId);
      if (!isKnown && !request.getIsFinal() && unfinished.size + refused.size >= unfinishedAppendsMax) {
        call.emit('error', tooMany('unfinished appends', unfinishedAppendsMax));
        return;
      }
      try {
        receive(correlationId, part);
      } catch (error) {
        const append = unfinished.get(correlationId);
        drop(correlationId);
        if (!request.getIsFinal()) refused.add(correlationId);
        const name = append?.streamName ?? nameFrom(request);
        send(batchResponse(correlationId, name, append?.expected, batchRefusal(asCallError(error))));
      }
    });
    call.on('drain', resume);
    call.on('end', () => {
      ended = true;
      for (const correlationId of [...unfinished.keys()]) drop(correlationId);
      if (unanswered === 0) call.end();
    });
    const close = (): void => {
      open = false;
      for (const correlationId of [...unfinished.keys()]) drop(correlationId);
    };
    call.on('cancelled', close);
    call.on('error', close);
  };

function deadlineOf(options: streams.BatchAppendReq.Options): number {
  const deadline = options.getDeadline();
  return deadline === undefined ? Infinity : deadline.getSeconds() * 1_000 + deadline.getNanos() / 1_000_000;
}

function nameFrom(request: streams.BatchAppendReq): string {
  return Buffer.from(request.getOptions()?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString(
    'utf8',
  );
}
