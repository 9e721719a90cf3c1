import { CERTIFICATES, certificateIn, type Certificate } from '#kernel';
import type { PoolClient } from 'pg';
import type { CertifiedEvents, EventWithLeaf, LogEvent } from './journal.ts';

/** A log of which one stream can be read by itself. */
export type StreamLog = { load(stream: string): Promise<{ readonly events: readonly LogEvent[] }> };

/**
 * What the certificates of a store tell of events beyond a number: whoever numbers the log from there reads them first, since
 * a scavenge takes destroyed events away. `isKnown` leaves certificates out.
 */
export async function certifiedBeyond(
  log: StreamLog,
  seq: number,
  isKnown: (certificate: LogEvent) => boolean = () => true,
): Promise<CertifiedEvents> {
  const { events } = await log.load(CERTIFICATES);
  const certified = new Map<number, EventWithLeaf>();
  for (const event of events) {
    const certificate = isKnown(event) ? certificateIn(event.stream, event.type, event.data) : null;
    if (certificate === null) continue;
    for (const one of remains(certificate)) if (one.event.seq > seq) certified.set(one.event.seq, one);
  }
  return certified;
}

/** Events as a certificate leaves them: as the journal has them, but for their texts. */
const remains = ({ stream, events }: Certificate): EventWithLeaf[] =>
  events.map(({ commit, prepare, leaf, ...rest }) => ({
    event: {
      ...rest,
      stream,
      position: { commit: BigInt(commit), prepare: BigInt(prepare) },
      data: '',
      metadata: '',
      isDestroyed: true,
    },
    leaf: Buffer.from(leaf, 'hex'),
  }));

/** Takes the texts of events out of the journal that certificates among these events name, and nothing else of them. */
export function purgeJournal(session: PoolClient, events: readonly EventWithLeaf[]): Promise<unknown>[] {
  const named = events.flatMap(({ event: { stream, type, data } }) => {
    const certificate = certificateIn(stream, type, data);
    return certificate === null
      ? []
      : certificate.events.map(({ seq, leaf }) => ({ stream: certificate.stream, seq, leaf }));
  });
  if (named.length === 0) return [];
  // One that names another event than the journal has at its number takes nothing: verify completeness says so.
  return [
    session.query(
      `UPDATE journal j SET data = '', metadata = '', is_destroyed = true
       FROM json_to_recordset($1::json) AS c(stream text, seq bigint, leaf text)
       WHERE j.seq = c.seq AND j.stream = c.stream AND j.leaf_hash = decode(c.leaf, 'hex') AND NOT j.is_destroyed`,
      [JSON.stringify(named)],
    ),
  ];
}
