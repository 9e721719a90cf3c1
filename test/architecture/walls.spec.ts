import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cruise, type IConfiguration } from 'dependency-cruiser';

const root = process.cwd();
const { default: rules } = (await import(join(root, '.dependency-cruiser.mjs'))) as {
  default: IConfiguration;
};

/** Which file breaks which rule: one violation planted for every rule. */
const planted: Record<string, { file: string; text: string }> = {
  'no-circles': { file: 'libs/kernel/src/planted-circle.ts', text: "import './planted-circle.ts';" },
  'no-unresolved': { file: 'libs/kernel/src/planted-unresolved.ts', text: "import './nowhere.ts';" },
  'kernel-imports-nothing': { file: 'libs/kernel/src/planted-io.ts', text: "import 'node:fs';" },
  'core-is-pure': {
    file: 'libs/contexts/organisation/src/planted.decider.ts',
    text: "import '#platform/event-store';",
  },
  'platform-knows-no-context': {
    file: 'libs/platform/http/src/planted.ts',
    text: "import '#contexts/organisation';",
  },
  'contexts-meet-at-the-door': {
    file: 'libs/contexts/decision/src/planted-window.ts',
    text: "import '../../organisation/src/organisation.decider.ts';",
  },
  'overviews-read-through-the-read-door': {
    file: 'libs/contexts/overview/src/planted-window.ts',
    text: "import '../../organisation/src/read/organisation-register.table.ts';",
  },
  'doors-show-no-wiring': {
    file: 'libs/contexts/planted/src/index.ts',
    text: "export * from '../../organisation/src/organisation.module.ts';",
  },
  'libs-have-one-door': {
    file: 'apps/api/src/planted-window.ts',
    text: "import '../../../libs/contexts/organisation/src/organisation.events.ts';",
  },
  'write-does-not-read': {
    file: 'libs/contexts/organisation/src/planted.handlers.ts',
    text: "import '#platform/read-store';",
  },
  'read-does-not-decide': {
    file: 'libs/contexts/organisation/src/read/planted.query.ts',
    text: "import '../organisation.decider.ts';",
  },
  'policies-read-their-own-lists': {
    file: 'libs/contexts/agreement/src/policies/planted.list.ts',
    text: "import '../read/agreement-register.projection.ts';",
  },
  'nothing-rests-on-a-policy': {
    file: 'libs/contexts/agreement/src/planted-shortcut.ts',
    text: "import './policies/index.ts';",
  },
  'one-client': { file: 'apps/api/src/planted-client.ts', text: "import '@eventstore/db-client';" },
  'sql-stays-in-its-place': { file: 'apps/api/src/planted-sql.ts', text: "import 'pg';" },
  'lmdb-stays-in-its-place': { file: 'apps/api/src/planted-lmdb.ts', text: "import 'lmdb';" },
  'class-validator-stays-at-the-edge': {
    file: 'libs/contexts/organisation/src/planted.policy.ts',
    text: "import 'class-validator';",
  },
  'framework-at-the-edge': {
    file: 'libs/contexts/organisation/src/read/planted.projection.ts',
    text: "import '@nestjs/common';",
  },
  'what-fills-starts-light': {
    file: 'libs/contexts/all/src/index.ts',
    text: "import '#modules/organisation';",
  },
  'nothing-imports-an-app': {
    file: 'libs/platform/http/src/planted-app.ts',
    text: "import '../../../../apps/api/src/planted-sql.ts';",
  },
  'nobody-builds-on-made-up-data': {
    file: 'apps/standalone/src/planted-history.ts',
    text: "import '#contexts/generator';",
  },
  'production-imports-no-test': {
    file: 'libs/platform/http/src/planted-test.ts',
    text: "import '#test/support/given';",
  },
};

async function violations(baseDir: string): Promise<{ rule: string | undefined; file: string }[]> {
  const { output } = await cruise(['apps', 'libs', 'test'], {
    ...rules.options,
    baseDir,
    preserveSymlinks: true,
    ruleSet: rules,
    validate: true,
  });
  if (typeof output === 'string') throw new Error(output);
  return output.summary.violations.map(({ rule, from }) => ({ rule: rule.name, file: from }));
}

describe('the walls', () => {
  let copy = '';
  let found: Awaited<ReturnType<typeof violations>> = [];

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'walls-'));
    for (const part of ['apps', 'libs', 'test', 'package.json', 'tsconfig.json', 'tsconfig.base.json']) {
      await cp(join(root, part), join(copy, part), {
        recursive: true,
        filter: (path) => !path.includes('node_modules'),
      });
    }
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
    for (const { file, text } of Object.values(planted)) {
      await mkdir(dirname(join(copy, file)), { recursive: true });
      await writeFile(join(copy, file), `${text}\n`);
    }
    found = await violations(copy);
  }, 120_000);

  afterAll(() => rm(copy, { recursive: true, force: true }));

  it('stand in the tree as it is', async () => {
    expect(await violations(root)).toEqual([]);
  }, 120_000);

  it('have a probe for every rule', () => {
    expect(Object.keys(planted).sort()).toEqual(rules.forbidden?.map(({ name }) => name)?.sort());
  });

  it.each(Object.entries(planted))('stop what %s forbids', (rule, { file }) => {
    expect(found).toContainEqual({ rule, file });
  });
});
