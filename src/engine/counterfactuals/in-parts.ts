import type { FoundParts, PartsProblem } from '../../counterfactuals/fewest-parts.ts';
import type { PartsCounterfactual } from '../../records/parts-counterfactual.ts';
import type { Pool } from '../pool/pool.ts';

/** An input in parts, and what becomes of it where some of them change. */
export interface InParts extends Pick<PartsProblem, 'variants' | 'shares' | 'columns' | 'rowsOf'> {
  readonly input: PartsCounterfactual['input'];
  readonly change: PartsCounterfactual['change'];
  readonly wayOf: (found: FoundParts) => Pick<PartsCounterfactual['ways'][number], 'by' | 'text'>;
  /** Answers rows, where that takes more than asking the pool. */
  readonly answering?: (pool: Pick<Pool, 'predict'>) => Pick<Pool, 'predict'>;
}
