import type { Explanation } from '../records/record.ts';
import type { Measure } from './scene/measure.ts';
import type { Scene } from './scene/scene.ts';
import type { PlayerView, View } from './view.ts';

/** How a record is shown; everything else comes from the record. */
export interface Presentation {
  /**
   * Index into the record's outputs. Default: binary the last, multiclass the predicted one,
   * otherwise the only one.
   */
  readonly output?: number | null;
  /**
   * Shows the other class of a one-column binary model: p becomes 1 - p, log-odds and attributions
   * change sign.
   */
  readonly flip?: boolean;
  /**
   * What the output shown is called, where its name in the record would not do (the other class of
   * a flip).
   */
  readonly label?: string;
  /**
   * Whether outputs are probabilities. Default: read off the record, which cannot tell a regression
   * within [0, 1].
   */
  readonly units?: 'probability' | 'value' | null;
  /** Most bars to draw; the chart's own default where absent, Infinity for all. */
  readonly max?: number | null;
}

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
  /** Text: the text stands below the drawing, as text, and need not be drawn. */
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
  /** Columns of numbers, counted from the end. */
  readonly numbers: number;
}

/**
 * A chart describes itself; the toolbar, the element's name (`oriel-` + name) and the docs are made
 * from this.
 */
export interface ChartDescription {
  readonly name: string;
  readonly label: string;
  /** One sentence for the person choosing. */
  readonly help: string;
  /**
   * Most bars drawn where the presentation does not say; Infinity where the idea does not apply.
   */
  readonly max: number;
  accepts(record: Explanation): boolean;
  /** Players that have a mark of their own, by rank: what the arrow keys go through. */
  shown(view: View): readonly PlayerView[];
  /**
   * Where marks are not one a player (`data-player` holds a number of the chart's own): what stands
   * in for the players.
   */
  readonly cells?: {
    /** The mark that an arrow key, Home or End leads to; null where the key means nothing. */
    step(view: View, active: number | null, key: string): number | null;
    /** What is said of the mark pointed at; null where there is none. */
    readout(view: View, active: number): string | null;
    table(view: View): Table;
  };
  /** Pure: the same view and canvas give the same scene, with or without a DOM. */
  scene(view: View, canvas: Canvas): Scene;
}
