export { NotOpened } from './cipher.ts';
export { KeyDestroyed, KeyFolder, KeyMissing } from './key-folder.ts';
