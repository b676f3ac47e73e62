import * as v from 'valibot';
import type { Kiosk } from '../config/kiosk.ts';

// What the visitor's page and the page around it say to each other. Nothing that a visitor types,
// chooses or sees has a place in it: the page around is there for weeks.

/** What the visitor's page sends its two ports with. */
export const GREETING = 'oriel.kiosk';

/** What went wrong: of which kind, and where in the program. */
export const FaultSchema = v.strictObject({
  kind: v.picklist(['error', 'failure', 'stuck']),
  /** The code of an OrielError, or the name of another error's class. */
  code: v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z-]{0,39}$/)),
  /** File, line and column. */
  at: v.nullable(v.pipe(v.string(), v.regex(/^[\w.-]{1,80}:\d{1,7}:\d{1,7}$/))),
});
export type Fault = v.InferOutput<typeof FaultSchema>;

const FromVisitSchema = v.variant('type', [
  /** The screen was touched, which lets a page have all of it. */
  v.strictObject({ type: v.literal('touched') }),
  v.strictObject({ type: v.literal('began') }),
  /** An example was opened, by the name that the settings have for it. */
  v.strictObject({ type: v.literal('opened'), example: v.pipe(v.string(), v.maxLength(200)) }),
  /** The visitor has finished, or has gone. */
  v.strictObject({ type: v.literal('over') }),
  /** Somebody made the gesture that asks for the maintenance page. */
  v.strictObject({ type: v.literal('care') }),
  v.strictObject({ type: v.literal('fault'), fault: FaultSchema }),
]);
export type FromVisit = v.InferOutput<typeof FromVisitSchema>;

/** What the page around says, once: how the kiosk is set up, but for what only it needs. */
export type ToVisit = Omit<Kiosk, 'pin' | 'nightly' | 'stuckSeconds'>;

/** A message of the visitor's page; null where it is none. */
export function fromVisit(data: unknown): FromVisit | null {
  const { success, output } = v.safeParse(FromVisitSchema, data);
  return success ? output : null;
}
