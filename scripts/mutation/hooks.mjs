/** Lets Node run specs as they are. */
export { load } from '../../libs/platform/embedded-event-store/testing/typescript-hooks.mjs';

const globals = new URL('./globals.mjs', import.meta.url).href;

/** Outside of Jest, its globals are those of its parts. */
export const resolve = (specifier, context, next) =>
  specifier === '@jest/globals' ? { url: globals, shortCircuit: true } : next(specifier, context);
