export { NotOpened } from './cipher.ts';
export { KeyDestroyed, KeyFolder, KeyMissing } from './key-folder.ts';
export {
  destroy,
  NothingToDestroy,
  NotJournaled,
  Uncertified,
  type Destroyed,
  type DestroyingOptions,
} from './destroying.ts';
