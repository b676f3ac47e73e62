import type { MessageKey } from '../catalogue/message.ts';
import type { Explanation } from '../records/record.ts';
import type { Measure } from './scene/measure.ts';
import type { Scene } from './scene/scene.ts';
import type { PlayerView, View } from './view.ts';

type NameIn<Key> = Key extends `chart.kinds.${infer Name}.label` ? Name : never;

/** A chart's name; the catalogue has its label and help: `chart.kinds.<name>.label` and `.help`. */
export type ChartName = NameIn<MessageKey>;

/** What the drawing needs beyond the view: room, text widths, and what is pointed at. */
export interface Canvas {
  /** Width in CSS pixels. */
  readonly width: number;
  readonly measure: Measure;
  /**
   * Player pointed at or reached by the keyboard: an index into the record's players (or a mark,
   * see `cells`).
   */
  readonly active?: number | null;
  /**
   * In a file nothing can be pointed at: labels stand in full, and the drawing is as wide as they
   * need.
   */
  readonly whole?: boolean;
  /** There is height enough: labels too long for beside their rows stand above them. */
  readonly high?: boolean;
  /** On paper: rows stand as close as they can be read. */
  readonly dense?: boolean;
  /** Text: the page shows the text below the drawing, so the drawing leaves it out. */
  readonly textBeside?: boolean;
  /** Image overlay: strength of the colours, 0 to 1. */
  readonly strength?: number;
  /** Image overlay: outlines of all segments. */
  readonly outlines?: boolean;
  /** Image overlay: the picture in greys, so that the only colours are those with meaning. */
  readonly grey?: boolean;
}

/** Header and rows of text. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly { readonly key: number; readonly cells: readonly string[] }[];
  /** The last this many columns hold numbers. */
  readonly numbers: number;
}

/** A chart's description; the toolbar and the element's name (`oriel-` + name) follow from it. */
export interface ChartDescription {
  readonly name: ChartName;
  /** Most bars drawn unless the presentation says otherwise; Infinity where there is no limit. */
  readonly max: number;
  accepts(record: Explanation): boolean;
  /** Players that have a mark of their own, by rank: the arrow keys go through these. */
  shown(view: View): readonly PlayerView[];
  /**
   * Absent where each mark is one player. Otherwise `data-player` holds a number of the chart's
   * own, and these stand in for the players.
   */
  readonly cells?: {
    /** The mark that an arrow key, Home or End leads to; null where the key means nothing. */
    step(view: View, active: number | null, key: string): number | null;
    /** Describes the mark pointed at; null where there is none. */
    readout(view: View, active: number): string | null;
    table(view: View): Table;
  };
  /** Pure: the same view and canvas give the same scene, with or without a DOM. */
  scene(view: View, canvas: Canvas): Scene;
}
