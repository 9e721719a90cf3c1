import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';

const folder = 'docs/handbook';
const chapters = (await readdir(folder)).filter((name) => name !== 'README.md');
const { paths } = JSON.parse(await readFile('docs/catalogue/openapi.json', 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};
const routes = Object.entries(paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => ({
    method: method.toUpperCase(),
    matches: new RegExp(`^/v1${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
  })),
);
const isRoute = (method: string, path: string): boolean =>
  routes.some((route) => route.method === method && route.matches.test(path));

const read = (name: string): Promise<string> => readFile(`${folder}/${name}`, 'utf8');
const stepsIn = (text: string): string[] =>
  [...text.matchAll(/^## (\d+)\. /gm)].map(([, number = '']) => number);
/** Method and path, without parameters, of the requests that a chapter shows. */
const requestsIn = (text: string): (readonly [string, string])[] =>
  [...text.matchAll(/^ {4}(GET|POST) ([^\s?]+)/gm)].map(([, method = '', path = '']) => [method, path]);

describe.each(chapters)('the chapter %s of the handbook', (name) => {
  it('tells the steps of its journey, in order, one for one', async () => {
    const text = await read(name);
    const [, journey = ''] = /\(\.\.\/\.\.\/(test\/journey\/[a-z-]+\.journey\.spec\.ts)\)/.exec(text) ?? [];
    const spec = await readFile(journey, 'utf8');
    expect(spec).toContain(`${folder}/${name}`);
    const steps = [...spec.matchAll(/^ {2}it\(/gm)];
    expect(stepsIn(text)).toEqual(steps.map((_, at) => String(at + 1)));
  });

  it('shows requests that the API has', async () => {
    const requests = requestsIn(await read(name));
    expect(requests.length).toBeGreaterThan(0);
    expect(requests.filter(([method, path]) => !isRoute(method, path))).toEqual([]);
  });

  it('is in the table of contents', async () => {
    expect(await read('README.md')).toContain(`](${name})`);
  });
});

describe('the check of the handbook', () => {
  it('notices a request that the API does not have', () => {
    expect(requestsIn('    POST /v1/coalitions/emmen/parties?x=1\n')).toEqual([
      ['POST', '/v1/coalitions/emmen/parties'],
    ]);
    expect(isRoute('POST', '/v1/coalitions/emmen/parties')).toBe(false);
    expect(isRoute('GET', '/v1/coalitions/emmen')).toBe(true);
  });
});
