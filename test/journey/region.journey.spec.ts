import { beforeAll, describe, expect, it } from '@jest/globals';
import type { FiguresAnswer, RegionOverviewAnswer } from '#read/overview';
import { rule } from '#test/support/rule';
import { ask, certainly, perhaps } from '../support/asking.ts';
import { startRegister, type Register } from '../support/register.ts';

let register: Register;
beforeAll(async () => {
  register = await startRegister({ withHistory: true });
}, 60_000);

const overview = async (parameters = ''): Promise<RegionOverviewAnswer> =>
  (await ask<RegionOverviewAnswer>(register, `regions/veenkolonien/overview${parameters}`)).data;
const figuresFor = ({ members }: RegionOverviewAnswer, code: string): FiguresAnswer | undefined =>
  members.find((member) => member.code === code)?.figures;

const NOBODY = perhaps(0);
const NO_PARTNERS = {
  medical: NOBODY,
  social: NOBODY,
  informal: NOBODY,
  government: NOBODY,
  experience: NOBODY,
  education: NOBODY,
};
const NO_ANSWERS = { adopted: 0, deviating: 0, refused: 0, notApplicable: 0, notYet: 0, unknown: 0 };

// What the files tell of today, line by line: the coalition and its phase, decisions taken, agreements perhaps in force
// (no end is told of any), answers to agreements of a higher level, and how much of that only a source tells.
const PROVINCE = ['groningen-provincie', 'execution'] as const;
const TODAY = [
  ['GM0037', 'Stadskanaal', [PROVINCE, ['stadskanaal', 'execution']], certainly(0), 3, 3, [2, 0, 3]],
  ['GM0047', 'Veendam', [PROVINCE], certainly(2), 4, 3, [1, 2, 4]],
  ['GM0109', 'Coevorden', [['coevorden', 'planning']], certainly(0), 1, 1, [1, 0, 1]],
  ['GM0114', 'Emmen', [['emmen', 'execution']], perhaps(1), 2, 1, [1, 1, 2]],
  ['GM0118', 'Hoogeveen', [['hoogeveen-de-wolden', 'anchoring']], certainly(0), 1, 1, [1, 0, 1]],
  ['GM0765', 'Pekela', [PROVINCE], certainly(1), 3, 3, [1, 1, 3]],
  ['GM1680', 'Aa en Hunze', [], certainly(0), 1, 1, [0, 0, 1]],
  ['GM1681', 'Borger-Odoorn', [], certainly(0), 1, 1, [0, 0, 1]],
  ['GM1895', 'Oldambt', [PROVINCE], certainly(0), 3, 3, [1, 0, 3]],
  ['GM1950', 'Westerwolde', [PROVINCE], certainly(0), 3, 3, [1, 0, 3]],
  [
    'GM1952',
    'Midden-Groningen',
    [PROVINCE, ['midden-groningen', 'execution']],
    certainly(0),
    4,
    3,
    [2, 0, 4],
  ],
] as const;

describe('the region, as of today', () => {
  it('has eleven members, each with its coalition and phase, decisions, agreements and answers', async () => {
    const { regionId, name, borders, members } = await overview();
    expect({ regionId, name, borders }).toEqual({
      regionId: 'veenkolonien',
      name: 'Veenkoloniën',
      borders: 'recorded',
    });
    expect(members.map(({ figures, ...member }) => [member, figuresIn(figures)])).toEqual(
      TODAY.map(([code, name, coalitions, decisions, agreements, unknown, perSource]) => [
        { code, codes: [code], name, member: 'yes' },
        {
          coalitions: coalitions.map(([coalitionId, phase]) => [coalitionId, phase, 'uncertain', true]),
          decisions,
          agreementsInForce: perhaps(agreements),
          regionalAgreements: { ...NO_ANSWERS, unknown },
          perSource: { coalitions: perSource[0], decisions: perSource[1], agreements: perSource[2] },
        },
      ]),
    );
  });

  it(rule('history.counts'), async () => {
    const region = await overview();
    expect(figuresFor(region, 'GM0109')?.partners).toEqual({
      ...NO_PARTNERS,
      medical: perhaps(4), // midwives, maternity care, hospital, GPs
      social: perhaps(3), // Icare, GGD, MWC
      government: perhaps(1),
      experience: perhaps(2), // parents, experts by experience
      education: perhaps(2), // childcare, schools
    });
    expect(figuresFor(region, 'GM0114')?.partners).toEqual({
      ...NO_PARTNERS,
      medical: perhaps(1),
      social: perhaps(2),
      government: perhaps(1),
    });
    expect(figuresFor(region, 'GM0118')?.partners).toEqual({
      ...NO_PARTNERS,
      medical: perhaps(4),
      social: perhaps(4),
      government: perhaps(2), // Hoogeveen, and De Wolden from outside the region
      education: perhaps(1),
    });
    expect(figuresFor(region, 'GM1952')?.partners).toEqual(NO_PARTNERS);
  });

  it('was last active with the national position of October 2025', async () => {
    const { members, figures } = await overview();
    for (const { lastActivity } of [...members.map((member) => member.figures), figures]) {
      expect(lastActivity?.validOn).toBe('2025-10-30');
    }
  });

  it(rule('privacy.counts'), async () => {
    const { figures } = await overview();
    expect(figuresIn(figures)).toEqual({
      coalitions: [
        ['coevorden', 'planning', 'uncertain', true],
        ['emmen', 'execution', 'uncertain', true],
        ['groningen-provincie', 'execution', 'uncertain', true],
        ['hoogeveen-de-wolden', 'anchoring', 'uncertain', true],
        ['midden-groningen', 'execution', 'uncertain', true],
        ['stadskanaal', 'execution', 'uncertain', true],
      ],
      decisions: certainly(3, 1), // Veendam twice, Pekela; Emmen at an unknown date
      agreementsInForce: perhaps(6),
      regionalAgreements: { ...NO_ANSWERS, unknown: 6 * 3 + 5 },
      perSource: { coalitions: 6, decisions: 4, agreements: 6 },
    });
    expect(figures.partners).toEqual({
      ...NO_PARTNERS,
      medical: perhaps(9),
      social: perhaps(8), // GGD Drenthe is in Coevorden and in Emmen
      government: perhaps(4),
      experience: perhaps(2),
      education: perhaps(3),
    });
  });
});

