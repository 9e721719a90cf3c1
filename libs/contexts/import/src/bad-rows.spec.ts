import { describe, expect, it } from '@jest/globals';
import { planOf } from './plan.ts';

const files = {
  municipalities: 'code,name,province,from,until,region_member_from,region_member_until,source',
  organisations: 'id,name,kind,domain',
  reorganisations: 'effective_on,kind,from,into,note,source',
  coalitions: 'id,name,municipalities,exploration_on,formed_on,phase,source',
  decisions:
    'id,on,body,municipality,coalition,subject,points,amount_eur,amount_per,conditions,reference,source',
  agreements:
    'id,kind,title,level,municipalities,on,until,parties,topics,phases,review_every_months,decision,source',
  activities: 'coalition,kind,on,organisation,role,detail,source',
  programme: 'id,kind,name,level,from,until,to,amount_eur,years,detail,source',
} as const;
type FileName = keyof typeof files;

/** Plans files with the right headers and the given rows. */
const planned = (content: Partial<Record<FileName, readonly string[]>>) =>
  planOf(
    new Map(
      Object.entries(content).map(([name, rows]) => {
        const header = Object.entries(files).find(([known]) => known === name)?.[1] ?? '';
        return [`${name}.csv`, Buffer.from([header, ...rows, ''].join('\n'))];
      }),
    ),
    'spec',
  );
const raw = (name: string, content: string | Buffer) =>
  planOf(new Map([[name, Buffer.from(content)]]), 'spec');

const emmen = 'GM0114,Emmen,Drenthe,1998-01-01,,2015,,';
const gemeente = 'gemeente-emmen,Gemeente Emmen,municipality,government';
const goedeStart = 'emmen,Goede Start Emmen,GM0114,,,execution,';
const known = { municipalities: [emmen], organisations: [gemeente], coalitions: [goedeStart] };

describe('a cell that cannot be', () => {
  it.each<[FileName, string, string, string]>([
    ['municipalities', 'GM114,Emmen,Drenthe,,,,,', 'code', 'must be GM followed by four digits: "GM114"'],
    ['municipalities', 'GM0114,,Drenthe,,,,,', 'name', 'must not be empty'],
    ['municipalities', 'GM0114,Emmen,Drente,,,,,', 'province', 'Invalid option'],
    ['municipalities', 'GM0114,Emmen,Drenthe,1998-02-30,,,,', 'from', 'must be a date'],
    ['municipalities', 'GM0114,Emmen,Drenthe,1998,1997-01-01,,,', 'until', 'lies before the beginning'],
    [
      'municipalities',
      'GM0114,Emmen,Drenthe,,,2015,2014,',
      'region_member_until',
      'lies before the beginning',
    ],
    ['municipalities', 'GM0114,Emmen,Drenthe,,,,,www.emmen.nl', 'source', 'must be a web address'],
    ['organisations', 'Icare,Icare,youthHealthCare,social', 'id', 'must consist of lower-case letters'],
    ['organisations', 'icare,Icare,healer,social', 'kind', 'Invalid option'],
    ['organisations', 'icare,Icare,youthHealthCare,spiritual', 'domain', 'Invalid option'],
    ['reorganisations', '2018-01-01,split,GM0114,GM0109,,', 'kind', 'Invalid option'],
    ['reorganisations', '2018-01-01,merger,,GM0109,,', 'from', 'must not be empty'],
    ['reorganisations', '2018-01-01,merger,GM0114|XX,GM0109,,', 'from', 'four digits: "XX"'],
    ['coalitions', 'emmen,Goede Start,GM0114|,,,,', 'municipalities', 'must be GM followed by four digits'],
    ['coalitions', 'emmen,Goede Start,GM0114,,,sleeping,', 'phase', 'Invalid option'],
    ['decisions', 'd,,mayor,,,Subject,,,,,,', 'body', 'Invalid option'],
    ['decisions', 'd,,executive,,,Subject,agree: a|ponder: b,,,,,', 'points', 'verbs'],
    ['decisions', 'd,,executive,,,Subject,,1.234,,,,', 'amount_eur', 'must be an amount in euros'],
    ['agreements', 'a,covenant,T,municipal,,2022,2021,,,,,,', 'until', 'lies before the beginning'],
    ['agreements', 'a,covenant,T,municipal,,,someday,,,,,,', 'until', 'or open: "someday"'],
    ['agreements', 'a,covenant,T,municipal,,,,,Not A Topic,,,,', 'topics', 'camelCase'],
    ['agreements', 'a,covenant,T,municipal,,,,,,,0,,', 'review_every_months', 'Too small'],
    ['agreements', 'a,covenant,T,municipal,,,,,,,three,,', 'review_every_months', 'whole number'],
    ['activities', 'emmen,partnerJoined,,,,,', 'organisation', 'must not be empty'],
    ['activities', 'emmen,roleAssigned,,,,,', 'role', 'must not be empty'],
    ['activities', 'emmen,roleAssigned,,,king,,', 'role', 'Invalid option'],
    ['activities', 'emmen,workingGroup,,,,,', 'detail', 'must be the focus'],
    ['activities', 'emmen,phase,,,,sleeping,', 'detail', 'must be a phase'],
    ['activities', 'emmen,plan,,,,first,', 'detail', 'must be the version'],
    ['activities', 'emmen,plan,,gemeente-emmen,,1,', 'organisation', 'must be empty for the kind plan'],
    ['activities', 'emmen,dance,,,,,', 'kind', 'Invalid option'],
    ['programme', 'p,obligation,Duty,national,,,,100,,,', 'amount_eur', 'must be empty for an obligation'],
    ['programme', 'p,grant,Grant,national,2022,2021,,,,,', 'until', 'lies before the beginning'],
    ['programme', 'p,grant,Grant,national,,,,,2022|soon,,', 'years', 'whole number: "soon"'],
  ])('%s: %s', (name, row, column, reason) => {
    const plan = planned({ [name]: [row] });
    expect(plan.refusals).toEqual([
      { file: `${name}.csv`, line: 2, column, reason: expect.stringContaining(reason) },
    ]);
    expect(plan.files).toEqual([{ file: `${name}.csv`, rows: 1, refused: 1 }]);
    expect(plan.rows).toEqual([]);
  });
  it('is reported with the others of its row, and costs only that row', () => {
    const plan = planned({ organisations: [gemeente, 'X,,healer,social', 'sedna,Sedna,welfare,social'] });
    expect(plan.refusals.map(({ line, column }) => [line, column])).toEqual([
      [3, 'id'],
      [3, 'name'],
      [3, 'kind'],
    ]);
    expect(plan.rows.map(({ assertion }) => assertion.id)).toEqual(['gemeente-emmen', 'sedna']);
    expect(plan.files).toEqual([{ file: 'organisations.csv', rows: 3, refused: 1 }]);
  });
});

