export * from './checkpoint.ts';
export { Frontier, type Subtree } from './frontier.ts';
export * from './hashes.ts';
export { provesConsistency, provesInclusion } from './proofs.ts';
export { LEVELS_APART, Tree, type Tiles } from './tree.ts';
export { Witness } from './cosignature.ts';
