import { SEAL, type Upcasters } from '#kernel';
import { upcasters } from '#contexts/all';
import { KeyFolder } from '#platform/sealing';

/** How what is stored reads today, with the keys of a folder for what is sealed. Makes the folder where there is none. */
export const readingWith = (keysDir: string): Upcasters => ({
  ...upcasters,
  [SEAL]: KeyFolder.open(keysDir),
});
