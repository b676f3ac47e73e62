import type { OptionValues, PreparedFacts, StructureContext } from '../../explainers/explainer.ts';
import type { Coalitions } from '../../games/coalitions.ts';
import type { MaskerSpec, Space } from '../../games/game.ts';
import type { AnswersBy, Binding, EmbeddingPath, Model } from '../../models/model.ts';
import type { Numbers } from '../../numerics/numbers.ts';

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
  /** Whether predictions are left out of packed rows, where they are known already. */
  readonly valuesAlone?: boolean;
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
  /**
   * Rows [count × columns] explained by the prepared method, packed (see `pack`). They are gone
   * then.
   */
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
