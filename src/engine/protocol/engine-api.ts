import type { Card } from '../../data/card.ts';
import type { LevelOrder } from '../../models/bind/index.ts';
import type { BackendWish, TreesAnswering } from '../../models/model.ts';
import type { Counterfactual } from '../../records/counterfactual.ts';
import type { Inspection } from '../../records/inspection.ts';
import type { Explanation } from '../../records/record.ts';
import type { ChangeProgress, CounterfactualRequest } from './counterfactuals.ts';
import type {
  Comparison,
  ExplainRequest,
  Identified,
  InputChoice,
  KnownValues,
  Place,
  Prediction,
  Progress,
  RowNumbers,
  RowsRequest,
} from './explaining.ts';
import type {
  FileSource,
  ModelHandle,
  OpenedModel,
  OpenedPicture,
  OpenedTable,
  OpenedVocabulary,
  TableHandle,
  VocabularyHandle,
} from './files.ts';
import type { Findings, Inquiry, InquiryProgress } from './inquiries.ts';
import type { InspectionProgress, InspectRequest } from './inspecting.ts';
import type { Listing, RowsFileChoice, RowsProgress, RowsQuery, RowsWindow, WindowChoice } from './listing.ts';
import type { Answers, Cell, Study } from './studies.ts';

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
   * rows, and records have no curves: those would take most of the time. `numbers` are handed out
   * in place of records where the request asks for them.
   */
  explainRows(
    job: string,
    request: RowsRequest,
    take: (records: readonly Explanation[], numbers?: RowNumbers) => void | Promise<void>,
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
   * Looks into what else is asked about the answer to an input: `about` says what. A cancelled job
   * resolves with what was found by then. Throws what is wrong with the request, `failure-time`
   * where the time was up before the model's first answer.
   */
  inquire<About extends keyof Findings>(
    job: string,
    request: Inquiry & { readonly about: About },
    progress: (update: InquiryProgress<Findings[About]>) => void,
    place?: Place,
  ): Promise<Findings[About]>;
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
