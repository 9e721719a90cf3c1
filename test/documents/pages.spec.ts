import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const DECISIONS = 'docs/adr';
const LINES_A_PAGE_MAX = 45;

const read = (...path: readonly string[]): Promise<string> => readFile(join(...path), 'utf8');
const inDecisions = await readdir(DECISIONS);
const decisions = inDecisions.filter((file) => file !== 'README.md').sort();
const index = await read(DECISIONS, 'README.md');

const inDocs = await readdir('docs', { recursive: true });
const written = [...(await readdir('.')), ...inDocs.map((file) => join('docs', file))].filter((file) =>
  file.endsWith('.md'),
);

describe('the decisions', () => {
  it('are numbered without gaps', () => {
    expect(decisions.map((page) => Number(page.slice(0, 4)))).toEqual(decisions.map((_, at) => at + 1));
  });

  it.each(decisions)('%s has a page, its four parts and its line in the index', async (page) => {
    const text = await read(DECISIONS, page);
    const [, number = '', title = ''] = /^# (\d{4})\. (.+)\n\nStatus: /.exec(text) ?? [];
    expect(page).toMatch(new RegExp(`^${number}-[a-z0-9-]+\\.md$`));
    expect(index).toContain(`| [${number}](${page}) | ${title} |`);
    expect(text.match(/^## .+$/gm)).toEqual(['## Context', '## Decision', '## Refused', '## Consequences']);
    expect(text.split('\n').length).toBeLessThanOrEqual(LINES_A_PAGE_MAX);
  });
});

describe('the documents', () => {
  it.each(written)('%s points only at what is there', async (page) => {
    const targets = [...(await read(page)).matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, target = '']) => target);
    const inside = targets.filter((target) => !/^[a-z]+:/.test(target));
    expect(inside.filter((target) => !existsSync(join(dirname(page), target)))).toEqual([]);
  });

  it.each(written)('%s was merged to its end', async (page) => {
    expect((await read(page)).match(/^(?:<{7}|>{7}|={7}$).*/gm)).toBeNull();
  });

  it('ask about agreements that the public history has', async () => {
    const rows = (await read('examples/public-history/agreements.csv')).split('\n').slice(1);
    const known = rows.map((row) => row.slice(0, row.indexOf(',')));
    const howTos = written.filter((page) => page === 'README.md' || page.startsWith('docs/how-to/'));
    const asked: string[] = [];
    for (const page of howTos) {
      const named = (await read(page)).matchAll(
        /(?:(?:record=|bundle )agreement-|\/v1\/agreements\/|register -- dossier )([a-z0-9-]+)/g,
      );
      for (const [, id = ''] of named) if (id !== 'check') asked.push(id);
    }
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((id) => !known.includes(id))).toEqual([]);
  });
});