describe('a row that cannot be read', () => {
  it.each([
    ['sedna,Sedna,welfare', null, 'has 3 cells, and the header has 4'],
    ['sedna,Sedna,welfare,social,more', null, 'has 5 cells, and the header has 4'],
    ['sedna,Sed\0na,welfare,social', 'name', 'contains a NUL character'],
    ['sedna,"Sedna"s,welfare,social', null, 'text follows a closing quote'],
    ['sedna,"Sedna,welfare,social', null, 'a quote that opens here is never closed'],
  ])('%j', (row, column, reason) => {
    const plan = planned({ organisations: [row, gemeente] });
    expect(plan.refusals).toEqual([
      { file: 'organisations.csv', line: 2, column, reason: expect.stringContaining(reason) },
    ]);
    expect(plan.files).toEqual([{ file: 'organisations.csv', rows: 2, refused: 1 }]);
    expect(plan.rows.map(({ assertion }) => assertion.id)).toEqual(['gemeente-emmen']);
  });
  it('may be blank, as spreadsheets leave them', () =>
    expect(planned({ organisations: [gemeente, ',,,', ''] }).files).toEqual([
      { file: 'organisations.csv', rows: 1, refused: 0 },
    ]));
});

describe('a row that names what nobody knows', () => {
  it.each<[FileName, string, string, string]>([
    [
      'reorganisations',
      '2018-01-01,merger,GM0114|GM9999,GM0114,,',
      'from',
      'no municipality GM9999 is known',
    ],
    ['reorganisations', '2018-01-01,merger,GM0114,GM9999,,', 'into', 'no municipality GM9999 is known'],
    ['decisions', 'd,,executive,GM9999,,S,,,,,,', 'municipality', 'no municipality GM9999 is known'],
    ['decisions', 'd,,coalition,,nowhere,S,,,,,,', 'coalition', 'no coalition nowhere is known'],
    [
      'agreements',
      'a,covenant,T,municipal,GM9999,,,,,,,,',
      'municipalities',
      'no municipality GM9999 is known',
    ],
    [
      'agreements',
      'a,covenant,T,municipal,,,,gemeente-emmen|nobody,,,,,',
      'parties',
      'no organisation nobody is known',
    ],
    ['agreements', 'a,covenant,T,municipal,,,,,,,,undecided,', 'decision', 'no decision undecided is known'],
    ['activities', 'nowhere,plan,,,,1,', 'coalition', 'no coalition nowhere is known'],
    ['activities', 'emmen,partnerJoined,,nobody,,,', 'organisation', 'no organisation nobody is known'],
    ['programme', 'p,grant,Grant,national,,,nobody,,,,', 'to', 'no organisation nobody is known'],
  ])('%s: %s', (name, row, column, reason) => {
    const plan = planned({ ...known, [name]: [row] });
    expect(plan.refusals).toEqual([{ file: `${name}.csv`, line: 2, column, reason }]);
    expect(plan.rows).toHaveLength(3);
  });
  it('is refused where the end of a code is no merger', () =>
    expect(
      planned({ municipalities: ['GM0018,Hoogezand-Sappemeer,Groningen,,2018-01-01,,,'] }).refusals,
    ).toEqual([
      {
        file: 'municipalities.csv',
        line: 2,
        column: 'until',
        reason: 'no merger GM0018 on 2018-01-01 is known',
      },
    ]));
  it('is refused where the row that it names is refused', () => {
    const plan = planned({ municipalities: ['GM0114,Emmen,Drente,,,,,'], coalitions: [goedeStart] });
    expect(plan.refusals.map(({ file, column }) => [file, column])).toEqual([
      ['municipalities.csv', 'province'],
      ['coalitions.csv', 'municipalities'],
    ]);
  });
  it('is accepted where the register knows it', () => {
    const missing = planned({ coalitions: [goedeStart] }).missing;
    expect(missing).toMatchObject([{ of: 'municipality', id: 'GM0114' }]);
    const content = new Map([['coalitions.csv', Buffer.from(`${files.coalitions}\n${goedeStart}\n`)]]);
    expect(planOf(content, 'spec', ({ id }) => id === 'GM0114').refusals).toEqual([]);
  });
});

