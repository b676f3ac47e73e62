// Every message between the library, the engine's worker and the evaluators' workers.

import type { Message } from '../catalogue/message.ts';
import type { Card } from '../data/card.ts';
import type { Sequence } from '../data/tables/sequence-columns.ts';
import type { Column } from '../data/tables/table.ts';
import type { PlayerKind } from '../data/text/text-players.ts';
import type { OptionValues, PreparedFacts, StructureContext } from '../explainers/explainer.ts';
import type { Coalitions } from '../games/coalitions.ts';
import type { MaskerSpec, Space } from '../games/game.ts';
import type { LevelOrder } from '../models/bind/index.ts';
import type {
  AnswersBy,
  BackendWish,
  Binding,
  EmbeddingPath,
  Model,
  ModelFacts,
  StoppedEarly,
  TreesAnswering,
} from '../models/model.ts';
import type { Derivative } from '../models/tfjs/differentiable.ts';
import type { Numbers } from '../numerics/numbers.ts';
import type { Counterfactual } from '../records/counterfactual.ts';
import type { Inspection } from '../records/inspection.ts';
import type { Explanation } from '../records/record.ts';
import type { Deciding } from '../records/request.ts';

// ---------------------------------------------------------------- page ↔ engine

/** A table's cell as a person reads it: a level's name for a category, null where it is missing. */
export type Cell = number | string | null;

/** A file's bytes: from the person's disk, or fetched from the origin by the engine's worker. */
export type FileSource =
  | { readonly name: string; readonly data: Blob | ArrayBuffer }
  | { readonly name: string; readonly url: string };

/** A handle is a short string that the engine gives out; what it stands for stays in its worker. */
export type ModelHandle = string;
export type TableHandle = string;
export type PictureHandle = string;
export type VocabularyHandle = string;

/** A model's file that was read: what it says of itself, and a handle. */
export interface OpenedModel {
  readonly handle: ModelHandle;
  readonly facts: ModelFacts;
}

/** A table's file that was read; what its columns hold is recognised once there is a model. */
export interface OpenedTable {
  readonly handle: TableHandle;
  readonly file: string;
  /** The header, a target column included. */
  readonly columns: readonly string[];
  readonly rows: number;
}

export interface OpenedPicture {
  readonly handle: PictureHandle;
  readonly file: string;
  readonly width: number;
  readonly height: number;
}

/** A vocabulary's file that was read; a model and a card make it a tokenizer. */
export interface OpenedVocabulary {
  readonly handle: VocabularyHandle;
  readonly file: string;
}

/** A question the engine cannot answer alone: the page asks it, the command line exits with 3. */
export interface Question {
  readonly about:
    | 'sheet'
    | 'columns'
    | 'target'
    | 'task'
    | 'classes'
    | 'layout'
    | 'size'
    | 'normalisation'
    | 'outputTensor'
    | `levels of ${string}`;
  readonly text: Message;
  readonly choices: readonly { readonly value: string; readonly label: Message | string }[];
  /** The likeliest choice, which the engine works with until it gets an answer. */
  readonly guess: string;
  /**
   * Of levels: the column, the order of its levels that is the guess, and the likely ones. Any
   * other order, as a list in JSON, is an answer too.
   */
  readonly order?: {
    readonly column: string;
    readonly levels: readonly string[];
    readonly likely: readonly { readonly name: string; readonly levels: readonly string[] }[];
  };
}

/** Answers to questions, by `about`. */
export type Answers = Readonly<Record<string, string>>;

/**
 * A model with its data, ready to be explained. Its card was given, or written from what was
 * recognised and answered. `questions` are those whose answer is only a guess.
 */
