import { setImmediate as turn } from 'node:timers/promises';
import type { sendUnaryData, ServerReadableStream } from '@grpc/grpc-js';
import { shared, streams } from './messages.ts';
import { expectAny, expectNoStream, expectStreamExists, type Expected } from './commit-check.ts';
import {
  broken,
  invalidArgument,
  streamDeleted,
  timedOut,
  wrongExpectedVersion,
  type CallError,
} from './errors.ts';
import type { Limits } from './limits.ts';
import { Proposals, streamNameOf } from './proposals.ts';
import { longMax } from './wire.ts';
import type { Outcome, Writer } from './writer.ts';

type AppendCall = ServerReadableStream<streams.AppendReq, streams.AppendResp>;

/** `Streams.Append`: the options, then one message an event, then one answer. */
export const append =
  (writer: Writer, limits: Limits) =>
  (call: AppendCall, answer: sendUnaryData<streams.AppendResp>): void => {
    let target: { readonly streamName: string; readonly expected: Expected } | undefined;
    const proposals = new Proposals(limits);
    let answered = false;
    const finish: typeof answer = (error, value) => {
      if (answered) return;
      answered = true;
      answer(error, value);
    };
    const refuse = (error: unknown): void => finish(asCallError(error));

    call.on('data', (request: streams.AppendReq) => {
      if (answered) return;
      try {
        const options = request.getOptions();
        const proposed = request.getProposedMessage();
        if (options !== undefined && target === undefined) target = targetOf(options, limits);
        else if (proposed !== undefined && target !== undefined) proposals.add(proposed);
        else throw invalidArgument('An append starts with its options, and goes on with its events.');
      } catch (error) {
        refuse(error);
      }
    });
    call.on('error', refuse);
    call.on('end', () => void complete());
    const complete = async (): Promise<void> => {
      // Whoever takes an append back may have ended it a moment before: some clients do so by themselves.
      for (let turns = 0; turns < 2; turns += 1) await turn();
      if (answered || call.cancelled) return;
      if (target === undefined) return refuse(invalidArgument('An append starts with its options.'));
      const { streamName, expected } = target;
      writer.submit({
        streamName,
        expected,
        change: { kind: 'append', events: proposals.events },
        bytes: proposals.storedBytes(streamName),
        expired: () => call.cancelled,
        answer: (outcome) => {
          if (outcome.kind === 'done') finish(null, appended(outcome.last, outcome.position));
          else if (outcome.kind === 'wrong-version') finish(null, lostRace(expected, outcome.current));
          else finish(failureOf(outcome, streamName, expected));
        },
      });
    };
  };

export function failureOf(
  outcome: Exclude<Outcome, { kind: 'done' }>,
  streamName: string,
  expected: Expected,
): CallError {
  switch (outcome.kind) {
    case 'wrong-version':
      return wrongExpectedVersion(streamName, expected, outcome.current);
    case 'deleted':
      return streamDeleted(streamName);
    case 'expired':
      return timedOut();
    case 'failed':
      return broken(outcome.error);
  }
}

export function asCallError(error: unknown): CallError {
  return isCallError(error) ? error : broken(error);
}

function isCallError(error: unknown): error is CallError {
  return error instanceof Error && error.name === 'CallError';
}

function targetOf(
  options: streams.AppendReq.Options,
  limits: Limits,
): { readonly streamName: string; readonly expected: Expected } {
  const streamName = streamNameOf(options.getStreamIdentifier(), limits);
  if (options.hasRevision()) return { streamName, expected: revisionIn(options.getRevision()) };
  return { streamName, expected: expectedOf(options) };
}

/** @throws CallError for what is no revision: EventStoreDB counts to 2^63 - 1 */
export function revisionIn(text: string): Expected {
  const revision = BigInt(text);
  if (revision > longMax) throw invalidArgument(`There is no revision ${text}.`);
  return revision;
}

/** What the three requests that change a stream have in common. */
export function expectedOf(options: {
  hasNoStream(): boolean;
  hasAny(): boolean;
  hasStreamExists(): boolean;
}): Expected {
  if (options.hasNoStream()) return expectNoStream;
  if (options.hasAny()) return expectAny;
  if (options.hasStreamExists()) return expectStreamExists;
  throw invalidArgument('An expected stream revision is required.');
}

function appended(last: number, position: number | undefined): streams.AppendResp {
  const success = new streams.AppendResp.Success();
  if (last < 0) success.setNoStream(new shared.Empty());
  else success.setCurrentRevision(last.toString());
  if (position === undefined) success.setNoPosition(new shared.Empty());
  else {
    const at = new streams.AppendResp.Position();
    success.setPosition(at.setCommitPosition(position.toString()).setPreparePosition(position.toString()));
  }
  return new streams.AppendResp().setSuccess(success);
}

/** Unlike deleting, appending says in its answer, and not in trailers, that the stream was elsewhere. */
function lostRace(expected: Expected, current: number): streams.AppendResp {
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (current < 0) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(current.toString());
  if (expected === expectNoStream) wrong.setExpectedNoStream(new shared.Empty());
  else if (expected === expectAny) wrong.setExpectedAny(new shared.Empty());
  else if (expected === expectStreamExists) wrong.setExpectedStreamExists(new shared.Empty());
  else wrong.setExpectedRevision(expected.toString());
  return new streams.AppendResp().setWrongExpectedVersion(wrong);
}
