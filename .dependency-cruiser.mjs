/**
 * The walls of the house (docs/adr/0007-walls.md). Each rule names who may pass; everybody else is stopped.
 * test/architecture plants a violation of every rule and expects that rule to speak.
 */
const production = '^(apps|libs)/';
const spec = '\\.spec\\.ts$';
const core =
  '^libs/contexts/([^/]+)/src/[^/]+\\.(events|decider|state|upcasters|facts|commands|content|guards)\\.ts$';
const doors = [
  '^libs/[^/]+/src/index\\.ts$',
  '^libs/[^/]+/[^/]+/src/index\\.ts$',
  '^libs/contexts/[^/]+/src/read/(index|projections)\\.ts$',
  '^libs/contexts/all/src/policies/index\\.ts$',
  '^libs/[^/]+/[^/]+/src/[^/]+\\.module\\.ts$',
];

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

export default {
  forbidden: [
    forbid(
      'no-circles',
      'Nothing depends on itself.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    forbid('no-unresolved', 'Every import is found.', {}, { couldNotResolve: true }),
    forbid(
      'kernel-imports-nothing',
      'The kernel is plain TypeScript: beside itself only shapes (zod), canonical JSON and the hash function.',
      { path: '^libs/kernel/', pathNot: spec },
      { pathNot: '^(libs/kernel/|node_modules/(zod|canonicalize)/|(node:)?crypto$)' },
    ),
    forbid(
      'core-is-pure',
      'Events, deciders and upcasters import the kernel, shapes, their own core, and the doors of other cores.',
      { path: core },
      {
        pathNot: [
          '^libs/contexts/referral/src/working-days\\.ts$', // The calendar: a function of days and nothing else.
          '^libs/kernel/src/index\\.ts$',
          '^node_modules/zod/',
          core,
          '^libs/contexts/[^/]+/src/index\\.ts$',
        ],
      },
    ),
    forbid(
      'platform-knows-no-context',
      'The platform serves any domain.',
      { path: '^libs/platform/' },
      { path: '^libs/contexts/' },
    ),
    forbid(
      'contexts-meet-at-the-door',
      'Another context is entered by its index.ts: its events, its decider and what others may know of it.',
      { path: '^libs/contexts/([^/]+)/', pathNot: '^libs/contexts/(overview|all)/' },
      { path: '^libs/contexts/', pathNot: ['^libs/contexts/$1/', '^libs/contexts/[^/]+/src/index\\.ts$'] },
    ),
    forbid(
      'overviews-read-through-the-read-door',
      'Only overviews look at read models of other contexts, and only at what read/index.ts shows.',
      { path: '^libs/contexts/overview/' },
      {
        path: '^libs/contexts/',
        pathNot: [
          '^libs/contexts/overview/',
          '^libs/contexts/[^/]+/src/index\\.ts$',
          '^libs/contexts/[^/]+/src/read/index\\.ts$',
        ],
      },
    ),
    forbid(
      'doors-show-no-wiring',
      'What others may know of a context is plain: no framework, no read model behind index.ts.',
      { path: '^libs/contexts/(?!all/)[^/]+/src/index\\.ts$' },
      { path: '\\.(controller|handlers|module|requests)\\.ts$|/read/' },
    ),
    forbid(
      'libs-have-one-door',
      'A library is entered by its index.ts only, from apps too.',
      { path: '^(apps|libs)/([^/]+/[^/]+)/', pathNot: '^libs/(contexts|kernel)/' },
      { path: '^libs/', pathNot: ['^libs/$2/', ...doors] },
    ),
    forbid(
      'write-does-not-read',
      'A decision never looks at a read model.',
      { path: ['\\.(handlers|decider|events)\\.ts$'] },
      { path: '/read/|^libs/platform/read-store/' },
    ),
    forbid(
      'read-does-not-decide',
      'A read model never decides.',
      { path: '/read/', pathNot: spec },
      { path: '\\.(decider|handlers|controller)\\.ts$|/decisions\\.ts$' },
    ),
    forbid(
      'policies-read-their-own-lists',
      'A policy rests on its to-do list; a read model that is rebuilt must not move it.',
      { path: '/policies/', pathNot: spec },
      { path: '^libs/contexts/[^/]+/src/read/' },
    ),
    forbid(
      'nothing-rests-on-a-policy',
      'A policy acts like any other caller: nobody but the list of all contexts knows of it.',
      { path: '^libs/contexts/(?!all/)[^/]+/src/(?!policies/)' },
      { path: '^libs/contexts/[^/]+/src/policies/' },
    ),
    forbid(
      'one-client',
      'Only the port speaks to the event store; the embedded server borrows its wire types.',
      { path: production, pathNot: ['^libs/platform/(event-store|embedded-event-store)/'] },
      { path: '^node_modules/(@eventstore|@grpc)/' },
    ),
    forbid(
      'sql-stays-in-its-place',
      'SQL and its libraries stay in the read store and in read/.',
      {
        path: production,
        pathNot: ['^libs/platform/(access|read-store|embedded-postgres)/', '/read/', spec],
      },
      { path: '^node_modules/(pg|typeorm|@nestjs/typeorm)/' },
    ),
    forbid(
      'lmdb-stays-in-its-place',
      'Only the embedded event store knows LMDB, and the rows of a replay that is under way.',
      {
        path: production,
        pathNot: ['^libs/platform/embedded-event-store/', '^libs/platform/analysis/src/row-file\\.ts$'],
      },
      { path: '^node_modules/lmdb/' },
    ),
    forbid(
      'class-validator-stays-at-the-edge',
      'Request shapes are checked by controllers and requests, with the decorators of platform/http.',
      {
        path: production,
        pathNot: [
          '^libs/platform/http/',
          '\\.(controller|requests|answers)\\.ts$',
          '/read/[^/]+\\.answers\\.ts$',
        ],
      },
      { path: '^node_modules/(class-validator|class-transformer)/' },
    ),
    forbid(
      'framework-at-the-edge',
      'A projection, a table, a policy or a core never imports the framework.',
      {
        path: [
          '\\.(events|decider|state|upcasters|facts|projection|table|list|policy)\\.ts$',
          '^libs/kernel/',
        ],
      },
      { path: '^node_modules/@nestjs/' },
    ),
    forbid(
      'what-fills-starts-light',
      'Deciders, upcasters and projections come without the framework, however far one looks: loading it takes longer.',
      { path: '^libs/contexts/all/src/(index|read/projections)\\.ts$' },
      { path: '^node_modules/@nestjs/', reachable: true },
    ),
    forbid(
      'nothing-imports-an-app',
      'Apps compose; nobody builds on them.',
      { path: '^libs/' },
      { path: '^apps/' },
    ),
    forbid(
      'nobody-builds-on-made-up-data',
      'Only the command line makes up histories.',
      { path: production, pathNot: ['^apps/register/', '^libs/contexts/generator/'] },
      { path: '^libs/contexts/generator/' },
    ),
    forbid(
      'production-imports-no-test',
      'Tests stand outside.',
      { path: production, pathNot: spec },
      { path: ['^test/', spec] },
    ),
  ],
  options: {
    doNotFollow: { path: '^node_modules' },
    exclude: { path: '^(dist|test/bench)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
    },
  },
};
