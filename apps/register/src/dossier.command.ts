import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { Hash } from '#kernel';
import { systemClock } from '#platform/clock';
import { InstantShape, type QueryParameters } from '#platform/http';
import { asOwner, bundleOf } from '#platform/read-store';
import { messageOf } from '#platform/process';
import { Histories, Reading, unlessAbsent } from '#platform/records';
import { agreedDocuments, Dossier, DossierHandler, dossierPage, type AgreedDocument } from '#read/overview';
import { signerIn, signNews } from '../../projector/src/signing.ts';
import { writeBundle } from './bundle.command.ts';
import { readingHere, withStores } from './stores.ts';

/** A content is signed as canonical JSON; a file that is larger is none. Bytes. */
const CONTENT_BYTES_MAX = 1_000_000;

/** `register dossier <agreement>`, `register dossier check <file>` */
export const dossierCommand = (): Command =>
  new Command('dossier')
    .description(
      'write everything about an agreement into a folder: to read, to print, to process and to verify',
    )
    .argument('<agreement>', 'its id, such as emmen-goede-start')
    .option('--out <folder>', 'a folder that is not there yet, or is empty')
    .option('--as-of <instant>', 'as the register knew it then, such as 2026-03-01T12:00:00Z')
    .action(write)
    .addCommand(checkCommand());

async function write(
  id: string,
  { out, asOf }: { readonly out?: string; readonly asOf?: string },
): Promise<void> {
  const parameters: QueryParameters = asOf === undefined ? {} : { asOf: instantIn(asOf) };
  if (out === undefined) throw new Error('Say into which folder: --out <folder>.');
  const within = await readdir(out).catch(() => []);
  if (within.length > 0) throw new Error(`${out} is not empty: name a folder that is not there yet.`);
  await withStores(async ({ databaseUrl: url }) => {
    const { keysDir, ledger, upcasters } = readingHere();
    const found = await asOwner(url, async (readStore) => {
      await signNews(readStore.ledger, signerIn(keysDir, ledger.origin));
      const reading = new Reading(readStore, systemClock);
      const handler = new DossierHandler(reading, new Histories(reading, upcasters), readStore);
      return unlessAbsent(handler.execute(new Dossier(id, parameters)));
    });
    if (found === null)
      throw new Error(`The register has no agreement ${id}${asOf === undefined ? '' : ' at that instant'}.`);
    const bundle = await bundleOf(url, `agreement-${id}`);
    await mkdir(out, { recursive: true });
    await writeFile(join(out, 'dossier.html'), dossierPage(found), { flag: 'wx' });
    await writeFile(join(out, 'dossier.json'), `${JSON.stringify(found, null, 2)}\n`, { flag: 'wx' });
    const { agreement, history } = found.data;
    console.log(
      `The dossier of ${agreement.title} (events: ${history.length}) is in ${out}: dossier.html to read and print, dossier.json to process.`,
    );
    if (bundle !== null)
      console.log(`Whoever gets it verifies what was recorded with\n  ${await writeBundle(out, bundle)}`);
  });
}

function instantIn(text: string): NonNullable<QueryParameters['asOf']> {
  const parsed = InstantShape.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new Error(`--as-of ${text} is no instant: say one such as 2026-03-01T12:00:00Z.`);
}

const checkCommand = (): Command =>
  new Command('check')
    .description(
      'say whether a file is a document that was agreed, by the hash that an agreement records of it',
    )
    .argument('<file>', 'a document, or the content of a version as JSON')
    .option('--agreement <id>', 'the agreement that it is said to be of; else any')
    .action((file: string, { agreement }: { readonly agreement?: string }) =>
      withStores(async ({ databaseUrl: url }) => {
        const hashes = { sha256: await sha256Of(file), contentHash: await contentHashOf(file) };
        const asked = { ...hashes, agreementId: agreement ?? null };
        const found = await asOwner(url, async (readStore) => {
          const { rows } = await readStore.read(undefined, (view) => ({
            found: agreedDocuments(view, asked),
          }));
          return rows.found;
        });
        for (const one of found) console.log(verdict(one));
        if (found.length > 0) return;
        process.exitCode = 1;
        const whose = agreement === undefined ? 'No version of any agreement' : `No version of ${agreement}`;
        console.log(
          `${whose} records ${hashes.sha256}: this is not what was agreed, or it was changed since.`,
        );
      }),
    );

function verdict({ agreementId, title, version, newest, inEffect, document }: AgreedDocument): string {
  const what = document === null ? 'the content' : `“${document}”`;
  const standing =
    inEffect === version
      ? 'the last that took effect'
      : version > (inEffect ?? 0)
        ? 'which has not taken effect'
        : `which version ${inEffect} has replaced`;
  const later = newest > version ? `; the newest is version ${newest}` : '';
  return `This is ${what} of version ${version} of ${agreementId} (${title}), ${standing}${later}.`;
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const bytes of createReadStream(file)) hash.update(bytes as Buffer);
  } catch (error) {
    throw new Error(`${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
  return hash.digest('hex');
}

/** The hash that a signature would name, where the file is JSON. */
async function contentHashOf(file: string): Promise<string | null> {
  if ((await stat(file)).size > CONTENT_BYTES_MAX) return null;
  try {
    const content: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof content === 'object' && content !== null ? Hash.of(content) : null;
  } catch {
    return null;
  }
}
