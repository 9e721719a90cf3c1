import { IsIdField, IsWholeNumber, QueryParameters } from '#platform/http';

/** How many items a page has where nobody says. */
export const PAGE_ITEMS = 50;
const PAGE_ITEMS_MAX = 200;

/** How many items a page may have: 1 to 200. */
export const IsPageSize = (): PropertyDecorator =>
  IsWholeNumber(
    { min: 1, max: PAGE_ITEMS_MAX, fromText: true },
    { optional: true, says: `How many; default ${PAGE_ITEMS}.` },
  );

/** What a question for a list of records takes; the cursor is the id of the last record of the page before. */
export class PageParameters extends QueryParameters {
  @IsPageSize()
  readonly limit?: number;
  @IsIdField({ optional: true, says: 'The `next` of the page before.' })
  readonly cursor?: string;
}

/** A page of at most `limit`, of one more than that: the cursor of the next page is where this one ends. */
export function pageOf<T>(items: readonly T[], limit: number, cursorOf: (last: T) => string) {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  return { page, next: items.length <= limit || last === undefined ? null : cursorOf(last) };
}
