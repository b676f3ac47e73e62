import type { Card } from '../../data/card.ts';
import type { Picture } from '../../data/pictures/picture.ts';
import type { RawTable } from '../../data/tables/csv.ts';
import type { ColumnStatistics } from '../../data/tables/statistics.ts';
import type { Table } from '../../data/tables/table.ts';
import type { TextTokenizer } from '../../data/text/tokenizer.ts';
import type { Vocabulary } from '../../data/text/vocabulary.ts';
import type { Rows } from '../../games/game.ts';
import type { LevelOrder } from '../../models/bind/index.ts';
import type {
  Binding,
  ImageBinding,
  ModelFacts,
  TabularBinding,
  TextBinding,
  TreesAnswering,
} from '../../models/model.ts';
import type { HiddenStructure } from '../../models/structure.ts';
import type { Numbers, Precision } from '../../numerics/numbers.ts';
import type { Structure } from '../../structures/structure.ts';
import type { Answers, Cell, Study } from '../protocol.ts';

/** A model's file as it was read: its facts and the bytes to run. */
export interface ModelFile {
  readonly facts: ModelFacts;
  readonly bytes: Uint8Array;
}

/** A picture's file as it was read. */
export interface PictureFile {
  readonly file: string;
  readonly picture: Picture;
}

interface Common extends ModelFile {
  /** What the page knows about it. */
  study: Study;
  readonly card: Card;
  /** Equal of studies that were bound once for all; undefined of one that was bound by itself. */
  readonly shared?: string;
}

/**
 * A model bound to a table. Rows are in the model's column order, and in double precision where
 * single would give the model other numbers.
 */
export interface TabularStudy extends Common {
  readonly kind: 'tabular';
  readonly binding: TabularBinding;
  /** The trees or the linear model it consists of, where its file shows them. */
  readonly structure: Structure | null;
  /** What hides its structure, where its file shows one that cannot be read. */
  readonly hidden: HiddenStructure | null;
  /** The precision of its rows. */
  readonly precision: Precision;
  /**
   * The same study with rows in double precision, for requests with numbers of their own that need
   * it; null where no number can.
   */
  readonly wide: (() => TabularStudy) | null;
  /** The table as its file has it, with columns that the model is not given. */
  readonly whole: RawTable;
  /** Whether the model can take a row of the table. */
  takes(row: number): boolean;
  /** A row of the table as a person reads it, missing cells included. Throws `data-row`. */
  cells(row: number): readonly Cell[];
  /**
   * A row of the table as numbers. Throws `data-row`, and `data-missing-value` where the model
   * cannot handle missing cells.
   */
  row(row: number): Numbers;
  /** Writes a row of the table to some numbers, from a place on. Throws what `row` does. */
  readRow(row: number, to: Numbers, from: number): void;
  /**
   * Cells that a person typed as numbers; they may need double precision where the study has
   * single. Throws `data-value` for a missing cell the model cannot handle, for an unknown level,
   * for text where a number belongs, and for a number the model cannot be given.
   */
  encode(values: readonly Cell[]): Numbers;
  /** Numbers as a person reads them. */
  decode(row: Numbers): readonly Cell[];
  /** A row's target according to the table, null where it has none. */
  known(row: number): Cell;
  /** The model's columns of the rows fit for a background. */
  usable(): Table;
  /** Rows of another table, for a background; these, too, may need double precision. */
  foreignRows(handle: string): Table;
  /** Statistics of each column over the table's rows. */
  statistics(): readonly ColumnStatistics[];
  /**
   * Some rows of the table to try our own reading of the structure on: always the same ones,
   * whatever is explained first.
   */
  someRows(count: number): Rows;
  /** The instance and some rows of the table, to try a back end on. */
  trialRows(instance: Numbers, count: number): Numbers;
}

/** A model that takes pictures. */
export interface ImageStudy extends Common {
  readonly kind: 'image';
  readonly binding: ImageBinding;
}

/** A model that takes text, with its vocabulary. */
export interface TextStudy extends Common {
  readonly kind: 'text';
  readonly binding: TextBinding;
  readonly tokenizer: TextTokenizer;
  /** Tokens of a text that the model takes at a time, without special tokens. */
  readonly most: number;
}

export type StudyState = TabularStudy | ImageStudy | TextStudy;

export interface StudyChoice {
  readonly table?: string;
  readonly vocabulary?: string;
  readonly card?: Card;
  readonly answers?: Answers;
  /** The order of levels whose numbers nobody says; where there are answers, these go first. */
  readonly levels?: LevelOrder;
  /** The sheet of the table's file. */
  readonly sheet?: string;
  readonly target?: string | null;
  /** The output tensor to explain, by its name in the model's file. */
  readonly outputTensor?: string;
  /** Which trees answer, where training stopped early. */
  readonly trees?: TreesAnswering;
}

/** Where a study finds what it is opened from. */
export interface StudySources {
  readonly table: (handle: string) => RawTable;
  readonly vocabulary: (handle: string) => Vocabulary;
  /** Opens a model to learn K, where its file does not say it. */
  readonly probe: (binding: Binding, model: ModelFile) => Promise<number>;
}
