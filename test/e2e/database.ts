// What the page keeps in the browser, read as the browser has it.

import type { Page } from 'playwright';
import type { Explanation } from '../../src/records/record.ts';

/** One that is kept, as far as it is looked at. */
export interface KeptValue {
  /** A record, or its id. */
  readonly record?: Partial<Explanation> | string;
  readonly settings?: unknown;
}

/** Values of the page's database; it must be there. */
export const keptValues = (page: Page): Promise<readonly KeptValue[]> =>
  page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open('oriel'));
    const values = await done(database.transaction('values').objectStore('values').getAll());
    database.close();
    const plain = values.filter((value) => value && typeof value === 'object');
    return JSON.parse(JSON.stringify(plain));
  });

export const databases = (page: Page): Promise<readonly (string | undefined)[]> =>
  page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