export interface Study {
  readonly handle: string;
  readonly card: Card;
  readonly questions: readonly Question[];
  readonly notices: readonly Message[];
  /** Names of the model's outputs, K. */
  readonly outputs: readonly string[];
  /** Tabular: the columns the model takes, in player order. */
  readonly columns: readonly Column[];
  /** Tabular: columns of the table that the model is not given, but for the target. */
  readonly unused?: readonly string[];
  /**
   * Tabular: smallest and largest value of each numeric column in the data (hints for a form), null
   * for categories.
   */
  readonly ranges: readonly (readonly [number, number] | null)[];
  /** Tabular: rows that can be explained; 0 for images. */
  readonly rows: number;
  /** SHA-256 of the model's file. */
  readonly model: string;
  /** What the model is made of, where its file shows it; null where it does not. */
  readonly structure: StructureFacts | null;
  /** Derivatives the model can give. */
  readonly derivatives: readonly Derivative[];
  /** Where training stopped early, and which trees answer. */
  readonly stopped?: StoppedEarly;
  /** Tabular: which step and feature each column is, where they are those of a sequence. */
  readonly sequence?: Sequence;
  /** Text: how much the model takes, and how words can be hidden from it. */
  readonly text?: TextFacts;
}

/** What the page must know about a model that takes text. */
export interface TextFacts {
  /** Tokens the model takes at a time. */
  readonly length: number;
  /** Whether it has a token that stands for a hidden word. */
  readonly mask: boolean;
}

/** What the page must know about a model's structure. */
export interface StructureFacts {
  readonly kind: 'trees' | 'linear';
  /** Spaces in which all outputs can be explained exactly. */
  readonly exact: readonly Space[];
  /** Whether raw scores are other numbers than the model's answers. */
  readonly raw: boolean;
}

/** The input to explain: a row of the study's data, a row typed by hand, a picture, or a text. */
export type InputChoice =
  | { readonly kind: 'row'; readonly row: number }
  | { readonly kind: 'values'; readonly values: readonly Cell[] }
  | { readonly kind: 'picture'; readonly picture: PictureHandle }
  | { readonly kind: 'text'; readonly text: string };

export interface BackgroundChoice {
  readonly method: 'sample' | 'k-means' | 'all';
  /** Rows wanted, within `limits.backgroundRows`; `all` takes every row of the table instead. */
  readonly rows: number;
  /** Table they come from. Default: the study's own. */
  readonly table?: TableHandle;
}

export interface ImageChoice {
  /** Superpixels wanted, within `limits.segments`. */
  readonly segments: number;
  /** What hides a superpixel: blur, mean, or a colour as #rrggbb. */
  readonly fill: string;
}

/** What a player of a sequence is: a feature at all steps, a step with all features, or a cell. */
export type SequencePlayers = 'feature' | 'step' | 'cell';

export interface SequenceChoice {
  readonly players: SequencePlayers;
}

export interface TextChoice {
  /** What a player is. Default: a word. */
  readonly players?: PlayerKind;
  /**
   * How words are hidden: by the mask token, by removing them, or by empty places. Default: the
   * mask token where the model has one (LIME: removed).
   */
  readonly absent?: 'mask' | 'remove' | 'pad';
  /** Which part of a text that is too long for the model, from 0. */
  readonly window?: number;
}

/** Limits of an explanation; the first one reached stops it. */
export interface Budget {
  readonly samples?: number;
  /**
   * Ends early what would be done without it, this long after its turn came. With an `error` and
   * without `samples`, their number is open.
   */
  readonly milliseconds?: number;
  /**
   * Largest standard error over the sum of absolute attributions. Default: 0.01 (see
   * `ERROR_TARGET` in `limits.ts`); 0 never stops.
   */
  readonly error?: number;
}

/**
 * Everything that decides an explanation: an equal request gives equal bits on the same back end.
 */
export interface ExplainRequest {
  readonly study: string;
  readonly input: InputChoice;
  readonly explainer: { readonly name: string; readonly options?: OptionValues };
  /** 'default': binary the last, multiclass the predicted one, regression all, commonly one. */
  readonly outputs: 'default' | 'all' | readonly string[];
  /**
   * The space in which values add up. Default: the model's own units. `raw` needs a model whose
   * structure can be read.
   */
  readonly space?: Space;
  readonly seed: number;
  readonly budget: Budget;
  /**
   * Whether deletion and insertion curves are added: about 30 coalitions an output. Default: yes.
   */
  readonly curves?: boolean;
  readonly background?: BackgroundChoice;
  readonly image?: ImageChoice;
  readonly text?: TextChoice;
  readonly groups?: Readonly<Record<string, readonly string[]>> | null;
  /** Of sequences: what a player is. Default: a cell, one feature at one step. */
  readonly sequence?: SequenceChoice;
  /** `wasm` is the CPU, by the runtime or by our own reading of the model's structure. */
  readonly backend?: BackendWish;
}