describe('an id that stands twice', () => {
  it('is refused the second time', () =>
    expect(planned({ organisations: [gemeente, gemeente] }).refusals).toEqual([
      {
        file: 'organisations.csv',
        line: 3,
        column: 'id',
        reason: '"gemeente-emmen" stands on line 2 already',
      },
    ]));
});

describe('a file that is not as it should be', () => {
  it.each([
    ['id,name,kind', [['domain', 'is missing from the header']]],
    ['id,name,kind,domain,colour', [['colour', 'is not a column of this file']]],
    ['id,name,kind,domain,name', [['name', 'stands twice in the header']]],
    ['id;name;kind;domain', [[null, 'cells must be parted by commas, and these are by semicolons']]],
  ])('has a wrong header: %s', (header, expected) => {
    const plan = raw('organisations.csv', `${header}\n${gemeente}\n`);
    expect(plan.refusals).toEqual(
      expected.map(([column, reason]) => ({ file: 'organisations.csv', line: 1, column, reason })),
    );
    expect(plan.files).toEqual([{ file: 'organisations.csv', rows: 1, refused: 1 }]);
  });
  it('is empty', () =>
    expect(raw('organisations.csv', '').refusals).toEqual([
      { file: 'organisations.csv', line: null, column: null, reason: 'has no header' },
    ]));
  it('is one that the register does not read', () =>
    expect(raw('people.csv', 'id\n').refusals).toEqual([
      { file: 'people.csv', line: null, column: null, reason: expect.stringContaining('is none of') },
    ]));
  it('may have its columns in another order', () => {
    const plan = raw('organisations.csv', `domain,kind,name,id\ngovernment,municipality,Emmen,emmen\n`);
    expect(plan.refusals).toEqual([]);
    expect(plan.rows[0]?.assertion.id).toBe('emmen');
  });
});

describe('keys of rows without an id', () => {
  const records = (...activities: string[]) =>
    planned({ ...known, activities }).rows.flatMap(({ file, assertion }) =>
      file === 'activities.csv' ? [assertion.source.record] : [],
    );
  const partner = 'emmen,partnerJoined,,gemeente-emmen,,,';
  const group = 'emmen,workingGroup,,,,Préconception care,';
  it('do not change when rows are inserted or removed', () => {
    expect(records(partner, group)).toEqual([
      'activities/emmen/partnerJoined/gemeente-emmen',
      'activities/emmen/workingGroup/preconception-care',
    ]);
    expect(records('emmen,plan,,,,1,', group)[1]).toBe('activities/emmen/workingGroup/preconception-care');
  });
  it('do not change with a date or a remark', () =>
    expect(records('emmen,partnerJoined,2020,gemeente-emmen,,from the start,')).toEqual([
      'activities/emmen/partnerJoined/gemeente-emmen',
    ]));
  it('count equal ones only', () =>
    expect(records(partner, group, partner)).toEqual([
      'activities/emmen/partnerJoined/gemeente-emmen',
      'activities/emmen/workingGroup/preconception-care',
      'activities/emmen/partnerJoined/gemeente-emmen/2',
    ]));
  it('are cut when they are long, and stay apart', () => {
    const [one = '', two = ''] = records(
      `emmen,ambitionSession,,,,${'long '.repeat(80)}one,`,
      `emmen,ambitionSession,,,,${'long '.repeat(80)}two,`,
    );
    expect(one.length).toBeLessThan(300);
    expect(one).not.toBe(two);
  });
});
