/**
 * Runs in a page: writes copies of each record in a browser's store, and of its request, in turn,
 * each about another input and as old as the first of them. Behind the store's back, which would
 * take a transaction for each; it uses nothing from outside itself.
 */
export async function fill({ name, copies }: { readonly name: string; readonly copies: number }): Promise<void> {
  type Row = { kind: string; key: string; kept: number; about: string[]; abouts: string[] };
  const done = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, '0');
  const database = await done(indexedDB.open(name));
  const opened = () => {
    const transaction = database.transaction(['entries', 'values'], 'readwrite');
    return [transaction.objectStore('entries'), transaction.objectStore('values')] as const;
  };
  const [rows, all] = opened();
  const entries: Row[] = await done(rows.getAll());
  const pairs = await Promise.all(
    entries
      .filter(({ kind }) => kind === 'record')
      .map(async (record) => {
        const request = entries.find(({ kind, about }) => kind === 'request' && about.includes(`record ${record.key}`));
        if (!request) throw new Error(`no request has the answer ${record.key}`);
        const [answer, asked] = [record, request].map(({ kind, key }) => done(all.get([kind, key])));
        return { record, request, answer: await answer, asked: await asked };
      }),
  );
  const oldest = Math.min(...entries.map(({ kept }) => kept));
  for (let from = 0; from < copies; from += 1000) {
    const [into, values] = opened();
    for (let copy = from; copy < Math.min(from + 1000, copies); copy++) {
      const { record, request, answer, asked } = pairs[copy % pairs.length];
      const [id, input] = [hex(copy, record.key.length), hex(copy, 64)];
      const { family } = asked;
      const names = { [record.key]: id, [answer.record.input.sha256]: input, [family]: id };
      const renamed = (abouts: readonly string[]): string[] =>
        abouts.map((about) => about.replace(/[^ ]+$/, (last) => names[last] ?? last));
      for (const row of [record, request]) {
        const times = { kept: oldest - 1, used: oldest - 1, pinned: false };
        into.put({ ...row, ...times, key: id, about: renamed(row.about), abouts: renamed(row.abouts) });
      }
      const about = { ...answer.record, id, input: { ...answer.record.input, sha256: input } };
      values.put({ ...answer, record: about }, ['record', id]);
      values.put({ ...asked, request: { ...asked.request, input }, family: id, record: id }, ['request', id]);
    }
    await new Promise((resolve) => {
      into.transaction.oncomplete = resolve;
    });
  }
  database.close();
}