/** A range of the study's rows, both ends included, all explained in the same way. */
export interface RowsRequest extends Omit<ExplainRequest, 'input'> {
  readonly first: number;
  readonly last: number;
}

/** A request with everything that decides its values spelt out. */
export interface Identified {
  /**
   * The explainer is the one that is chosen without a limit of time, its options are filled in, and
   * outputs have names. `requestId`, `familyId` and `gameId` (`records/request.ts`) name it.
   */
  readonly request: Deciding;
  /** See `ExplainerDescription.nested`. */
  readonly nested: boolean;
  /** What else a record says of how it was asked for: values do not depend on it. */
  readonly requested: string;
  readonly background: Pick<NonNullable<Explanation['background']>, 'method' | 'seed'> | null;
}

/**
 * What the engine knows of a game: the model's answers, as the CPU gave them, to sets of players of
 * one input. To be kept with its `gameId`, and taught to an engine later.
 */
export interface KnownValues {
  readonly players: number;
  /** Indices of the outputs whose values these are: all of the model's where there are few. */
  readonly outputs: readonly number[];
  /** What on the CPU gave them: they answer for nothing else. */
  readonly by: CpuName;
  /** Sets of players, each of `ceil(players / 32)` little-endian words of 32 bits. */
  readonly coalitions: Uint8Array;
  /** Coalitions × outputs, as explainers are given them. */
  readonly values: Float64Array;
  /** Rows of a table that were drawn around the input (LIME), and rows × outputs of answers. */
  readonly rows?: { readonly data: Numbers; readonly values: Float64Array };
}

/** What answers on the CPU: our own reading of a structure, WebAssembly, or plain JavaScript. */
export type CpuName = 'native' | 'wasm' | 'cpu';

/** How far a running explanation is. `record`, once there is an estimate, is complete and valid. */
export interface Progress {
  readonly phase: 'preparing' | 'sampling' | 'solving';
  /** Coalitions valued so far, and in all (null where only time or error limit them). */
  readonly done: number;
  readonly total: number | null;
  /**
   * Rows that the model has really been asked for: fewer than the record's `calls` where some
   * values were known. The last update of a job has the final number.
   */
  readonly calls: number;
  /** Rows that were not asked for, since their answers were known before this job began. */
  readonly known: number;
  readonly milliseconds: number;
  readonly record: Explanation | null;
  /** Something worth a line to the person: a worker was replaced, a back end was left. */
  readonly note: Message | null;
  /** Rows explained so far and in all, where a range is explained. */
  readonly rows?: { readonly done: number; readonly total: number };
}

/** Another answer that is wanted: a class, or a number within a range (both ends included). */
export type ChangeTarget =
  | { readonly class: string }
  | { readonly output?: string; readonly least?: number; readonly most?: number };

/**
 * Within which limits a row may change; columns by name. Columns that the card protects and those
 * that name a row stay as they are, numbers within the table's range and at its number of decimals,
 * and columns of which always one is 1 change as one.
 */
export interface ChangeLimits {
  /** Columns that stay as they are. */
  readonly fixed?: readonly string[];
  /** Of those that would stay as they are by themselves, the ones that may change all the same. */
  readonly free?: readonly string[];
  readonly onlyUp?: readonly string[];
  readonly onlyDown?: readonly string[];
  /** What a column's numbers are multiples of. Default: 1, or that of the table's decimals. */
  readonly steps?: Readonly<Record<string, number>>;
  /** Least and greatest number; null: as in the table. */
  readonly ranges?: Readonly<Record<string, readonly [least: number | null, most: number | null]>>;
  /** Levels that may be proposed, in the order that up and down follow. Default: those seen. */
  readonly levels?: Readonly<Record<string, readonly string[]>>;
  /** Columns of numbers that move by the same amount, at once: they count as one change. */
  readonly together?: readonly (readonly string[])[];
  /** How much a column's changes weigh. Default: 1. */
  readonly costs?: Readonly<Record<string, number>>;
  /** Whether values may go missing. Default: no. */
  readonly missing?: boolean;
  /** Most columns that may change. Default: all. */
  readonly changed?: number;
  /** Whether rows that are more unusual than nearly all of the table's are left out. */
  readonly plausible?: boolean;
}

