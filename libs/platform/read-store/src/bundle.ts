import { DataSource } from 'typeorm';
import { dataSourceOptions, sessionOf } from './data-source.ts';
import { eventsOfStreams, type JournalEvent } from './journal.ts';
import { askIn, Ledger } from './ledger.ts';

/** An event as a bundle holds it: all that its leaf hash is over, and the hashes that lead from there to what was signed. */
export type BundledEvent = Omit<JournalEvent, 'seq' | 'position'> & {
  readonly number: number;
  readonly commit: string;
  readonly prepare: string;
  /** Base64, as the hashes of the path are. */
  readonly leaf: string;
  readonly path: readonly string[];
};

/** Everything that was recorded of one record, and the proof that it is what was signed: for `verify.mjs`, offline. */
export type Bundle = {
  readonly format: 'register-bundle-1';
  readonly stream: string;
  /** The signed note of a tree head, and the key that verifies it. */
  readonly checkpoint: string;
  readonly verifier: string;
  readonly events: readonly BundledEvent[];
};

/**
 * The bundle of a record, as of the newest tree head that was signed: as its owner asks, since texts of referrals are sealed and
 * everything else is public. `null`: nothing was recorded of it by then, or nothing was signed.
 */
export async function bundleOf(url: string, stream: string): Promise<Bundle | null> {
  const dataSource = await new DataSource(dataSourceOptions(url, 1, 60_000)).initialize();
  try {
    const session = await sessionOf(dataSource.createQueryRunner());
    const ledger = new Ledger(askIn(session));
    const signed = await ledger.lastCheckpoint();
    if (signed === null) return null;
    const { size, note, verifier } = signed;
    const tree = ledger.tree();
    const events: BundledEvent[] = [];
    for (const { event, leaf } of await eventsOfStreams(session, [stream], size)) {
      const { seq: number, position, ...rest } = event;
      const path = await tree.inclusion(number - 1, size);
      const [commit, prepare] = [String(position.commit), String(position.prepare)];
      const hashes = { leaf: leaf.toString('base64'), path: path.map((hash) => hash.toString('base64')) };
      events.push({ number, commit, prepare, ...rest, ...hashes });
    }
    if (events.length === 0) return null;
    return { format: 'register-bundle-1', stream, checkpoint: note, verifier, events };
  } finally {
    await dataSource.destroy();
  }
}
