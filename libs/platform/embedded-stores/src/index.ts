export * from './embedded-stores.ts';
