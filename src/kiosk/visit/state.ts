import type { Language } from '../../catalogue/language.ts';
import type { Message } from '../../catalogue/message.ts';
import type { Cell, Prediction, Study } from '../../library/index.ts';
import type { Store as StoreOf } from '../../look/store.ts';
import type { Explanation } from '../../records/record.ts';
import type { Curated } from '../curated.ts';
import type { ToVisit } from '../protocol.ts';

/** A language that a visitor may choose, and how it says that one may start. */
export interface Offered {
  /** Of its texts. */
  readonly tag: string;
  /** The same with the region that numbers are written for. */
  readonly wanted: string;
  readonly name: string;
  readonly start: string;
  readonly direction: 'ltr' | 'rtl';
}

/** An explanation on show. */
export interface Shown {
  readonly record: Explanation;
  readonly facts: Study;
}

/** What a visitor asks about. */
export type Question =
  | {
      readonly kind: 'tabular';
      readonly row: number;
      readonly values: readonly Cell[];
      readonly edited: readonly Cell[];
    }
  | { readonly kind: 'image'; readonly photos: readonly Photo[]; readonly at: number }
  | { readonly kind: 'text'; readonly text: string };

export interface Photo {
  readonly name: string;
  /** Where it is shown from. */
  readonly url: string;
  /** One that the visitor brought. */
  readonly file: File | null;
}

/** A page that turns while nobody is there. */
export interface TurningPage extends Shown {
  readonly of: Curated;
}

export interface State {
  readonly settings: ToVisit;
  readonly language: Language;
  readonly languages: readonly Offered[];
  readonly examples: readonly Curated[];
  readonly stage: 'attract' | 'choose' | 'try';
  readonly page: TurningPage | null;
  /** The example that is open or being opened, and what is known of its model. */
  readonly of: Curated | null;
  readonly facts: Study | null;
  readonly question: Question | null;
  readonly status: 'loading' | 'explaining' | 'done' | 'error';
  readonly prediction: Prediction | null;
  readonly shown: Shown | null;
  /** Whether what is on show is of something else than what is asked about now. */
  readonly stale: boolean;
  /** How much of the explanation is done; null where nobody can tell. */
  readonly part: number | null;
  readonly problem: Message | null;
  /** The column for which a level is chosen. */
  readonly choosing: number | null;
  readonly showsAll: boolean;
  /** Whether the camera's picture is on show. */
  readonly camera: boolean;
  /** Seconds until all is gone; null while somebody is there. */
  readonly left: number | null;
}

export type Store = StoreOf<State>;
