import type { Card } from '../../data/card.ts';
import type { SavedRecord } from '../../records/read-records.ts';
import type { FrameMessage, Request } from '../protocol.ts';
import type { About } from './state.ts';

export type Input = Extract<Request, { type: 'predict' }>['input'];
export type Facts = NonNullable<Extract<FrameMessage, { type: 'ready' }>['model']>;

/** Explanations of one model that were made before. */
export interface Kept {
  readonly about: About;
  readonly facts: Facts;
  /** Its model's card, where it is known. */
  readonly card: Card | null;
  /** Throws `record-invalid`, as `find` does, and what reading it throws. */
  first(): Promise<SavedRecord>;
  /** That of an input; null where there is none. */
  find(input: Input): Promise<SavedRecord | null>;
}
