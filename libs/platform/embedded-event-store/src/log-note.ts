/** A record that is no event: what scavenging leaves of what it removed. */
export type Note =
  | {
      readonly about: 'stream';
      readonly name: string;
      readonly last: number;
      readonly tombstoned: boolean;
    }
  | { readonly about: 'next'; readonly position: number };
export const noteBytes = (note: Note): Buffer => Buffer.from(JSON.stringify(note));
export const noteIn = (bytes: Buffer): Note => JSON.parse(bytes.toString()) as Note;
