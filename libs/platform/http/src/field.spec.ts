import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { errorsOf } from './field.ts';

const rule = {
  code: 'field.wrong-part' as const,
  shape: z.strictObject({ level: z.string(), places: z.array(z.strictObject({ code: z.string() })) }),
  schema: {},
};
const errorsIn = (value: unknown): string[] =>
  errorsOf(rule, value, 'scope').map(({ field, code }) => `${field} ${code}`);

describe('a field that holds an object', () => {
  it.each([
    ['is left out', undefined, ['scope field.required']],
    ['is something else', 7, ['scope field.wrong-part']],
    ['lacks parts', { places: [{}] }, ['scope.level field.required', 'scope.places.0.code field.required']],
    [
      'has parts that nobody reads',
      { level: 'regional', places: [{ code: 'a', x: 1 }], y: 2, z: 3 },
      ['scope.places.0.x field.unknown', 'scope.y field.unknown', 'scope.z field.unknown'],
    ],
    ['has a wrong part', { level: null, places: [] }, ['scope.level field.wrong-part']],
  ])('that %s', (_, value, errors) => expect(errorsIn(value)).toEqual(errors));
});
