import type { streams } from './messages.ts';
import { invalidArgument } from './errors.ts';
import { streamNameOf, typeOf } from './event-record.ts';

/** A filter on $all, and how often a subscription with it tells how far it has looked. */
export type EventFilter = {
  readonly matches: (record: Buffer) => boolean;
  /** Events looked at from one checkpoint to the next. */
  readonly checkpointEvery: number;
};

/** EventStoreDB looks through the log in pages of this many events; a smaller window does not make it smaller. */
const windowDefault = 32;

/** @throws CallError for a filter that says nothing, or whose expression is none */
export function eventFilter(options: streams.ReadReq.Options.FilterOptions): EventFilter {
  const onStream = options.getStreamIdentifier();
  const onType = options.getEventType();
  const expression = onStream ?? onType;
  if (expression === undefined) throw invalidArgument('A filter is on the stream name or on the event type.');
  const subject = onStream === undefined ? typeOf : streamNameOf;
  const accepts = matcher(expression);
  const multiplier = options.getCheckpointintervalmultiplier();
  const window = Math.max(options.hasMax() ? options.getMax() : windowDefault, windowDefault);
  return { matches: (record) => accepts(subject(record)), checkpointEvery: multiplier * window };
}

function matcher(expression: streams.ReadReq.Options.FilterOptions.Expression): (text: string) => boolean {
  const pattern = expression.getRegex();
  if (pattern === '') {
    const prefixes = expression.getPrefixList();
    return (text) => prefixes.some((prefix) => text.startsWith(prefix));
  }
  try {
    const regex = new RegExp(pattern, 'u');
    return (text) => regex.test(text);
  } catch {
    throw invalidArgument(`'${pattern}' is not a regular expression.`);
  }
}
