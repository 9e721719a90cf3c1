import { describe, expect, it } from '@jest/globals';
import { rule } from '#test/support/rule';
import {
  EventIdShape,
  GmCodeShape,
  Hash,
  HashShape,
  IdShape,
  NameShape,
  TextShape,
  UrlShape,
} from './values.ts';

const complaint = (text: string): string | undefined => TextShape.safeParse(text).error?.issues[0]?.message;

describe(rule('privacy.no-person'), () => {
  it.each(['123456782', 'BSN 111222333.', 'x123456782y', '(123456782)', 'see 100000000 and 123456782'])(
    'citizen number: %s',
    (text) => expect(complaint(text)).toBe('must not hold a citizen number'),
  );
  it.each(['a@b.nl', 'Mail to jan.de-vries+1@gemeente.emmen.nl, please', '<jeugd@emmen.nl>'])(
    'e-mail address: %s',
    (text) => expect(complaint(text)).toBe('must not hold an e-mail address'),
  );
  it.each([
    '0612345678',
    '06-12345678',
    '06 12 34 56 78',
    'Call (0591) 12 34 56.',
    '0591-123456',
    '020 123 45 67',
    '+31612345678',
    '+31 (0)6 1234 5678',
    '0031 591 123456',
    '0800-1234',
    'Tel.0612345678',
    'since 01-02-2023: 0591 123456',
  ])('phone number: %s', (text) => expect(complaint(text)).toBe('must not hold a phone number'));
  it.each([
    '130680 to Impology for the provincial approach 2022-2024',
    'approve: 71000 structural to the youth care budget',
    '12 hours a week until 2026-12-31',
    'VWS after an amendment of 2014-11-19',
    'signed by the alderman by 2023-09-30',
    'from 01-02-2023 10:00 until 1-3-2023 12:00',
    'in 2022-04 2023-05 2024-06',
    'EUR 1.000.000,00 of 23000000',
    'nine digits that fail the eleven-test: 123456789',
    'ten digits: 1234567820',
    '000000000',
    'families @ home',
    'ratio 0,123456789',
    'ISBN 978-90-01234-56-7',
    'Zaak Z2020-00123456, document 20200012345678',
    'support for 30 vulnerable families, available for 1000 days',
  ])('nothing of the kind: %s', (text) => expect(complaint(text)).toBeUndefined());
  it('is refused in a line of text too', () =>
    expect(NameShape.safeParse('Jan, 06-12345678').success).toBe(false));
  it('is answered at once, however long the text', () => {
    for (const text of ['0 '.repeat(1999), '+1'.repeat(1999), '@a.'.repeat(1333), '1'.repeat(4000)]) {
      expect(typeof TextShape.safeParse(text).success).toBe('boolean');
    }
  });
  it(rule('privacy.typed-fields'), () => {
    expect(HashShape.safeParse('123456782'.padEnd(64, 'a')).success).toBe(true);
    expect(UrlShape.safeParse('https://example.org/123456782/0612345678').success).toBe(true);
    expect(IdShape.safeParse('123456782').success).toBe(true);
    expect(EventIdShape.safeParse('12345678-2000-7000-8000-000123456782').success).toBe(true);
  });
});

describe('text', () => {
  it('is trimmed, and not empty', () => {
    expect(NameShape.parse(' Icare ')).toBe('Icare');
    expect(NameShape.safeParse('  ').success).toBe(false);
  });
  it('has a limit', () => {
    expect(NameShape.safeParse('a'.repeat(300)).success).toBe(true);
    expect(NameShape.safeParse('a'.repeat(301)).success).toBe(false);
    expect(TextShape.safeParse('a'.repeat(4001)).success).toBe(false);
  });
});

describe('ids and codes', () => {
  it.each(['coevorden', 'phb-position-2025', '018f4e7a-0000-7000-8000-000000000001'])('%s is an id', (id) =>
    expect(IdShape.safeParse(id).success).toBe(true),
  );
  it.each(['', 'Coevorden', 'a--b', '-a', 'a_b', 'a'.repeat(65)])('%s is none', (id) =>
    expect(IdShape.safeParse(id).success).toBe(false),
  );
  it.each(['GM114', 'gm0114', 'GM01140', 'PV22'])('%s is no municipality code', (code) =>
    expect(GmCodeShape.safeParse(code).success).toBe(false),
  );
});

describe(rule('agreement.content-hash'), () => {
  it('is the SHA-256 of the canonical JSON (RFC 8785), whatever the order of the keys', () => {
    expect(Hash.of({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
    expect(Hash.of({ b: 1, a: 'é' })).toBe(Hash.of({ a: 'é', b: 1 }));
  });
  it('does not see a field without a value', () =>
    expect(Hash.of({ a: 1, b: undefined })).toBe(Hash.of({ a: 1 })));
  it('refuses what is none, naming the field', () =>
    expect(() => Hash.parse('ABC', 'contentHash')).toThrow(
      expect.objectContaining({ code: 'kernel.not-a-hash', field: 'contentHash' }),
    ));
});
