#!/usr/bin/env node
/*
 * Verifies a bundle of the register: that its events are, as they stand in it, in what was signed. It needs nothing but this file
 * and Node, no network and no register:
 *
 *     node verify.mjs [bundle.json] [--key name+hash+key]
 *
 * Keep the key elsewhere than the bundle: without --key it is only held against the key that the bundle names itself.
 * Leaves, nodes and proofs are those of RFC 9162, section 2.1; the signed note is that of c2sp.org/tlog-checkpoint.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FORMAT = 'register-bundle-1';
const ED25519 = 1;

class Wrong extends Error {}
const wrong = (what) => {
  throw new Wrong(what);
};

const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const node = (left, right) => sha256(Buffer.of(1), left, right);
const isText = (value) => typeof value === 'string';
const bytes = (base64, what) => {
  const read = isText(base64) ? Buffer.from(base64, 'base64') : wrong(`${what} is no base64`);
  return read.length > 0 && read.toString('base64') === base64 ? read : wrong(`${what} is no base64`);
};

/** The key that `name+hash+key` tells. */
function keyOf(text) {
  const [, name, hash, key] =
    /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? wrong('the key is none');
  const raw = Buffer.from(key, 'base64');
  const own = sha256(`${name}\n`, raw).subarray(0, 4);
  if (raw[0] !== ED25519 || raw.length !== 33 || own.toString('hex') !== hash)
    wrong('the key is none of Ed25519');
  const x = raw.subarray(1).toString('base64url');
  return { name, own, key: createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }) };
}

/** What was signed: how many events there were, and what they came to. */
function headIn(note, { name, own, key }) {
  const end = isText(note) ? note.lastIndexOf('\n\n') : -1;
  if (end < 0) wrong('the tree head is not signed');
  const text = note.slice(0, end + 1);
  const signature = note
    .slice(end + 2)
    .split('\n')
    .map((line) => /^\u2014 (\S+) ([A-Za-z0-9+/=]+)$/u.exec(line))
    .filter((found) => found !== null && found[1] === name)
    .map((found) => bytes(found[2], 'the signature of the tree head'))
    .find((found) => found.subarray(0, 4).equals(own));
  if (signature === undefined) wrong(`the tree head is not signed by ${name}`);
  if (!verify(null, Buffer.from(text), key, signature.subarray(4)))
    wrong('the signature of the tree head is forged');
  const [origin, size, root] = text.split('\n');
  if (origin !== name || !/^[1-9]\d{0,14}$/.test(size)) wrong('the tree head is of another log');
  return { size: Number(size), root: bytes(root, 'the tree head') };
}

/** The leaf of an event: over its header, each part with its length, and the hashes of its two texts. */
function leafOf(event) {
  const header = [
    'register-journal-1',
    String(event.number),
    event.commit,
    event.prepare,
    event.stream,
    String(event.revision),
    event.id,
    event.type,
    event.recordedAt,
    event.isJson === true ? 'json' : 'binary',
  ].map((text) => Buffer.from(isText(text) ? text : wrong('a part of it is no text')));
  const lengths = header.map(({ length }) => {
    const four = Buffer.alloc(4);
    four.writeUInt32BE(length);
    return four;
  });
  if (!isText(event.data) || !isText(event.metadata)) wrong('it has no texts');
  const parts = header.flatMap((part, at) => [lengths[at], part]);
  return sha256(Buffer.of(0), ...parts, sha256(event.data), sha256(event.metadata));
}

/** Whether a path leads from a leaf to the root. */
function leadsTo({ size, root }, leaf, number, path) {
  let [at, last, so] = [number - 1, size - 1, leaf];
  const half = () => {
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  };
  for (const sibling of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      so = node(sibling, so);
      while (at % 2 === 0 && at > 0) half();
    } else {
      so = node(so, sibling);
    }
    half();
  }
  return last === 0 && so.equals(root);
}

function checkEvent(event, head) {
  const { number, path, isDestroyed } = event;
  if (!(number >= 1 && number <= head.size)) wrong(`it is not among the ${head.size} that were signed`);
  const leaf = bytes(event.leaf, 'its leaf hash');
  if (isDestroyed !== true && isDestroyed !== false) wrong('it does not say whether it was destroyed');
  if (!isDestroyed && !leafOf(event).equals(leaf)) wrong('it was altered: it does not come to its leaf hash');
  if (isDestroyed && (event.data !== '' || event.metadata !== '')) wrong('it was destroyed, and has texts');
  const hashes = Array.isArray(path) ? path.map((one) => bytes(one, 'its proof')) : wrong('it has no proof');
  if (!leadsTo(head, leaf, number, hashes)) wrong('its proof does not lead to what was signed');
}

/**
 * Throws, with the first number that is wrong and what is wrong with it, where a bundle is not what was signed.
 * `key`: that which must have signed it; else the one that the bundle names.
 */
export function verifyBundle(bundle, key = bundle?.verifier) {
  if (bundle?.format !== FORMAT || !Array.isArray(bundle.events)) wrong(`this is no bundle (${FORMAT})`);
  if (!isText(key)) wrong('nobody says with which key it was signed');
  const head = headIn(bundle.checkpoint, keyOf(key));
  let before = null;
  for (const event of bundle.events) {
    try {
      checkEvent(event, head);
      if (event.stream !== bundle.stream) wrong(`it is of another record: ${event.stream}`);
      if (event.revision !== (before === null ? 0 : before.revision + 1)) {
        wrong(`an event before it is missing: its revision is ${event.revision}`);
      }
      if (before !== null && event.number <= before.number) wrong('it stands before an earlier one');
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      throw new Wrong(`number ${String(event?.number)}: ${error.message}`);
    }
    before = event;
  }
  if (before === null) wrong('there is no event in it');
  return {
    ...head,
    count: bundle.events.length,
    destroyed: bundle.events.filter((one) => one.isDestroyed).length,
  };
}

/** What a bundle comes to, as a sentence. Throws as {@link verifyBundle} does. */
export function verdictOn(bundle, key) {
  const { size, root, count, destroyed } = verifyBundle(bundle, key);
  const gone = destroyed === 0 ? '' : ` Of ${destroyed} nothing but the hash remains: they were destroyed.`;
  const by = key === undefined ? ` by the key that it names itself: ${bundle.verifier}` : '';
  return `Unaltered: ${count} events of ${bundle.stream}, among the ${size} that were signed (${root.toString('base64')})${by}.${gone}`;
}

function main(args) {
  const at = args.indexOf('--key');
  const key = at < 0 ? undefined : args[at + 1];
  const file = args.find((_, index) => at < 0 || (index !== at && index !== at + 1));
  const path = file ?? join(dirname(fileURLToPath(import.meta.url)), 'bundle.json');
  try {
    console.log(verdictOn(JSON.parse(readFileSync(path, 'utf8')), key));
  } catch (error) {
    console.error(`Not verified: ${error.message}.`);
    process.exitCode = 1;
  }
}
const started = process.argv[1];
if (started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url))
  main(process.argv.slice(2));
