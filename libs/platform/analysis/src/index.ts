export { loadProjection } from './own-projection.ts';
export { formatOf, Formats, write, type Format } from './output.ts';
export { replay, ReplayFailed, type ReplayOptions, type Replayed } from './replay.ts';
export { OtherReplay, RowFile } from './row-file.ts';
