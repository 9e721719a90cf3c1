import type { FastifyInstance } from 'fastify';

/** Which methods each path of the API knows, for 405 and its `Allow` (RFC 9110, 15.5.6). */
export class KnownRoutes {
  private readonly methods = new Map<string, { readonly path: RegExp; readonly methods: Set<string> }>();

  /** Listens to the routes that are added from now on. */
  constructor(instance: FastifyInstance) {
    instance.addHook('onRoute', ({ url, method }) => {
      const route = this.methods.get(url) ?? { path: pathOf(url), methods: new Set() };
      for (const name of [method].flat()) route.methods.add(name);
      this.methods.set(url, route);
    });
  }

  /** The methods that a path answers to, sorted; none when there is nothing at it. */
  allowedAt(url: string): readonly string[] {
    const [path = ''] = url.split('?');
    const matching = [...this.methods.values()].filter((route) => route.path.test(path));
    return [...new Set(matching.flatMap(({ methods }) => [...methods]))].sort();
  }
}

const pathOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split('/')
      .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[^\w-]/g, '\\$&')))
      .join('/')}$`,
  );
