import type { Card } from '../../data/card.ts';
import type { Picture } from '../../data/pictures/picture.ts';
import type { RawTable } from '../../data/tables/csv.ts';
import type { ColumnStatistics } from '../../data/tables/statistics.ts';
import type { Table } from '../../data/tables/table.ts';
import type { TextTokenizer } from '../../data/text/tokenizer.ts';
import type { Vocabulary } from '../../data/text/vocabulary.ts';
import { OrielError } from '../../errors.ts';
import type { Rows } from '../../games/game.ts';
import { looksLikeImage, looksLikeText } from '../../models/bind/index.ts';
import type { Binding, ImageBinding, ModelFacts, TabularBinding, TextBinding } from '../../models/model.ts';
import type { HiddenStructure } from '../../models/structure.ts';
import type { Structure } from '../../structures/structure.ts';
import type { Answers, Study } from '../protocol.ts';
import type { Cell } from './cells.ts';
import type { ShelvedModel } from './handles.ts';
import { openImageStudy } from './image.ts';
import { openTabularStudy } from './tabular.ts';
import { openTextStudy } from './text.ts';

export interface ShelvedPicture {
  readonly file: string;
  readonly picture: Picture;
}

interface Common {
  /** What the page is told of it. */
  study: Study;
  readonly card: Card;
  readonly facts: ModelFacts;
  readonly bytes: Uint8Array;
}

/** A model bound to a table. Rows are in the model's column order. */
export interface TabularStudy extends Common {
  readonly kind: 'tabular';
  readonly binding: TabularBinding;
  /** The trees or the linear model it is, where its file shows it. */
  readonly structure: Structure | null;
  /** What hides a structure, where its file shows one that cannot be read. */
  readonly hidden: HiddenStructure | null;
  /** Row `row` of the table as the person reads it, missing cells included. Throws `data-row`. */
  cells(row: number): readonly Cell[];
  /**
   * Row `row` of the table as numbers. Throws `data-row`, and `data-missing-value` where the model
   * cannot take missing cells.
   */
  row(row: number): Float32Array;
  /**
   * A person's own values as numbers. Throws as `row` does, and for unknown levels or text where
   * numbers belong.
   */
  encode(values: readonly Cell[]): Float32Array;
  /** Numbers as the person reads them. */
  decode(row: Float32Array): readonly Cell[];
  /** What the table says of a row's target, null where it says nothing. */
  known(row: number): Cell;
  /** The model's columns of the rows fit for a background. */
  usable(): Table;
  /** Rows of another table, for a background. */
  foreignRows(handle: string): Table;
  /** What the table's rows say of each column. */
  statistics(): readonly ColumnStatistics[];
  /**
   * Some rows of the table, for trying our own reading of the structure: they are the same whatever
   * is explained first.
   */
  someRows(count: number): Rows;
  /** The instance and some rows of the table, for trying a back end. */
  trialRows(instance: Float32Array, count: number): Float32Array;
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
  /** Tokens of a text that the model takes at a time, special ones not counted. */
  readonly most: number;
}

export type StudyState = TabularStudy | ImageStudy | TextStudy;

export interface StudyChoice {
  readonly table?: string;
  readonly vocabulary?: string;
  readonly card?: Card;
  readonly answers?: Answers;
  readonly target?: string | null;
}

/** Opens a model to learn K where its file does not say it. */
export type Probe = (binding: Binding, bytes: Uint8Array, file: string) => Promise<number>;

/**
 * Binds a model to its data; the card is taken, or written from what is recognised and answered.
 */
export async function openStudy(
  choice: StudyChoice,
  model: ShelvedModel,
  tables: (handle: string) => RawTable,
  vocabularies: (handle: string) => Vocabulary,
  probe: Probe,
): Promise<StudyState> {
  const kind = choice.card?.input.kind ?? kindOf(model.facts);
  if (kind === 'text') return openTextStudy(choice, model, vocabularies, probe);
  if (kind === 'image') return openImageStudy(choice, model, probe);
  if (choice.table === undefined) throw new OrielError('model-needs-table', { file: model.facts.file });
  return openTabularStudy(choice, model, tables, probe);
}

function kindOf(facts: ModelFacts): Card['input']['kind'] {
  if (looksLikeImage(facts)) return 'image';
  return looksLikeText(facts) ? 'text' : 'tabular';
}
