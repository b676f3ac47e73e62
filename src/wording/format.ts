import type { Language } from '../catalogue/language.ts';
import { lastDigit, percent, rounded } from '../charts/format.ts';

/**
 * A number in its own units, rounded to what its standard error supports, else to three or four
 * digits.
 */
export function formatNumber(value: number, language: Language, error: number | null = null): string {
  const scale = Math.abs(value);
  const last = Math.min(lastDigit(scale, error), error === null ? 0 : Number.POSITIVE_INFINITY);
  return rounded(value, last, scale, language);
}

/** A probability as "71 %", with decimals only near 0 and 1, where they matter. */
export function formatPercent(probability: number, language: Language): string {
  const edge = probability < 0.01 || probability > 0.99;
  return percent(probability, edge && probability !== 0 && probability !== 1 ? 1 : 0, language);
}

/** Wall time as "0.8 s", "12 s" or "2 min 5 s". */
export function formatTime(milliseconds: number, language: Language): string {
  const seconds = milliseconds / 1000;
  const digits = seconds < 9.95 ? 1 : 0;
  if (Math.round(seconds) < 60) {
    const text = language.number(seconds, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    return language.say('page.format.seconds', { text });
  }
  const whole = Math.round(seconds);
  return language.say('page.format.minutes', { minutes: Math.floor(whole / 60), seconds: whole % 60 });
}

/** From so much of a unit on, a rough time is told in the next one. */
const LONG = 100;

/** A time as a guess tells it: "40 sec", "25 min", "3 hr". */
export function roughTime(milliseconds: number, language: Language): string {
  const seconds = Math.max(1, milliseconds / 1000);
  const steps = [
    ['second', seconds],
    ['minute', seconds / 60],
    ['hour', seconds / 3600],
  ] as const;
  const [unit, amount] = steps.find(([, each]) => each < LONG) ?? steps[2];
  return language.number(amount, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 0 });
}