/** What would change the answer to an input of a table? */
export interface CounterfactualRequest {
  readonly study: string;
  readonly input: InputChoice;
  /** Default: the other of two classes, any other of several. A regression needs one. */
  readonly to?: ChangeTarget;
  readonly limits?: ChangeLimits;
  /** How many ways, which differ in what they change; within `limits.ways`. */
  readonly count: number;
  readonly seed: number;
  /** Ends the search with what it has. Default: `CHANGE_MILLISECONDS`. */
  readonly milliseconds?: number;
  readonly backend?: BackendWish;
}

/** How far a search for changes is. */
export interface ChangeProgress {
  /** Rows that the model answered. */
  readonly calls: number;
  readonly milliseconds: number;
  /** What could be said by now, complete and valid. */
  readonly record: Counterfactual;
}

/** A column of a table as a person looks through it. */
export interface ListedColumn {
  readonly name: string;
  /** Whether its cells are numbers. */
  readonly numeric: boolean;
  /** Whether the model is given it, or it is what the model tells; all others are for finding. */
  readonly role: 'given' | 'target' | 'other';
}

/** A study's table, all columns of its file. */
export interface Listing {
  readonly columns: readonly ListedColumn[];
  readonly rows: number;
  /** Whether the model's answers to all rows are known. */
  readonly answered: boolean;
}

/**
 * What rows are looked for or sorted by: a column, the model's answer for an output (null: for
 * whichever is the largest), or how far that is from what is known. The last two need `answerRows`
 * first.
 */
export type RowKey =
  | { readonly of: 'column'; readonly name: string }
  | { readonly of: 'answer'; readonly name: string | null }
  | { readonly of: 'error' };

export interface RowCondition {
  readonly about: RowKey;
  /** Least and greatest number. */
  readonly least?: number;
  readonly most?: number;
  /** A text that the column's cells hold. */
  readonly text?: string;
  /** Cells that a person reads as holding it. */
  readonly words?: readonly string[];
  /** Whether another class is answered than the known one. */
  readonly wrong?: boolean;
}

/** Which rows of a table, in which order. */
export interface RowsQuery {
  /** A text that any cell holds; rows with a cell of exactly this text come first. */
  readonly find?: string;
  /** Cells that a person reads as holding it, by column. */
  readonly words?: Readonly<Record<string, readonly string[]>>;
  readonly conditions?: readonly RowCondition[];
  /** Null: the order of the table. */
  readonly sort?: { readonly by: RowKey; readonly descending: boolean } | null;
}

/** A part of the rows that a query finds, and some of their columns. */
export interface WindowChoice {
  readonly from: number;
  readonly count: number;
  readonly columns: readonly [first: number, count: number];
}

export interface ListedRow {
  readonly row: number;
  /** As the file has them. */
  readonly cells: readonly string[];
  /** Of all outputs, NaN where the model cannot take the row; null where they are not known. */
  readonly answers: readonly number[] | null;
  /** Whether another class is answered than the known one; null where that is not known. */
  readonly wrong: boolean | null;
}

export interface RowsWindow {
  /** Rows that the query finds. */
  readonly total: number;
  readonly from: number;
  readonly rows: readonly ListedRow[];
}

/** What is written to a file of rows. */
export interface RowsFileChoice {
  /** Which rows; null: those of the records alone. */
  readonly query: RowsQuery | null;
  /** At most so many of them. */
  readonly most?: number;
  /** Explanations that are known. Their outputs and players are the file's columns. */
  readonly records: readonly Explanation[];
  /** Whether the file has columns for explanations. */
  readonly explanations: boolean;
  /** How all of its rows are explained; null: only those of the records are. */
  readonly explain: Omit<RowsRequest, 'first' | 'last'> | null;
  readonly form: 'csv' | 'tsv';
}

