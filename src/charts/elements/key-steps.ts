/**
 * The place among `count` marks that a key leads to from the place `at`, -1 before the first step:
 * arrows go one on or back, Home and End to the ends. Null for any other key, and without marks.
 */
export function placeAfter(key: string, at: number, count: number): number | null {
  const last = count - 1;
  const before = at < 0 ? last : at - 1;
  const steps: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowRight: at + 1,
    ArrowUp: before,
    ArrowLeft: before,
    Home: 0,
    End: last,
  };
  return key in steps && last >= 0 ? Math.max(0, Math.min(last, steps[key])) : null;
}
