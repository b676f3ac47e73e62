/** For so long others wait. */
const PATIENCE_MILLISECONDS = 20;

/**
 * Does work that takes long, and gives way to others now and then; null where it is stopped.
 * @param heard takes what it yields.
 */
export async function inTurns<Part, T>(
  steps: Generator<Part, T>,
  isOn: () => Promise<boolean>,
  heard?: (part: Part) => void,
): Promise<{ readonly value: T } | null> {
  for (let since = performance.now(); ; ) {
    const { done, value } = steps.next();
    if (done) return { value };
    heard?.(value);
    if (performance.now() - since < PATIENCE_MILLISECONDS) continue;
    if (!(await isOn())) return null;
    since = performance.now();
  }
}
