import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { openCheckpoint, provesConsistency, provesInclusion, Verifier } from '#platform/ledger';
import { refusalIn, tell } from '../support/asking.ts';
import { eventually } from '../support/event-stores.ts';
import { folder, startProgram } from '../support/processes.ts';
import { rowsOf, startRegister, type Register } from '../support/register.ts';

type Signed = {
  readonly size: number;
  readonly root: string;
  readonly note: string;
  readonly verifier: string;
};
type Page = { readonly checkpoints: readonly Signed[]; readonly next: number | null };
type Inclusion = { readonly leaf: string; readonly path: readonly string[]; readonly checkpoint: Signed };
type Consistency = { readonly from: Signed; readonly to: Signed; readonly path: readonly string[] };

let register: Register;

async function command(...args: string[]): Promise<{ readonly code: number | null; readonly said: string }> {
  const program = startProgram('apps/register/src/main.js', args, { DATA_DIR: register.dataDir });
  const { code } = await program.ended;
  return { code, said: program.output() };
}
async function get<T>(path: string): Promise<T> {
  const { status, body } = await register.get(`/v1/ledger/${path}`);
  expect([path, status]).toEqual([path, 200]);
  return body as T;
}
const bytes = (base64: string): Buffer => Buffer.from(base64, 'base64');
const hashes = (all: readonly string[]): Buffer[] => all.map(bytes);
/** The journal is at the end of the log, and nothing more comes of it. */
const journaled = async (): Promise<number> => {
  const count = async (): Promise<number> =>
    (await rowsOf<{ n: number }>(register.databaseUrl, 'SELECT seq::int AS n FROM projector'))[0]?.n ?? 0;
  let seen = -1;
  await eventually(async () => {
    const now = await count();
    const isQuiet = now === seen;
    seen = now;
    await new Promise((resolve) => setTimeout(resolve, 150));
    return isQuiet;
  }, 30_000);
  return seen;
};
const somethingNew = (id: string) =>
  tell(register, 'organisations', {
    ...{ organisationId: id, kind: 'midwifery', domain: 'medical', name: 'Verloskundigen' },
  });

