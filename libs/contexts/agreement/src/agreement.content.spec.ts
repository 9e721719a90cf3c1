import { describe, expect, it } from '@jest/globals';
import { rule } from '#test/support/rule';
import { contentHashOf, RouteShape, type Content, type Route } from './agreement.content.ts';

const route: Route = { from: ['midwifery'], to: 'youthHealthCare', consent: 'explicit' };

describe(rule('agreement.terms-own'), () => {
  it('sets none where the parties set none', () => expect(RouteShape.parse(route)).toEqual(route));
  it.each([0, 5, 30, 1000])('may set %d working days', (days) => {
    const set = {
      respondWithinWorkingDays: days,
      startWithinWorkingDays: days,
      feedbackWithinWorkingDays: days,
    };
    expect(RouteShape.parse({ ...route, ...set })).toEqual({ ...route, ...set });
  });
  it.each([-1, 0.5, 1001])('cannot set %d', (days) =>
    expect(RouteShape.safeParse({ ...route, respondWithinWorkingDays: days }).success).toBe(false),
  );
});

describe(rule('agreement.content-hash', 'all that a version says'), () => {
  const content: Content = {
    kind: 'covenant',
    title: 'Chain',
    topics: ['referral'],
    phases: ['during'],
    scope: { level: 'municipal', municipalities: ['GM0114'] },
    parties: ['mwc', 'sedna'],
    terms: { summary: 'Together.', route },
    reviewEveryMonths: 12,
  };
  const changes: [string, Partial<Content>][] = [
    ['kind', { kind: 'guidance' }],
    ['title', { title: 'Chains' }],
    ['topics', { topics: [] }],
    ['phases', { phases: ['after'] }],
    ['scope', { scope: { level: 'district', municipalities: ['GM0114'] } }],
    ['parties', { parties: ['sedna', 'mwc'] }],
    ['terms', { terms: { summary: 'Together.' } }],
    ['reviewEveryMonths', { reviewEveryMonths: 6 }],
    ['documents', { documents: [{ title: 'Annex' }] }],
  ];
  it.each(changes)('is another with another %s', (_, change) =>
    expect(contentHashOf({ ...content, ...change })).not.toBe(contentHashOf(content)),
  );
});