describe(rule('municipality.borders'), () => {
  const NINE = ['GM0037', 'GM0047', 'GM0109', 'GM0114', 'GM0118', 'GM0765', 'GM1680', 'GM1681', 'GM1895'];

  it('as recorded, has the municipalities of that time', async () => {
    const { members } = await overview('?validOn=2016-06-01');
    const of2016 = [...NINE, 'GM0007', 'GM0018', 'GM0048', 'GM1987'].sort();
    expect(members.map(({ code, codes, member }) => [code, codes, member])).toEqual(
      of2016.map((code) => [code, [code], 'yes']),
    );
    expect(members.find(({ code }) => code === 'GM1987')?.name).toBe('Menterwolde');
  });

  it('by today’s borders, has those that hold their land today', async () => {
    const { borders, members } = await overview('?validOn=2016-06-01&borders=today');
    expect(borders).toBe('today');
    expect(members.map(({ code }) => code)).toEqual([...NINE, 'GM1950', 'GM1952'].sort());
    const codesOf = Object.fromEntries(members.map(({ code, codes }) => [code, codes]));
    expect(codesOf).toMatchObject({
      GM0114: ['GM0114'],
      GM1895: ['GM1895', 'GM0039', 'GM0052', 'GM1661'],
      GM1950: ['GM1950', 'GM0007', 'GM0048'],
      // Slochteren was no member, and its land is in Midden-Groningen today.
      GM1952: ['GM1952', 'GM0018', 'GM0040', 'GM1987'],
    });
  });

  it('by the borders of a day, has those that held their land on that day', async () => {
    const { borders, members } = await overview('?validOn=2016-06-01&borders=2017-12-31');
    expect(borders).toBe('2017-12-31');
    expect(members.map(({ code }) => code)).toEqual([...NINE, 'GM0007', 'GM0018', 'GM0048', 'GM1987'].sort());
    const codesOf = Object.fromEntries(members.map(({ code, codes }) => [code, codes]));
    expect(codesOf).toMatchObject({
      GM0018: ['GM0018'],
      GM1895: ['GM1895', 'GM0039', 'GM0052', 'GM1661'],
    });
    const onFirst = await overview('?validOn=2016-06-01&borders=2018-01-01');
    const today = await overview('?validOn=2016-06-01&borders=today');
    expect(onFirst.members).toEqual(today.members);
  });

  it('has of all agreements perhaps the one of Emmen, and no decision that is known to be of before', async () => {
    const region = await overview('?validOn=2016-06-01');
    expect(region.figures.agreementsInForce).toEqual(perhaps(1));
    expect(region.figures.decisions).toEqual(perhaps(1));
    expect(region.figures.regionalAgreements).toEqual(NO_ANSWERS);
    expect(region.figures.perSource).toMatchObject({ decisions: 1, agreements: 1 });
    expect(figuresFor(region, 'GM0047')).toMatchObject({
      decisions: certainly(0),
      agreementsInForce: perhaps(0),
      perSource: { decisions: 0, agreements: 0 },
    });
  });
});

describe('the region around its beginning', () => {
  it('has perhaps its members in 2015, since the source gives the year only', async () => {
    const { members } = await overview('?validOn=2015-06-01');
    expect(members).toHaveLength(13);
    expect(new Set(members.map(({ member }) => member))).toEqual(new Set(['uncertain']));
  });

  it.each(['?validOn=2009-06-01', '?validOn=2009-06-01&borders=today'])(
    'has nobody in 2009: %s',
    async (parameters) => {
      const { members, figures } = await overview(parameters);
      expect(members).toEqual([]);
      expect(figures).toMatchObject({
        coalitions: [],
        partners: NO_PARTNERS,
        decisions: certainly(0),
        agreementsInForce: certainly(0),
        perSource: { coalitions: 0, decisions: 0, agreements: 0 },
      });
    },
  );
});

describe(rule('history.ends', 'an unknown end'), () => {
  it('is in force for certain on its first day, and perhaps ever after', async () => {
    const [before, first, after] = await Promise.all(
      ['2025-10-29', '2025-10-30', '2025-10-31'].map((day) => overview(`?validOn=${day}`)),
    );
    expect([before, first, after].map((region) => region?.figures.agreementsInForce)).toEqual([
      perhaps(5),
      certainly(1, 5),
      perhaps(6),
    ]);
  });
});

/** The figures, but for the partners and the last activity; a coalition in short. */
function figuresIn({
  coalitions,
  decisions,
  agreementsInForce,
  regionalAgreements,
  perSource,
}: FiguresAnswer) {
  return {
    coalitions: coalitions.map(({ coalitionId, phase, member, perSource: only }) => [
      coalitionId,
      phase,
      member,
      only,
    ]),
    decisions,
    agreementsInForce,
    regionalAgreements,
    perSource,
  };
}
