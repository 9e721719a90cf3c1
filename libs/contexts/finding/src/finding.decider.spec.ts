import { describe, expect, it } from '@jest/globals';
import { IsoDate, PartialDate } from '#kernel';
import { specify } from '#test/support/given';
import { findingIdOf } from './finding.content.ts';
import { finding } from './finding.decider.ts';

const found = {
  rule: 'review-passed',
  about: 'agreement-emmen',
  since: IsoDate.parse('2021-01-01'),
} as const;
const findingId = findingIdOf(found);
const { given } = specify(finding, findingId);
const said = {
  findingId,
  ...found,
  reason: 'Together with the provincial one.',
  on: PartialDate.parse('2021-02-01'),
};
const acknowledge = { type: 'AcknowledgeFinding', ...said } as const;
const acknowledged = { type: 'finding.Acknowledged', data: said } as const;

describe('a finding', () => {
  it('is acknowledged for a reason, once, and for another reason anew', () => {
    given().when(acknowledge).then(acknowledged);
    given(acknowledged).when(acknowledge).thenNothing();
    const otherwise = { ...said, reason: 'It is being reviewed.' };
    given(acknowledged)
      .when({ ...acknowledge, ...otherwise })
      .then({ type: 'finding.Acknowledged', data: otherwise });
  });

  it('is known by all of what it says', () => {
    for (const other of [
      { rule: 'undated' as const },
      { about: 'agreement-emmen-2' },
      { part: 'GM0114' },
      { since: IsoDate.parse('2021-01-02') },
    ]) {
      given()
        .when({ ...acknowledge, ...other })
        .thenRejected('finding.another', 'findingId');
    }
    const { since: _, ...lasting } = found;
    expect(
      new Set([findingIdOf(found), findingIdOf(lasting), findingIdOf({ ...lasting, part: 'GM0114' })]).size,
    ).toBe(3);
  });
});
