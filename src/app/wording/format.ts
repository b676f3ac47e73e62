import { lastDigit, percent, rounded } from '../../charts/format.ts';
import { pageWords } from '../../words/en.ts';

/** 2048 as "2,048". */
export const formatCount = (count: number): string => pageWords.format.thousand(count);

/**
 * A number in its own units, rounded to what its standard error supports, else to three or four
 * digits.
 */
export function formatNumber(value: number, error: number | null = null): string {
  const scale = Math.abs(value);
  const last = Math.min(lastDigit(scale, error), error === null ? 0 : Number.POSITIVE_INFINITY);
  return rounded(value, last, scale);
}

/** A probability as "71 %", with decimals only near 0 and 1, where they matter. */
export function formatPercent(probability: number): string {
  const edge = probability < 0.01 || probability > 0.99;
  return percent(probability, edge && probability !== 0 && probability !== 1 ? 1 : 0);
}

/** Wall time as "0.8 s", "12 s" or "2 min 5 s". */
export function formatTime(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return pageWords.format.seconds(seconds.toFixed(1));
  const whole = Math.round(seconds);
  return whole < 60
    ? pageWords.format.seconds(String(whole))
    : pageWords.format.minutes(Math.floor(whole / 60), whole % 60);
}
