import type { Message } from '../../catalogue/message.ts';
import type {
  Cell,
  ChangeTarget,
  Counterfactual,
  Examples,
  PartsCounterfactual,
  Rule,
  Study,
} from '../../library/index.ts';

/** What is shown of a row's answer: why it is so, or what would change it. */
export type AnswerTab = 'why' | 'change';

/** How a column may change, as far as a person says so. */
export interface ColumnWish {
  readonly may?: 'any' | 'up' | 'down' | 'nothing';
  readonly least?: number;
  readonly most?: number;
  readonly step?: number;
  readonly cost?: number;
  /** Levels that it may take. */
  readonly levels?: readonly string[];
  /** A column of numbers that moves by the same amount. */
  readonly with?: string;
}

/** What a person asks of a search for changes. */
export interface ChangeWishes {
  /** SHA-256 of the model that they are about: another one begins with none. */
  readonly of: string | null;
  readonly columns: Readonly<Record<string, ColumnWish>>;
  /** Most columns that may change; null: all. */
  readonly changed: number | null;
  readonly plausible: boolean;
  readonly missing: boolean;
  /** Of a text: whether words are swapped for others of it instead of taken out. */
  readonly swap: boolean;
  /** null: any other answer. */
  readonly to: ChangeTarget | null;
}

/** A search for changes: the last that has something to show. */
export interface ChangeSearch {
  /** `unasked`: of numbers, a person has to say which are wanted. */
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'unasked';
  readonly study: Study;
  /** What was found of a row, or could be said by now. */
  readonly record: Counterfactual | null;
  /** The same of a text or a picture. */
  readonly parts: PartsCounterfactual | null;
  /** Whether that is about an earlier question. */
  readonly stale: boolean;
  /** Whether it takes longer than a moment. */
  readonly slow: boolean;
  readonly calls: number;
  readonly milliseconds: number;
  readonly error: Message | null;
}

/** The model's answers along a column, all else as in the row. */
export interface AnswersAlong {
  readonly study: Study;
  readonly column: number;
  readonly cells: readonly Cell[];
  /** K answers to each. */
  readonly answers: readonly (readonly number[])[];
  /** The row's own place among them; -1 where its value is missing. */
  readonly own: number;
}

/** How near the answer is to tipping, where a person asked for it. */
export interface TippingSearch {
  /** The search that it goes with. */
  readonly about: Counterfactual;
  /** null while it is looked for. */
  readonly record: Counterfactual | null;
  readonly error: Message | null;
}

/** What else is asked: when the model answers like that, and which rows are like it. */
export type Aside = 'rule' | 'examples';

/** What was found of it, of one row and its settings. */
export interface AsideSearch<Record> {
  readonly study: Study;
  /** What was asked: two of equal keys are about the same. */
  readonly key: string;
  /** null while it is looked for. */
  readonly record: Record | null;
  readonly error: Message | null;
}

/** Those of them that a person unfolded, and what was found. */
export interface Asides {
  readonly wanted: readonly Aside[];
  readonly rule: AsideSearch<Rule> | null;
  readonly examples: AsideSearch<Examples> | null;
}

export interface ChangingState {
  readonly wishes: ChangeWishes;
  /** How often a search was asked for once more. */
  readonly again: number;
  readonly search: ChangeSearch | null;
  /** Name of the column along which answers are shown; null: the first that would change. */
  readonly column: string | null;
  readonly along: AnswersAlong | null;
  /** Why there are none. */
  readonly alongError: Message | null;
  /** Whether a person wants to know how near the answer is to tipping. */
  readonly tippingWanted: boolean;
  readonly tipping: TippingSearch | null;
  readonly asides: Asides;
}

export const noWishes: ChangeWishes = {
  of: null,
  columns: {},
  changed: null,
  plausible: false,
  missing: false,
  swap: false,
  to: null,
};

export const notChanging: ChangingState = {
  wishes: noWishes,
  again: 0,
  search: null,
  column: null,
  along: null,
  alongError: null,
  tippingWanted: false,
  tipping: null,
  asides: { wanted: [], rule: null, examples: null },
};

/** What a person asks of a model: nothing of another one. */
export const wishesFor = ({ wishes }: ChangingState, { model }: Study): ChangeWishes =>
  wishes.of === model ? wishes : { ...noWishes, of: model };

/** Wishes with a column's as they are after a change; a field that is undefined is none. */
export function withColumn(wishes: ChangeWishes, name: string, change: ColumnWish): ChangeWishes {
  const entries = Object.entries({ ...wishes.columns[name], ...change }).filter(([, value]) => value !== undefined);
  const { [name]: _before, ...others } = wishes.columns;
  const columns = entries.length === 0 ? others : { ...others, [name]: Object.fromEntries(entries) as ColumnWish };
  return { ...wishes, columns };
}
