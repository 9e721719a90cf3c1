import type { Running } from './standalone.ts';
export const welcome = ({ url }: Running): Promise<string> => Promise.resolve(`at ${url}`);