describe('the audit ledger of a register that runs', () => {
  let key: Verifier;
  beforeAll(async () => {
    register = await startRegister({ withHistory: true });
    await journaled();
  }, 90_000);

  it('signs what the journal has come to, on request', async () => {
    const size = await journaled();
    const { code, said } = await command('checkpoint');
    expect(code).toBe(0);
    const { checkpoints } = await get<Page>('checkpoints');
    const [newest] = checkpoints;
    expect(newest).toMatchObject({ size, note: said });
    key = Verifier.parse(newest?.verifier ?? '');
    expect(openCheckpoint(said, key)).toEqual({ origin: key.name, size, root: bytes(newest?.root ?? '') });
  });

  it('proves, offline, that an event is in what was signed', async () => {
    for (const number of [1, 2, 77, await journaled()]) {
      const { leaf, path, checkpoint } = await get<Inclusion>(`proofs/inclusion?number=${number}`);
      const { size, root } = openCheckpoint(checkpoint.note, key);
      const claim = { leaf: bytes(leaf), index: number - 1, size, root };
      expect([number, provesInclusion(claim, hashes(path))]).toEqual([number, true]);
    }
    expect(refusalIn(await register.get('/v1/ledger/proofs/inclusion?number=100000'))).toContain(
      'ledger.not-signed',
    );
    expect(refusalIn(await register.get('/v1/ledger/proofs/inclusion?number=0'))).toContain(400);
  });

  it('proves, offline, that what was signed later only adds to it', async () => {
    const [before] = (await get<Page>('checkpoints')).checkpoints;
    await somethingNew('verloskundigen-nieuw');
    await journaled();
    await command('checkpoint');
    const { from, to, path } = await get<Consistency>(`proofs/consistency?from=${before?.size ?? 0}`);
    const [was, is] = [openCheckpoint(from.note, key), openCheckpoint(to.note, key)];
    expect([was.size, is.size]).toEqual([before?.size, (before?.size ?? 0) + 1]);
    expect(provesConsistency(was, is, hashes(path))).toBe(true);
    expect(provesConsistency({ ...was, root: is.root }, is, hashes(path))).toBe(false);
    const [newest] = (await get<Page>('checkpoints?limit=1')).checkpoints;
    expect(newest?.size).toBe(is.size);
    expect((await get<Page>(`checkpoints?below=${is.size}`)).checkpoints[0]).toEqual(before);
    expect(refusalIn(await register.get('/v1/ledger/proofs/consistency?from=1'))).toContain(
      'ledger.not-signed',
    );
  });

  it('is verified beside the register, by the key that is kept elsewhere', async () => {
    const all = await journaled();
    const { code, said } = await command('verify', 'ledger', '--key', key.toString());
    expect([code, said]).toEqual([
      0,
      expect.stringMatching(`^Unaltered: ${all} events come to .+ Verified with`),
    ]);
  });

  it('gives a record away in a folder, with the proof and what verifies it', async () => {
    const out = join(await folder('bundle-'), 'agreement');
    const [agreement] = await rowsOf<{ stream: string }>(
      register.databaseUrl,
      `SELECT stream FROM journal WHERE stream LIKE 'agreement-%' ORDER BY seq LIMIT 1`,
    );
    const record = agreement?.stream ?? '';
    const made = await command('bundle', record, '--out', out);
    expect([made.code, made.said]).toEqual([0, expect.stringMatching(`events of ${record} are in ${out}`)]);
    const held = (...args: string[]) =>
      spawnSync(process.execPath, [join(out, 'verify.mjs'), ...args], { encoding: 'utf8' });
    expect(held('--key', key.toString())).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Unaltered: /),
    });
    const text = await readFile(join(out, 'bundle.json'), 'utf8');
    await writeFile(join(out, 'bundle.json'), text.replace('"revision": 0', '"revision": 1'));
    expect(await command('verify', 'bundle', out)).toEqual({
      code: 1,
      said: expect.stringMatching(/Not verified: number \d+: it was altered/),
    });
  });

  it('gives the dossier of an agreement away, and says whether a file is what was agreed', async () => {
    const [there, document] = [await folder('dossier-'), 'Het convenant, zoals het op tafel lag.'];
    const [out, file] = [join(there, 'out'), join(there, 'convenant.txt')];
    await writeFile(file, document);
    const sha256 = createHash('sha256').update(document).digest('hex');
    const agreement = {
      ...{ agreementId: 'met-stuk', kind: 'covenant', title: 'Met een stuk', topics: [], phases: ['during'] },
      ...{ scope: { level: 'municipal', municipalities: ['GM0114'] }, parties: ['gemeente-emmen'] },
      ...{ documents: [{ title: 'Convenant', sha256 }], on: '2026-01-01' },
    };
    await tell(register, 'agreements', agreement);
    await journaled();
    const made = await command('dossier', 'met-stuk', '--out', out);
    expect([made.code, made.said]).toEqual([
      0,
      expect.stringMatching(/The dossier of Met een stuk \(events: 1\)/),
    ]);
    expect(await readFile(join(out, 'dossier.html'), 'utf8')).toContain(sha256);
    const whole = JSON.parse(await readFile(join(out, 'dossier.json'), 'utf8')) as {
      readonly data: { readonly agreement: { readonly versions: readonly [{ readonly content: object }] } };
    };
    const { status } = spawnSync(process.execPath, [join(out, 'verify.mjs'), '--key', key.toString()]);
    expect(status).toBe(0);
    expect(await command('dossier', 'check', file)).toEqual({
      code: 0,
      said: expect.stringMatching(
        /^This is “Convenant” of version 1 of met-stuk \(Met een stuk\), which has not taken effect/,
      ),
    });
    await writeFile(file, JSON.stringify(whole.data.agreement.versions[0].content, null, 1));
    const content = await command('dossier', 'check', file, '--agreement', 'met-stuk');
    expect([content.code, content.said]).toEqual([
      0,
      expect.stringMatching(/^This is the content of version 1 of met-stuk/),
    ]);
    await writeFile(file, `${document} `);
    const other = await command('dossier', 'check', file);
    expect([other.code, other.said]).toEqual([
      1,
      expect.stringMatching(/^No version of any agreement records [0-9a-f]{64}: /),
    ]);
    expect(await command('dossier', 'met-stuk', '--out', out)).toMatchObject({
      code: 1,
      said: expect.stringMatching(/is not empty/),
    });
    const none = await command('dossier', 'nergens', '--out', join(there, 'other'));
    expect([none.code, none.said]).toEqual([
      1,
      expect.stringMatching(/The register has no agreement nergens/),
    ]);
  }, 90_000);

  it('names what was altered, and signs nothing more', async () => {
    await rowsOf(register.databaseUrl, `UPDATE journal SET data = replace(data, '"', ' "') WHERE seq = 7`);
    const { code, said } = await command('verify', 'ledger');
    expect([code, said]).toEqual([1, expect.stringMatching(/^Number 7 is altered in the journal/)]);
    const store = await command('verify', 'store');
    expect([store.code, store.said]).toEqual([
      1,
      expect.stringMatching(/^Number 7 is altered in the journal: data/),
    ]);
    await rowsOf(
      register.databaseUrl,
      `UPDATE journal SET leaf_hash = decode(repeat('ab', 32), 'hex') WHERE seq = 7`,
    );
    await somethingNew('verloskundigen-later');
    await journaled();
    const refused = await command('checkpoint');
    expect([refused.code, refused.said]).toEqual([
      1,
      expect.stringMatching(/are not those that were signed/),
    ]);
    // Whoever watches over it is told, until somebody has looked and all is well.
    const watched = register.as({ role: 'operator' });
    await eventually(async () => {
      const { body } = await watched.get('/health');
      return /incomplete.+the journal is not that any more/.test(JSON.stringify(body));
    }, 10_000);
  });
});