/** How a model is inspected as a whole. What decides its numbers, on the CPU, is all here. */
export interface InspectRequest {
  readonly study: string;
  /** Most rows that are looked at. Default: all that the model can take. */
  readonly rows?: number;
  /** Most of them that are explained. Default: all where that is exact, else 100. */
  readonly explained?: number;
  /** The output that is explained. Default: of two the second, of more the commonest answer. */
  readonly output?: string;
  /** Scores from this on are taken for the output's class. Default: the card's, or 0.5. */
  readonly threshold?: number;
  /** What mistakes cost, in units of the person's own. Default: 1 each. */
  readonly costs?: { readonly falsePositive: number; readonly falseNegative: number };
  /** Columns of the table by which rows are grouped; `a*b` crosses two. Default: the card's. */
  readonly protected?: readonly string[];
  /** Columns that curves are drawn for, the most important ones. Default: 5. */
  readonly curves?: number;
  /** Where attributions add up. Default: the model's own units, or raw where only that is exact. */
  readonly space?: Space;
  readonly explainer?: string;
  readonly explainerOptions?: OptionValues;
  /** Of each row's explanation, where they are explained one by one. */
  readonly budget?: Budget;
  readonly background?: BackgroundChoice;
  readonly seed: number;
  readonly backend?: BackendWish;
}

/** How far an inspection is. `inspection`, where there is news, is what is known by now. */
export interface InspectionProgress {
  readonly phase: 'answers' | 'attributions' | 'permutation' | 'curves';
  /** Rows or columns of the phase, and all of them. */
  readonly done: number;
  readonly total: number;
  readonly milliseconds: number;
  readonly inspection: Inspection | null;
}

/** Rows done so far, of all. */
export type RowsProgress = (update: { readonly done: number; readonly total: number }) => void;

/** Who asks, and how urgently. */
export interface Place {
  /** Clients (the page, each widget on it) take turns. */
  readonly client?: string;
  /** Batch work yields to what a person is looking at, even after it has begun. */
  readonly batch?: boolean;
  /** Somebody watches: a first impression is worth some calls of a slow model. */
  readonly watched?: boolean;
  /** Whether the model is asked for everything anew, whatever is known of its answers. */
  readonly fresh?: boolean;
}

/** A model's answer to one input: K numbers in its own units. */
export interface Prediction {
  readonly outputs: readonly string[];
  readonly values: readonly number[];
}

/** Whether answers held, and why records name the back end that they do from then on. */
export type Comparison = { readonly agrees: boolean } & Pick<Explanation['backend'], 'why' | 'whyMessage'>;

export interface EngineOptions {
  /** Evaluators on the CPU. Default: as many as cores and memory allow. */
  readonly workers?: number;
  /**
   * Whether a model whose structure is read may answer before it was compared with the runtime;
   * `compare` then does so. Records say which. Default: no.
   */
  readonly compareAfterwards?: boolean;
  /**
   * Address of the folder with the workers' files (`engine.worker.js` and `evaluator.worker.js`, in
   * Node `.mjs`) and what lies beside them. Default: where the build put them.
   */
  readonly assets?: string;
}

