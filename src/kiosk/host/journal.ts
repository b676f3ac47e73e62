import * as v from 'valibot';
import { KIOSK_DAYS, KIOSK_FAULTS } from '../../limits.ts';
import { type Fault, FaultSchema } from '../protocol.ts';

/** Where texts are kept by name; a browser's `localStorage` is one. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem'>;

const NAME = 'oriel.kiosk.journal';

const day = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\d$/));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const JournalSchema = v.strictObject({
  /** With when each was last, and how often on that day. */
  faults: v.array(v.strictObject({ ...FaultSchema.entries, time: v.string(), count: v.optional(count, 1) })),
  days: v.record(day, v.strictObject({ visits: count, examples: v.record(v.string(), count) })),
});

/** What a kiosk keeps of itself: nothing of it is about a person. */
export type Kept = v.InferOutput<typeof JournalSchema>;

export interface Journal {
  read(): Kept;
  fault(fault: Fault): void;
  visit(): void;
  opened(example: string): void;
}

/** The day by this machine's clock. */
export const dayOf = (time: Date): string =>
  [time.getFullYear(), time.getMonth() + 1, time.getDate()].map((part) => String(part).padStart(2, '0')).join('-');

/**
 * Keeps the newest faults, and how often what was used on each of the last days. A fault that comes
 * again on the same day is counted: what lasts does not push out what was before it. Where nothing
 * can be kept, it is forgotten, and the kiosk goes on.
 */
export function createJournal(shelf: Shelf | null, now: () => Date = () => new Date()): Journal {
  let kept = readFrom(shelf);

  function keep(change: Partial<Kept>): void {
    kept = { ...kept, ...change };
    try {
      shelf?.setItem(NAME, JSON.stringify(kept));
    } catch {
      return; // it is full, or denied
    }
  }

  function today(change: (day: Kept['days'][string]) => Kept['days'][string]): void {
    const name = dayOf(now());
    const days = { ...kept.days, [name]: change(kept.days[name] ?? { visits: 0, examples: {} }) };
    const newest = Object.keys(days).sort().slice(-KIOSK_DAYS);
    keep({ days: Object.fromEntries(newest.map((one) => [one, days[one]])) });
  }

  return {
    read: () => kept,
    fault(fault) {
      const time = now();
      const isSame = (one: Kept['faults'][number]): boolean =>
        one.kind === fault.kind &&
        one.code === fault.code &&
        one.at === fault.at &&
        dayOf(new Date(one.time)) === dayOf(time);
      const same = kept.faults.find(isSame);
      const others = kept.faults.filter((one) => one !== same);
      const one = { ...fault, time: time.toISOString(), count: (same?.count ?? 0) + 1 };
      keep({ faults: [...others, one].slice(-KIOSK_FAULTS) });
    },
    visit: () => today(({ visits, examples }) => ({ visits: visits + 1, examples })),
    opened: (example) =>
      today(({ visits, examples }) => ({ visits, examples: { ...examples, [example]: (examples[example] ?? 0) + 1 } })),
  };
}

function readFrom(shelf: Shelf | null): Kept {
  const nothing: Kept = { faults: [], days: {} };
  try {
    const { success, output } = v.safeParse(JournalSchema, JSON.parse(shelf?.getItem(NAME) ?? 'null'));
    return success ? output : nothing;
  } catch {
    return nothing;
  }
}
