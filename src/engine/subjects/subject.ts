import type { Message } from '../../catalogue/message.ts';
import type { ExplainedInput } from '../../explainers/explainer.ts';
import type { MaskerSpec } from '../../games/game.ts';
import type { Hierarchy } from '../../games/hierarchy.ts';
import type { Numbers } from '../../numerics/numbers.ts';
import type { Explanation } from '../../records/record.ts';

/**
 * One input made ready for a game: the masker, what the explainer may know, and the record's part
 * about the input.
 */
export interface Subject {
  readonly masker: MaskerSpec;
  readonly rowsPerCoalition: number;
  /** The input itself, as one row for the model. */
  readonly instance: Numbers;
  readonly explained: ExplainedInput;
  readonly players: readonly string[];
  /** Columns by the player they are part of, where players are groups of columns. */
  readonly groups?: Readonly<Record<string, readonly string[]>> | null;
  /** Players that cannot matter: they equal the whole background. */
  readonly idle: readonly boolean[];
  /**
   * A tree of the players by likeness; made when an explainer asks for it. Calls `pulse` now and
   * then where it takes long; if that throws, it is made anew the next time.
   */
  hierarchy(pulse?: () => void): Hierarchy;
  /** To be awaited before `hierarchy`, where that is not there from the start. */
  loadHierarchy?(): Promise<void>;
  readonly input: Explanation['input'];
  readonly background: Explanation['background'];
  /** What a person must know of absent columns that are drawn given the present ones. */
  readonly drawn?: Message;
  /** What a person should know about how the input was taken. */
  readonly notes?: readonly Message[];
}