/** The engine as the library sees it. It lives in its own worker. */
export interface EngineApi {
  /** A sign of life: answered as soon as the engine hears anything. */
  alive(): Promise<void>;
  /**
   * `beside`: the files that came with it, for a model that keeps its weights in other files. Those
   * of a URL are fetched from beside it.
   */
  openModel(file: FileSource, beside?: readonly FileSource[]): Promise<OpenedModel>;
  openTable(file: FileSource): Promise<OpenedTable>;
  openPicture(file: FileSource): Promise<OpenedPicture>;
  /** A tokenizer.json, a vocab.txt or a word index (JSON). */
  openVocabulary(file: FileSource): Promise<OpenedVocabulary>;
  /**
   * Binds a model to data. With a card nothing is guessed; without one, the card is written from
   * what is recognised and from `answers`. Throws typed errors that name the column or the input;
   * everything opened before stays open.
   */
  study(choice: {
    model: ModelHandle;
    table?: TableHandle;
    vocabulary?: VocabularyHandle;
    card?: Card;
    answers?: Answers;
    /** The sheet of the table's file, where it has several. Default: the one that fits best. */
    sheet?: string;
    /** The order of levels whose numbers neither the model's file nor a card says. */
    levels?: LevelOrder;
    target?: string | null;
    /** The output tensor to explain, where the model has several. */
    outputTensor?: string;
    /** Which trees answer, where training stopped early. Default: those up to the best round. */
    trees?: TreesAnswering;
  }): Promise<Study>;
  /** A row's cells, in the order of the study's columns; empty where there is no table. */
  row(study: string, row: number): Promise<readonly Cell[]>;
  /** A row's target according to the data set, null where it has none. */
  known(study: string, row: number): Promise<Cell>;
  /** The next row that the model can take, begun anew at the top; null where there is no other. */
  nextUsable(study: string, row: number): Promise<number | null>;
  /** What stands for a blank cell, by column: its median, or its commonest level. */
  typical(study: string): Promise<readonly Cell[]>;
  /** What columns a study's table has; those of its file that the model is not given as well. */
  listing(study: string): Promise<Listing>;
  /** The part of a study's rows that a person looks at. */
  rows(study: string, query: RowsQuery, choice: WindowChoice): Promise<RowsWindow>;
  /**
   * The next row in the table that a query keeps, begun anew at the top; null where there is no
   * other.
   */
  nextRow(study: string, query: RowsQuery, row: number): Promise<number | null>;
  /** Where a row stands among those that a query keeps; null where it keeps it not. */
  placeOf(study: string, query: RowsQuery, row: number): Promise<number | null>;
  /** Asks the model for all rows, once; a cancelled job throws `failure-cancelled`. */
  answerRows(job: string, study: string, progress: RowsProgress): Promise<void>;
  /** A file of rows with answers and explanations; a cancelled job throws `failure-cancelled`. */
  rowsFile(job: string, study: string, choice: RowsFileChoice, progress: RowsProgress): Promise<Blob>;
  /**
   * Opens a study's model in the evaluators before there is anything to answer. If that fails, the
   * first call that asks for an answer throws.
   */
  warmUp(study: string, backend?: BackendWish): Promise<void>;
  predict(study: string, input: InputChoice, backend?: BackendWish): Promise<Prediction>;
  /**
   * The answer that an explanation starts from, whatever its method: of a row the mean over the
   * background rows, of a text or picture that with all of it hidden.
   */
  average(request: ExplainRequest): Promise<Prediction>;
  /**
   * Whether the answers of a model whose structure is read agree with the runtime's, which is found
   * out once. Where they do not, what is asked from then on is answered by the runtime. True of
   * models that the runtime answers.
   */
  compare(study: string, backend?: BackendWish): Promise<Comparison>;
  /**
   * Runs an explanation. `job` names it for `cancel`: a cancelled one resolves with its last
   * estimate, or throws `failure-cancelled` where there is none. Jobs run one at a time, in an
   * order that `place` decides. Throws `failure-busy` where too many wait, and `failure-time` where
   * a time limit was up before the model was open and had answered. A request without a time limit
   * that is already in flight is not computed again: its callers share one record.
   */
  explain(
    job: string,
    request: ExplainRequest,
    progress: (update: Progress) => void,
    place?: Place,
  ): Promise<Explanation>;
  /**
   * What a request stands for, without explaining it. Asks the model for its answer where that
   * decides which output is explained. Throws what `explain` would throw at once.
   */
  identify(request: ExplainRequest): Promise<Identified>;
  /**
   * What is known of a request's game by now: from its explanations, of whichever outputs and by
   * whichever method, and from `teach`. Null where that is nothing, or a GPU alone has answered.
   */
  knownValues(request: ExplainRequest): Promise<KnownValues | null>;
  /**
   * Has the engine know values of a request's game: explanations ask the model only for others.
   * Throws `request-invalid` where they are not of this game.
   */
  teach(request: ExplainRequest, known: KnownValues): Promise<void>;
  /**
   * Explains rows in their order and hands their records to `take` as they come, several at a time;
   * goes on when `take` resolves. Where the model's structure is read, it is prepared once for all
   * rows, and records have no curves: those would take most of the time.
   */
  explainRows(
    job: string,
    request: RowsRequest,
    take: (records: readonly Explanation[]) => void | Promise<void>,
    progress: (update: Progress) => void,
    place?: Place,
  ): Promise<void>;
  /**
   * Looks for the nearest changes of a row that lead to another answer. A cancelled job resolves
   * with what was found by then. Throws `request-invalid` for limits that cannot be kept and for a
   * wish that is fulfilled already, `failure-time` where the time was up before the model's first
   * answer.
   */
  counterfactual(
    job: string,
    request: CounterfactualRequest,
    progress: (update: ChangeProgress) => void,
    place?: Place,
  ): Promise<Counterfactual>;
  /**
   * Inspects a model of tables as a whole; by default as a batch does, behind what a person waits
   * for. A cancelled job resolves with what was found by then, or throws `failure-cancelled`.
   */
  inspect(
    job: string,
    request: InspectRequest,
    progress: (update: InspectionProgress) => void,
    place?: Place,
  ): Promise<Inspection>;
  cancel(job: string): Promise<void>;
  /** Holds a job before its next ask and lets others run; that does not change its answer. */
  pause(job: string): Promise<void>;
  resume(job: string): Promise<void>;
  /** Frees what a handle stands for. */
  release(handle: string): Promise<void>;
  /** Ends all jobs and frees everything. The engine can still be used. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

// ---------------------------------------------------------------- engine ↔ evaluator

/** What an evaluator runs: the bytes of the model (without ZipMap) and how to feed it. */
export interface EvaluatorModel {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly binding: Binding;
  readonly backend: AnswersBy;
  /** Most rows in one call, where memory has run out before. */
  readonly mostRows?: number;
  /** The runtime's WebAssembly, where it was fetched already; see `backends/runtime-file.ts`. */
  readonly wasm?: ArrayBuffer;
}

export interface EvaluatorReady {
  /** What answers, once it is open. */
  readonly backend: Model['backend'];
  readonly adapter: string | null;
  readonly runtime: string;
  /** K of the model, known for certain once it has run. */
  readonly outputs: number;
  /** Most rows in one call of the model. */
  readonly batchRows: number;
  /** Whether the model answers only one row at a time. */
  readonly oneByOne?: boolean;
}

/** A method that reads the model's structure, and everything it needs except the rows. */
export interface MethodSpec extends Omit<StructureContext, 'structure' | 'random'> {
  readonly name: string;
  readonly options: OptionValues;
  readonly seed: number;
}

/** What an evaluator answers to one part of some work. */
export interface Answered {
  /** Null where the part was skipped. */
  readonly values: Float64Array | null;
  /** How long it worked on this part by its own clock, without messages and other calls. */
  readonly milliseconds: number;
}

/** A model in its own worker. One call at a time. */
export interface EvaluatorApi {
  /** Loads onnxruntime for the CPU, before there is a model. */
  load(): Promise<void>;
  open(model: EvaluatorModel): Promise<EvaluatorReady>;
  /**
   * Makes a game ready: a masker, the outputs wanted (indices into the model's K) and the space.
   */
  prepare(masker: MaskerSpec, outputs: readonly number[], space: Space): Promise<void>;
  /** Values of coalitions: count × outputs.length, float64. */
  value(coalitions: Coalitions): Promise<Answered>;
  /** Rows [count × columns] straight to the model: count × outputs.length, float64. */
  predict(rows: Numbers, count: number, outputs: readonly number[]): Promise<Answered>;
  /** Makes ready the method that `explainByMethod` uses from now on. */
  prepareMethod(spec: MethodSpec): Promise<PreparedFacts>;
  /** Rows [count × columns] explained by the prepared method, packed (see `pack`). */
  explainByMethod(rows: Numbers, count: number): Promise<Answered>;
  /** Answers and derivatives of rows, where the runtime gives them; see `Model.derivatives`. */
  derivatives(rows: Numbers, count: number, outputs: readonly number[]): Promise<Answered>;
  /** See `Model.embeddingPath`. */
  embeddingPath(path: EmbeddingPath, outputs: readonly number[]): Promise<Answered>;
  /** See `Model.heatMap`. */
  heatMap(row: Numbers, outputs: readonly number[]): Promise<Float64Array>;
  /** Skips the parts of work that it has not begun. */
  skip(): Promise<void>;
  /** For fault tests and clean shutdown: destroys the GPU device, if there is one. */
  destroyDevice(): Promise<void>;
  /** For fault tests: ends the worker from within, silently, as a crash would. */
  end(): Promise<void>;
}
