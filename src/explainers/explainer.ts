import type { Message } from '../catalogue/message.ts';
import type { ColumnStatistics } from '../data/tables/statistics.ts';
import type { Coalitions } from '../games/coalitions.ts';
import type { Rows, Space } from '../games/game.ts';
import type { Hierarchy } from '../games/hierarchy.ts';
import type { Numbers } from '../numerics/numbers.ts';
import type { Random } from '../numerics/random.ts';
import type { Structure } from '../structures/structure.ts';

/**
 * Measures of how far an explanation can be trusted: R², curves and the like, by name. Lists hold
 * one entry per output.
 */
export type Fidelity = Readonly<Record<string, number | readonly number[] | readonly (readonly number[])[]>>;

/**
 * What an explainer finds: K outputs by `players` values, in the space the game's values are in.
 */
export interface Attribution {
  readonly players: number;
  readonly outputs: number;
  /** K. SHAP: the value of the empty coalition. LIME: the surrogate's intercept. */
  readonly base: Float64Array;
  /** K. The value of the full coalition: what is explained. */
  readonly prediction: Float64Array;
  /** K × players, row-major. LIME: the surrogate's coefficients. */
  readonly values: Float64Array;
  /** K × players, or null where the method has none. */
  readonly standardErrors: Float64Array | null;
  /**
   * K × players × players, symmetric with a diagonal of 0, where the method finds them: what two
   * players add together.
   */
  readonly interactions?: Float64Array;
  /** Their standard errors, of the same shape, where interactions are estimated. */
  readonly interactionErrors?: Float64Array;
  /** Whether base + sum of values = prediction is promised. */
  readonly additive: boolean;
  readonly fidelity: Fidelity;
  /** Coalitions (or drawn rows) used so far, counted as the budget counts them. */
  readonly coalitions: number;
  /** True when more samples would change nothing: everything was enumerated. */
  readonly complete: boolean;
  /**
   * Set where nothing was learnt about the players: only what they add up to is known, and the
   * values are equal shares of it, not to be shown as an explanation.
   */
  readonly endsOnly?: true;
  /** What a person must know to read it correctly. */
  readonly note?: Message;
}

/**
 * How to have an estimate in a hurry, for explainers whose solving may take long: limited time then
 * leaves room for the full one, and takes the rough one where it has none.
 */
export interface Hurried {
  /**
   * A rougher `estimate` that takes well under a second, however many players there are: what is
   * said where `estimate` is broken off, which calls `pulse` all the time. Absent: there is none.
   */
  rough?(): Attribution;
  /** Whether `estimate` may have errors where `rough` has none yet. */
  readonly errorsFirst?: boolean | undefined;
  /** Multiplications that `estimate` takes, to an order of magnitude. */
  effort(): number;
  /**
   * Multiplications that `rough` will take once `coming` more values are there, to an order of
   * magnitude. Absent: they grow with the values.
   */
  roughEffort?(coming: number): number;
}

/**
 * What an explainer wants valued. `estimate` gives the estimate from all values received before
 * this ask; the engine may call it until it resumes the explainer, or not at all. Absent while
 * nothing can be said.
 *
 * `ahead` (default: 0) says how many further asks may be out at once: the engine then sends no
 * values (an empty array) to get the next ask, and later each ask's values, in the order of the
 * asks. An ask for nothing waits; where nothing is out, it is the last, and its `estimate` is what
 * the explainer would return.
 */
