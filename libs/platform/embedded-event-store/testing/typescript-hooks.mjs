import { readFile } from 'node:fs/promises';
import { transform } from '@swc/core';

const options = { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } };

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const { code } = await transform(await readFile(new URL(url), 'utf8'), options);
  return { format: 'module', shortCircuit: true, source: code };
}
