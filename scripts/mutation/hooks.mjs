import { readFile } from 'node:fs/promises';
import { transform } from '@swc/core';

const options = { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } };
const globals = new URL('./globals.mjs', import.meta.url).href;

/** Outside of Jest, its globals are those of its parts. */
export const resolve = (specifier, context, next) =>
  specifier === '@jest/globals' ? { url: globals, shortCircuit: true } : next(specifier, context);

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const { code } = await transform(await readFile(new URL(url), 'utf8'), options);
  return { format: 'module', shortCircuit: true, source: code };
}
