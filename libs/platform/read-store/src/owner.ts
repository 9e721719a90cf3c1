import { DataSource } from 'typeorm';
import { asUnavailable, dataSourceOptions } from './data-source.ts';
import { ReadStore } from './read-store.ts';

const STATEMENT_MS_MAX = 60_000;

/**
 * Asks as the owner of the database, who is shown every row, about whomever it is: for what the register itself counts, and
 * never for a caller. Throws what {@link ReadStore} throws, and what `work` does.
 */
export async function asOwner<T>(url: string, work: (readStore: ReadStore) => Promise<T>): Promise<T> {
  const dataSource = new DataSource(dataSourceOptions(url, 1, STATEMENT_MS_MAX));
  await dataSource.initialize().catch((error: unknown) => {
    throw asUnavailable(error);
  });
  const readStore = new ReadStore(dataSource, url);
  try {
    return await work(readStore);
  } finally {
    await readStore.close();
    await dataSource.destroy();
  }
}
