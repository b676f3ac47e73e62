// Which columns carry a difference, as a sentence names them.

import type { InspectedMeasure } from '../../records/inspection.ts';

const MOST_NAMED = 3;
/** What carries less of all of it is not worth a name. */
const LEAST_SHARE = 0.1;

interface Carrier {
  readonly name: string;
  readonly difference: InspectedMeasure;
}

/** The largest columns, in their order, that go the way of all together. */
export interface Carriers<C extends Carrier> {
  readonly named: readonly C[];
  /** Whether these few carry half of it or more. */
  readonly mostly: boolean;
}

/** What a difference of `total` comes by. */
export function carriersOf<C extends Carrier>(columns: readonly C[], total: number): Carriers<C> {
  const share = ({ difference: { value } }: C): number => (total === 0 ? 0 : (value ?? 0) / total);
  const going = columns.filter((column) => share(column) > 0).slice(0, MOST_NAMED);
  const large = going.filter((column) => share(column) >= LEAST_SHARE);
  const named = large.length > 0 ? large : going;
  return { named, mostly: named.reduce((sum, column) => sum + share(column), 0) >= 0.5 };
}