export type Ask = (
  | { readonly kind: 'coalitions'; readonly coalitions: Coalitions }
  | { readonly kind: 'rows'; readonly rows: Rows }
  /** Rows to be explained from the model's structure; see `pack`. */
  | { readonly kind: 'structure'; readonly rows: Rows }
  /** Rows whose derivatives are wanted: K answers a row, then K × columns derivatives. */
  | { readonly kind: 'gradients'; readonly rows: Rows }
  /**
   * Two rows of tokens and places on the path between their embeddings: places × K × columns of
   * derivative times path; see `EmbeddingPath`.
   */
  | { readonly kind: 'embedding-path'; readonly rows: Rows; readonly at: Float64Array }
  /** A row for Grad-CAM at the last convolution: height and width, then K × height × width. */
  | { readonly kind: 'heat-map'; readonly rows: Rows }
) & {
  readonly estimate?: (() => Attribution) | undefined;
  readonly hurried?: Hurried | undefined;
  readonly ahead?: number;
  /**
   * Units that are still to be asked for after this ask before anything can be said; default: 0.
   */
  readonly wanting?: number;
  /**
   * Set where the values so far end in the midst of a step: `estimate` is for the case that there
   * is no time for the rest of it, and its error is not looked at.
   */
  readonly unfinished?: boolean;
};

/**
 * Values of an ask: count × K, row-major, float64. Coalitions: averaged over the background, link
 * applied.
 */
export type Values = Float64Array;

/**
 * A plain generator without I/O, clock or randomness of its own: asks, is sent values, returns the
 * attribution.
 */
export type Explainer = Generator<Ask, Attribution, Values>;

/** One option of an explainer: panel, command line, validation and docs are made from this. */
export type OptionSpec =
  | {
      readonly type: 'number' | 'integer';
      readonly default: number;
      readonly min: number;
      readonly max: number;
      readonly alias?: string;
    }
  | {
      readonly type: 'boolean';
      readonly default: boolean;
      readonly alias?: string;
    }
  | {
      readonly type: 'choice';
      readonly default: string;
      readonly choices: readonly string[];
      /** Other libraries' names for some of the choices. */
      readonly synonyms?: Readonly<Record<string, string>>;
      /**
       * The option that holds a choice's number, where other libraries write it in brackets after
       * the choice: "num_features(10)".
       */
      readonly numbered?: Readonly<Record<string, string>>;
      readonly alias?: string;
    };

export type OptionsSpec = Readonly<Record<string, OptionSpec>>;
export type OptionValues = Readonly<Record<string, number | boolean | string>>;

/** What an explainer may know about the input it explains. */
export type ExplainedInput =
  | { readonly kind: 'tabular'; readonly instance: Numbers; readonly statistics: readonly ColumnStatistics[] }
  | { readonly kind: 'image' }
  | { readonly kind: 'text' };

export interface ExplainerContext {
  readonly players: number;
  /** K. */
  readonly outputs: number;
  /** Budget in coalitions (or drawn rows); Infinity where only time or error limit it. */
  readonly samples: number;
  /**
   * About how many more of them there is time for, where only time limits them, by what those so
   * far took: for explainers that share their samples out. Infinity while that is not known.
   * Absent: all of them.
   */
  readonly affordable?: (() => number) | undefined;
  readonly seed: number;
  readonly random: Random;
  /**
   * For long solutions to call every few milliseconds: where limited time breaks one off, it
   * throws. What is kept between calls must then hold. Absent: nothing is broken off.
   */
  readonly pulse?: (() => void) | undefined;
  readonly input: ExplainedInput;
  /**
   * Players that cannot matter: every column equal to every background row. They get value 0 and
   * error 0.
   */
  readonly idle: readonly boolean[];
  /**
   * A tree of all players by likeness, for explainers that go from the whole to its parts; made on
   * demand.
   */
  hierarchy(): Hierarchy;
  /** The input number by number, for methods that need derivatives. */
  readonly numbers?: InputNumbers | null;
  /** The method made ready, for those that read the model's structure. */
  readonly prepared?: PreparedFacts | null;
}

/**
 * An input as the model takes it, number by number: table columns, the values of a picture's
 * pixels, or the numbers of tokens.
 */
export interface InputNumbers {
  readonly instance: Numbers;
  /** Rows that stand for an input that says nothing: the background, or the picture all filled. */
  readonly baselines: Rows;
  /** Player of each number; −1 for tokens that are always there. */
  readonly playerOf: Int32Array;
  /** Whether numbers stand for tokens: derivatives are by their embeddings. */
  readonly tokens: boolean;
  /**
   * How far each number commonly varies: a column's standard deviation, the range of the picture.
   */
  readonly scale: Float32Array;
  /** For pictures: their size and the player of each pixel. */
  readonly picture: { readonly width: number; readonly height: number; readonly segments: Int32Array } | null;
}

