import { describe, expect, it } from '@jest/globals';
import { NotACheckpoint, openCheckpoint, Signer, Verifier } from './checkpoint.ts';
import { EMPTY } from './hashes.ts';

const root = EMPTY;
const signer = Signer.of('register.example/2026', Signer.newKey());
const note = signer.checkpoint(1234, root);
const refusal = (text: string, verifier: Verifier = signer.verifier): string => {
  try {
    openCheckpoint(text, verifier);
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(NotACheckpoint);
    return error instanceof Error ? error.message : '';
  }
};

describe('a signed tree head', () => {
  it('has the form of C2SP: origin, size, hash; an empty line; signatures', () => {
    const [origin, size, hash, empty, signature, end] = note.split('\n');
    expect([origin, size, hash, empty, end]).toEqual([
      'register.example/2026',
      '1234',
      root.toString('base64'),
      '',
      '',
    ]);
    expect(signature).toMatch(/^\u2014 register\.example\/2026 [A-Za-z0-9+/]+=*$/u);
    expect(openCheckpoint(note, signer.verifier)).toEqual({
      origin: 'register.example/2026',
      size: 1234,
      root,
    });
  });
  it('is read beside what witnesses signed, and what else it says', () => {
    const witness = Signer.of('witness.example', Signer.newKey());
    const [, signed = ''] = witness.checkpoint(1234, root).split('\n\n');
    expect(openCheckpoint(`${note}${signed}`, signer.verifier).size).toBe(1234);
    expect(refusal(`${note}${signed}`, witness.verifier)).toMatch(/forged|changed/);
  });
  it('is refused where anything of it was changed', () => {
    expect(refusal(note.replace('1234', '1235'))).toMatch(/forged, or its text was changed/);
    expect(refusal(note.replace('register.example/2026\n', 'register.example/2025\n'))).toMatch(/changed/);
    expect(refusal(note.replace('\n\n', '\n'))).toMatch(/no signatures/);
    expect(refusal(note.slice(0, -1))).toMatch(/no signatures/);
    expect(refusal(note, Signer.of('register.example/2026', Signer.newKey()).verifier)).toMatch(
      /has not signed/,
    );
    const other = Signer.of('other.example', Signer.newKey());
    expect(refusal(other.checkpoint(1234, root))).toMatch(/has not signed/);
  });
  it('has a key that can be told in a line', () => {
    const text = signer.verifier.toString();
    expect(Verifier.parse(`${text}\n`).toString()).toBe(text);
    expect(openCheckpoint(note, Verifier.parse(text)).size).toBe(1234);
    expect(() => Verifier.parse(text.replace('2026', '2027'))).toThrow(TypeError);
    expect(() => Verifier.parse('register')).toThrow(TypeError);
    expect(() => Signer.of('two words', Signer.newKey())).toThrow(TypeError);
  });
  it('is signed as the package of Go that set the form does it', () => {
    // The example in the documentation of golang.org/x/mod/sumdb/note.
    const verifier = Verifier.parse('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    const text =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const signature = Buffer.from(
      'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=',
      'base64',
    );
    expect(signature.subarray(0, 4)).toEqual(verifier.hash);
    expect(verifier.verifies(text, signature.subarray(4))).toBe(true);
    expect(verifier.verifies(`${text}!`, signature.subarray(4))).toBe(false);
  });
});
