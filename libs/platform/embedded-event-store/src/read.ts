import type { ServerWritableStream } from '@grpc/grpc-js';
import { streams } from './messages.ts';
import { asCallError } from './append.ts';
import { invalidArgument, shuttingDown, tooMany, unimplemented } from './errors.ts';
import type { Direction } from './event-log.ts';
import { eventFilter, type EventFilter } from './event-filter.ts';
import { messageOf } from './event-record.ts';
import type { Limits } from './limits.ts';
import { Outlet } from './outlet.ts';
import { streamNameOf } from './proposals.ts';
import { readAll, readStream, type Reading } from './read-slices.ts';
import { structuredIds } from './read-messages.ts';
import { subscribeToAll, subscribeToStream } from './subscribe.ts';

export type ReadCall = ServerWritableStream<streams.ReadReq, Buffer>;

/** `Streams.Read`: one method for reading and subscribing, to a stream and to $all. */
export class Readers {
  private readonly outlets = new Set<Outlet>();
  private subscriptions = 0;
  private dismissed = false;

  constructor(
    private readonly reading: Reading,
    private readonly limits: Limits,
  ) {}

  serve(call: ReadCall): void {
    const outlet = new Outlet(call);
    if (this.dismissed) return outlet.fail(shuttingDown());
    this.outlets.add(outlet);
    this.answer(outlet, call.request)
      .then(() => outlet.end())
      .catch((error: unknown) => outlet.fail(asCallError(error)))
      .finally(() => this.outlets.delete(outlet));
  }

  /** Sends every reader away; after this none touches the log any more. */
  dismiss(): void {
    this.dismissed = true;
    for (const outlet of this.outlets) outlet.fail(shuttingDown());
  }

  private async answer(outlet: Outlet, request: streams.ReadReq): Promise<void> {
    const options = requireOptions(request);
    if (!options.hasSubscription()) return dispatch(this.reading, this.limits, outlet, options);
    const { subscriptionsMax } = this.limits;
    if (this.subscriptions >= subscriptionsMax) throw tooMany('subscriptions', subscriptionsMax);
    this.subscriptions += 1;
    try {
      await dispatch(this.reading, this.limits, outlet, options);
    } finally {
      this.subscriptions -= 1;
    }
  }
}

function requireOptions(request: streams.ReadReq): streams.ReadReq.Options {
  const options = request.getOptions();
  if (options === undefined) throw invalidArgument('Required argument options not set.');
  if (!options.hasUuidOption()) throw invalidArgument('Required argument uuidOption not set.');
  if (options.getResolveLinks()) throw unimplemented('link resolution');
  return options;
}

/** The combinations that EventStoreDB serves; every other one is refused. */
function dispatch(
  reading: Reading,
  limits: Limits,
  outlet: Outlet,
  options: streams.ReadReq.Options,
): Promise<void> {
  const present = options.getUuidOption()?.hasStructured() === true ? structuredIds : messageOf;
  const direction: Direction =
    options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS ? 'backwards' : 'forwards';
  const filter = filterOf(options);
  const stream = options.getStream();
  const all = options.getAll();
  const count = options.hasCount() ? Number(options.getCount()) : undefined;
  if (count === undefined && (!options.hasSubscription() || direction === 'backwards')) throw combination();
  if (stream !== undefined && filter === undefined) {
    const name = streamNameOf(stream.getStreamIdentifier(), limits);
    const from = stream.hasRevision() ? Number(stream.getRevision()) : stream.hasEnd() ? 'end' : 'start';
    return count === undefined
      ? subscribeToStream(reading, outlet, present, name, from)
      : readStream(reading, outlet, present, name, from, direction, count);
  }
  if (all === undefined) throw combination();
  const position = all.getPosition();
  const from = position !== undefined ? Number(position.getCommitPosition()) : all.hasEnd() ? 'end' : 'start';
  return count === undefined
    ? subscribeToAll(reading, outlet, present, from, filter)
    : readAll(reading, outlet, present, from, direction, count, filter);
}

function filterOf(options: streams.ReadReq.Options): EventFilter | undefined {
  const filter = options.getFilter();
  if (filter !== undefined) return eventFilter(filter);
  if (!options.hasNoFilter()) throw combination();
  return undefined;
}

const combination = (): Error =>
  invalidArgument('This combination of stream, count, direction and filter is not valid.');
