import type { Language } from '../../catalogue/language.ts';
import type { MessageKey } from '../../catalogue/message.ts';
import type { CardWords } from '../../data/card-words.ts';
import type { InspectedMeasure, Inspection } from '../../records/inspection.ts';
import type { Canvas } from '../chart.ts';
import { type Block, captionBlock, type LegendItem, legendOf, titleBlock } from '../scene/frame.ts';
import { group, type Scene } from '../scene/scene.ts';
import type { RowsSpec } from './bar-rows.ts';
import type { ExplainedRows } from './explained-rows.ts';

type NameIn<Key> = Key extends `chart.whole.kinds.${infer Name}.label` ? Name : never;

/** A picture's name; the catalogue has its label and help: `chart.whole.kinds.<name>.label`. */
export type ModelChartName = NameIn<MessageKey>;

/** Which part of the inspection is shown, where there are several; each picture has its default. */
export interface Choice {
  /** A column of the model, for its curve and its dependence. Default: the most important one. */
  readonly column?: string | null;
  /** A class, against the rest. Default: the one that is explained. */
  readonly class?: string | null;
  /** Which of the divisions into groups: an index into `fairness`. Default: the first. */
  readonly division?: number | null;
  /**
   * A group, by its index in the division, against all other rows. Default: the one that differs
   * most.
   */
  readonly group?: number | null;
}

/** What pictures are made of. */
export interface Subject {
  readonly inspection: Inspection;
  readonly language: Language;
  /** What columns, levels and classes are called. */
  readonly words: Pick<CardWords, 'label' | 'level' | 'class'> & {
    /** A column's name where it is only half of what is said. Default: `label`. */
    readonly plain?: CardWords['label'];
  };
  readonly choice: Choice;
  /** Single rows with their attributions; null where only the record is at hand. */
  readonly rows: ExplainedRows | null;
}

/** A field of a table: a text, a number, or a number with its interval. */
export type Field = string | number | null | InspectedMeasure;

export interface Column {
  /** In a file, the same in every language. */
  readonly id: string;
  readonly name: string;
  /** How its numbers are written; absent where it holds texts. */
  readonly write?: (value: number) => string;
}

export interface PictureTable {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Field[])[];
  /** Of a long table whose rows are made once they are asked for: how many there are, and some. */
  readonly late?: { readonly count: number; readonly first: (count: number) => PictureTable['rows'] };
}

/** A mark that stands for rows of the table, and what is said of it where it is pointed at. */
export interface PictureMark {
  /** As `mark-key.ts` writes it. */
  readonly key: string;
  readonly says: string;
}

/** A picture of a model as a whole, in one language. */
export interface Picture {
  readonly title: string;
  /** What there is to see. */
  readonly sentence: string;
  /** What must be known to read it. */
  readonly notes: readonly string[];
  readonly legend: readonly LegendItem[];
  readonly table: PictureTable;
  /** Names beside rows, which stand in full in files; absent where there are no rows. */
  readonly names?: readonly string[];
  /** In the order of the arrow keys. */
  readonly marks: readonly PictureMark[];
  /** The bars that it is made of, for one scale with those of a picture beside it. */
  readonly bars?: RowsSpec;
  /** The drawing, in parts that stand one below the other, beside another. Pure. */
  body(canvas: Canvas, beside: Picture | null): readonly Block[];
}

export interface ModelChart {
  readonly name: ModelChartName;
  /** Whether there is anything to draw. */
  accepts(subject: Subject): boolean;
  /** Only of what it accepts. */
  picture(subject: Subject): Picture;
}

/** A picture with its title, sentence and notes; on the scale of one that stands beside it. */
export function sceneOf(
  picture: Picture,
  { language }: Pick<Subject, 'language'>,
  canvas: Canvas,
  beside: Picture | null = null,
): Scene {
  const view = { language };
  const blocks: readonly (readonly [key: string, block: Block])[] = [
    ['head', titleBlock(picture.title, view, canvas)],
    ['sentence', captionBlock(picture.sentence, view, canvas)],
    ...(picture.legend.length > 0 ? [['legend', legendOf(picture.legend, view, canvas)] as const] : []),
    ...picture.body(canvas, beside).map((block, at) => [`part-${at}`, block] as const),
    ...(picture.notes.length > 0 ? [['notes', captionBlock(picture.notes.join(' '), view, canvas)] as const] : []),
  ];
  let y = 0;
  const marks = blocks.map(([key, { marks: own, height }]) => {
    const placed = group(key, 0, y, own);
    y += height + (key === 'head' ? 2 : 10);
    return placed;
  });
  return { width: canvas.width, height: y, marks };
}
