import { dayOf } from './journal.ts';

/**
 * Hours after the quiet hour in which the kiosk may still be loaded anew: visitors may be about.
 */
const HOURS = 3;

/**
 * The night that a moment is in, by the day on which it began; null where it is in none. Nights
 * begin at the quiet hour ("03:30"), which may be before midnight.
 */
export function nightAt(now: Date, quiet: string | null): string | null {
  if (quiet === null) return null;
  const [hour, minute] = quiet.split(':').map(Number);
  const began = new Date(now);
  began.setHours(hour, minute, 0, 0);
  if (began > now) began.setDate(began.getDate() - 1);
  return now.getTime() - began.getTime() < HOURS * 3_600_000 ? dayOf(began) : null;
}
