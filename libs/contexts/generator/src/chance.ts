import { v7 as uuidV7 } from 'uuid';

/** Chance that can be had again: the same seed, asked the same, answers the same (the generator is sfc32). */
export class Chance {
  #a: number;
  #b: number;
  #c = 0x9e3779b9;
  #d = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    this.#b = Math.floor(seed / 2 ** 32) | 0;
    for (let warmUp = 0; warmUp < 12; warmUp += 1) this.#next();
  }

  /** In [0, 1). */
  share(): number {
    return this.#next() / 2 ** 32;
  }

  /** True with so much probability. */
  happens(probability: number): boolean {
    return this.share() < probability;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.share() * (most - least + 1));
  }

  /** One of the items, each as likely as the others. Throws a RangeError where there is none. */
  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.share() * items.length)];
    if (item === undefined) throw new RangeError('there is nothing to pick from');
    return item;
  }

  /** Some of the items, each once, in no order; all of them where there are not so many. */
  some<T>(items: readonly T[], count: number): T[] {
    const left = [...items];
    const some: T[] = [];
    while (some.length < count && left.length > 0) {
      some.push(...left.splice(Math.floor(this.share() * left.length), 1));
    }
    return some;
  }

  /** One of the names, each as likely as its weight says. */
  weighted<N extends string>(weights: Readonly<Record<N, number>>): N {
    const names = Object.keys(weights) as N[];
    let at = this.share() * names.reduce((sum, name) => sum + weights[name], 0);
    const found = names.find((name) => (at -= weights[name]) < 0) ?? names.at(-1);
    if (found === undefined) throw new RangeError('there is nothing to pick from');
    return found;
  }

  /** So many hexadecimal digits. */
  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.#next().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }

  /** A UUID (RFC 9562, version 7) of an instant, in milliseconds. */
  uuid(msecs: number): string {
    const random = new Uint8Array(16);
    const view = new DataView(random.buffer);
    for (let at = 0; at < 16; at += 4) view.setUint32(at, this.#next());
    return uuidV7({ msecs, random, seq: this.#next() });
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + sum) | 0;
    return sum >>> 0;
  }
}
