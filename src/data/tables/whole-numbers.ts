/** Whole numbers that models take; the least one, and the first that is too large. */
const ranges = {
  uint8: [0, 2 ** 8],
  int32: [-(2 ** 31), 2 ** 31],
  int64: [-(2 ** 63), 2 ** 63],
} as const;

export type WholeType = keyof typeof ranges;

const WHOLE = /^[+-]?\d+$/;

/**
 * Whether a number is a whole one of a type. Beyond those that float64 tells apart, it is only
 * where the text that it was read from, if it was, says the very number.
 */
export function isWhole(number: number, type: WholeType, text?: string): boolean {
  const [least, end] = ranges[type];
  if (!Number.isInteger(number) || number < least || number >= end) return false;
  return Number.isSafeInteger(number) || text === undefined || (WHOLE.test(text) && BigInt(text) === BigInt(number));
}

/** The least and the greatest number of a type between which every whole number is kept exactly. */
export function exactRange(type: WholeType): { readonly least: string; readonly most: string } {
  const [least, end] = ranges[type];
  return {
    least: String(Math.max(least, Number.MIN_SAFE_INTEGER)),
    most: String(Math.min(end - 1, Number.MAX_SAFE_INTEGER)),
  };
}
