// Days and times as ISO 8601 writes them, without a zone: tables mean what they say.

const DAY = 86_400_000;

/** A time in units since 1970, of which `perSecond` are a second; without a time of 0 o'clock. */
export function isoTime(units: bigint, perSecond: bigint): string {
  const digits = String(perSecond).length - 1;
  const rest = ((units % perSecond) + perSecond) % perSecond;
  const seconds = (units - rest) / perSecond;
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return String(units);
  const whole = date.toISOString().slice(0, -5);
  if (rest !== 0n) return `${whole}.${String(rest).padStart(digits, '0').replace(/0+$/, '')}`;
  return whole.endsWith('T00:00:00') ? whole.slice(0, -9) : whole;
}

/** A day, numbered from 1970. */
export function isoDay(day: number): string {
  const date = new Date(day * DAY);
  return Number.isNaN(date.getTime()) ? String(day) : date.toISOString().slice(0, -14);
}

/**
 * A spreadsheet's day and time; what is below one day when rounded is the time alone. It counts
 * from 1900, or 1904.
 */
export function spreadsheetTime(serial: number, from1904: boolean): string {
  // Rounded to milliseconds, below which a serial number holds nothing but its own rounding.
  const milliseconds = Math.round(serial * DAY);
  if (milliseconds >= 0 && milliseconds < DAY && !from1904)
    return new Date(milliseconds)
      .toISOString()
      .slice(11, -1)
      .replace(/\.?0+$/, '');
  // Spreadsheets follow Lotus 1-2-3 in taking 1900 for a leap year.
  const first = from1904 ? -24_107 : milliseconds < 60 * DAY ? -25_568 : -25_569;
  return isoTime(BigInt(milliseconds + first * DAY), 1000n);
}