/**
 * What a method that reads the model's structure knows beforehand: all but the rows it explains.
 */
export interface StructureContext {
  readonly structure: Structure;
  /** Indices of the answers explained, K of them. */
  readonly selected: readonly number[];
  readonly space: Space;
  /** Rows that stand for absent players, as the model takes them. */
  readonly background: Rows;
  /** Player of each column of such a row. */
  readonly playerOf: Int32Array;
  readonly players: number;
  readonly random: Random;
}

/** Rows explained from a model's structure. */
export interface ExplainedRows {
  /** Rows × K × players. */
  readonly values: Float64Array;
  /** Rows × K: what is explained. May be found once it is asked for. */
  readonly predictions: Float64Array;
  /** Rows × K × players × players, as an attribution has them; null where none were asked for. */
  readonly interactions: Float64Array | null;
}

/** What is known about a method once it is ready for a model and a background. */
export interface PreparedFacts {
  /** K. */
  readonly base: Float64Array;
  /** Whether the values are exact to the last digits; otherwise their error is unknown. */
  readonly exact: boolean;
  /** What a person must know about how it is done, if anything. */
  readonly note: Message | null;
}

/** A method made ready; it can explain any number of rows. */
export interface PreparedStructure extends PreparedFacts {
  /**
   * Rows (count × columns) as the model takes them. The bits of a row's values do not depend on the
   * other rows.
   */
  explain(rows: Numbers, count: number): ExplainedRows;
}

/** A method that reads the model's structure instead of asking a game. */
export interface StructuralMethod {
  readonly needs: Structure['kind'];
  /** Whether it is exact for these answers in this space. */
  exactFor(structure: Structure, selected: readonly number[], space: Space): boolean;
  /**
   * Loads what it takes. @throws OrielError `request-invalid` where the structure or the space does
   * not allow it.
   */
  prepare(context: StructureContext, options: OptionValues): Promise<PreparedStructure>;
}

/** Makes an explainer ready to be asked; its code is there already. */
export type CreateExplainer = (context: ExplainerContext, options: OptionValues) => Explainer;

/** An explainer describes itself; nothing lists its options twice. */
export interface ExplainerDescription {
  /** Also the key of its label and help in the catalogue; see `keys.ts`. */
  readonly name: string;
  /** Which question of the person it answers: the page's buttons. */
  readonly family: 'shap' | 'lime' | 'other';
  /** Kinds of input it can explain. */
  readonly inputs: readonly ExplainedInput['kind'][];
  readonly options: OptionsSpec;
  /**
   * Whether a smaller number of samples merely cuts the sequence of a larger one short: then what
   * was asked for the smaller one need not be asked again, and the larger one answers for it.
   */
  readonly nested: boolean;
  /** Samples used when the request names none. */
  defaultSamples(input: ExplainedInput, players: number): number;
  /**
   * Milliseconds of solving per sample on a common machine, where worth planning for. Default: 0.
   */
  readonly solving?: number;
  /** Whether it looks at the whole table, not the background alone. Absent: no. */
  readonly table?: boolean;
  /** Whether it may ask for `hierarchy`, unless it is at hand (`at-hand.ts`). Absent: no. */
  readonly hierarchy?: boolean;
  /** Most players it can take. Absent: no limit. */
  readonly maxPlayers?: number;
  /**
   * Whether it needs the model's derivatives, or those at its last convolution. Absent: neither.
   */
  readonly derivatives?: 'input' | 'convolution';
  /** Whether a space other than the model's own units makes sense. */
  readonly links: boolean;
  /** How it reads the model's structure. Absent: it asks a game. */
  readonly structural?: StructuralMethod;
  /** Loads what it takes: `create` of its folder's `create.ts`. */
  create(context: ExplainerContext, options: OptionValues): Explainer | Promise<Explainer>;
}
