/**
 * What nobody caught while something was done, and in the turn after it: errors that were thrown, or
 * promises that were rejected. Those that listen otherwise, as the test's own runner does, do not
 * hear of them.
 */
export async function uncaught(
  event: 'uncaughtException' | 'unhandledRejection',
  work: () => Promise<void>,
): Promise<unknown[]> {
  const before = process.listeners(event as 'uncaughtException');
  const errors: unknown[] = [];
  process.removeAllListeners(event);
  process.on(event, (error: unknown) => errors.push(error));
  try {
    await work();
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.removeAllListeners(event);
    for (const listener of before) process.on(event, listener);
  }
  return errors;
}
