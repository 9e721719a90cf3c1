const BITS = 2 ** 25;

/**
 * Remembers keys in 4 MB, whatever their number: it tells for certain which key was never added, and of one in thirty
 * that it may have been, at a million keys (a Bloom filter with one hash, FNV-1a).
 */
export class KeyFilter {
  readonly #bits = new Uint8Array(BITS / 8);

  constructor(names: Iterable<string>) {
    for (const name of names) this.add(name);
  }

  add(name: string): void {
    const at = placeOf(name);
    this.#bits[at >>> 3] = (this.#bits[at >>> 3] ?? 0) | (1 << (at & 7));
  }

  mayHave(name: string): boolean {
    const at = placeOf(name);
    return ((this.#bits[at >>> 3] ?? 0) & (1 << (at & 7))) !== 0;
  }
}

function placeOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  }
  // The low bits of FNV-1a alone are weak: the high ones are folded in.
  return ((hash ^ (hash >>> 15)) >>> 0) % BITS;
}
