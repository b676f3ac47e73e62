/**
 * Makes something once for all who ask under one key, at the same time or as long as anybody holds
 * it. What failed is made anew.
 */
export function createOnce<T extends WeakKey>(): (key: string, make: () => Promise<T>) => Promise<T> {
  const making = new Map<string, Promise<T>>();
  /** Let go of by whoever holds them last. */
  const made = new Map<string, WeakRef<T>>();
  return async (key, make) => {
    const found = made.get(key)?.deref() ?? making.get(key);
    if (found) return found;
    for (const [name, other] of made) if (!other.deref()) made.delete(name);
    const promise = make()
      .then((result) => {
        made.set(key, new WeakRef(result));
        return result;
      })
      .finally(() => making.delete(key));
    making.set(key, promise);
    return promise;
  };
}
