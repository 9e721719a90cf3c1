import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readCsv } from './csv.ts';

const read = (content: string | Buffer) => {
  const { records, findings } = readCsv(Buffer.from(content));
  return {
    records: records.map(({ line, cells }) => [line, ...cells]),
    findings: findings.map(({ line, reason }) => [line, reason]),
  };
};

describe('reading CSV', () => {
  it('knows the line of each record', () =>
    expect(read('a,b\n\n"x\ny",2\n3,4')).toEqual({
      records: [
        [1, 'a', 'b'],
        [3, 'x\ny', '2'],
        [5, '3', '4'],
      ],
      findings: [],
    }));
  it('accepts a byte order mark and CRLF', () =>
    expect(read('\uFEFFa,b\r\n"1\r\n1", 2\r\n')).toEqual({
      records: [
        [1, 'a', 'b'],
        [2, '1\n1', '2'],
      ],
      findings: [],
    }));
  it.each([
    ['a,b\n1,"2\n3,4\n', 2, 'a quote that opens here is never closed', [3, '3', '4']],
    ['a,b\n1,"2"x\n3,4\n', 2, 'text follows a closing quote', [3, '3', '4']],
    ['a,b\n\n1,2"x\n3,4\n', 3, 'a quote stands inside a cell that is not quoted', [4, '3', '4']],
  ])('goes on after bad quoting: %j', (content, line, reason, next) =>
    expect(read(content)).toEqual({
      records: [[1, 'a', 'b'], next],
      findings: [[line, expect.stringContaining(reason)]],
    }),
  );
  it('refuses the lines that are not UTF-8, and reads the others', () =>
    expect(read(Buffer.from('a,b\ncaf\xe9,1\nthee,2\n', 'latin1'))).toEqual({
      records: [
        [1, 'a', 'b'],
        [3, 'thee', '2'],
      ],
      findings: [[2, 'the line is not UTF-8 text']],
    }));
  it('gives up on a file that is no CSV at all', () => {
    const { findings } = readCsv(Buffer.from('x"y\n'.repeat(100_000)));
    expect(findings).toHaveLength(101);
    expect(findings.at(-1)?.reason).toBe('the rest of the file was not read');
  });
  it('never throws', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', '"', ',', '\n', '\r', '\0', 'é', '\ud800')), (parts) => {
        readCsv(Buffer.from(parts.join('')));
      }),
    ));
});
