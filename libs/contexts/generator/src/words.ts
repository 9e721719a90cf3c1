import { readFile } from 'node:fs/promises';
import { NameShape, TextShape } from '#kernel';
import { DomainShape, OrganisationKinds } from '#contexts/organisation';
import { z } from 'zod';

const names = z.array(NameShape).min(1);
const texts = z.array(TextShape).min(1);
const codes = z.array(z.string().regex(/^[a-z][a-zA-Z0-9]*$/)).min(1);

/** What a made-up history is worded with. `{place}` and `{number}` are filled in. */
const WordsShape = z.strictObject({
  /** The partners that every municipality has. */
  partners: z
    .array(
      z.strictObject({
        kind: z.enum(OrganisationKinds),
        domain: DomainShape,
        name: NameShape,
        count: z.int().positive().max(20),
      }),
    )
    .min(1),
  topics: codes,
  instruments: names,
  focuses: names,
  functions: names,
  capacities: names,
  funders: names,
  budgets: names,
  decisionTypes: names,
  consultations: names,
  grounds: names,
  coalitions: names,
  agreements: names,
  decisions: names,
  programmes: names,
  obligations: names,
  practices: names,
  ambitions: texts,
  arrangements: texts,
  points: texts,
  conditions: texts,
  summaries: texts,
  targetGroups: texts,
  deviations: texts,
  findings: texts,
  goals: texts,
  reasons: texts,
  outcomes: texts,
  corrections: texts,
});
export type Words = z.output<typeof WordsShape>;

/** The words in a file. Throws an Error that names the file, and what in it is wrong. */
export async function readWords(path: string): Promise<Words> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new Error(`The words in ${path} cannot be read: ${String(error)}`, { cause: error });
  }
  const result = WordsShape.safeParse(content);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(
    `The words in ${path} cannot be used: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  );
}

/** A text with its gaps filled. */
export const filledIn = (text: string, place: string, number: number): string =>
  text.replaceAll('{place}', place).replaceAll('{number}', String(number));
