import type { Message } from '../catalogue/message.ts';
import type { ImageInput } from '../data/card.ts';
import type { Numbers } from '../numerics/numbers.ts';
import type { OpenDeviceGame } from './device-game.ts';

/** A straight path of embeddings between two rows of tokens. */
export interface EmbeddingPath {
  /** The row where the path starts and the one where it ends, side by side. */
  readonly rows: Numbers;
  /** Places on the path: 0 is its start. */
  readonly at: Float64Array;
}

export type ElementType = 'float32' | 'float64' | 'float16' | 'int64' | 'int32' | 'uint8' | 'bool' | 'string';

/**
 * A tensor of a model as its file declares it; null where a dimension is free, [null, null] where
 * there is no shape at all.
 */
export interface TensorShape {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | null)[];
}

/** What a model's file says of a column whose numbers are codes of categories. */
export interface Categories {
  /** Their names in the order of their codes; null where the file does not say. */
  readonly levels: readonly string[] | null;
  /** The model tells codes below this one apart. */
  readonly codes: number;
}

/** Which trees answer where training stopped early: those up to the best round, or all. */
export type TreesAnswering = 'best' | 'all';

/** Where a model's training stopped early. */
export interface StoppedEarly {
  /** Rounds up to the best one. */
  readonly best: number;
  /** All rounds in the file. */
  readonly all: number;
  readonly answering: TreesAnswering;
}

/** What a model file says about itself, read without running it. */
export interface ModelFacts {
  readonly file: string;
  readonly format: 'onnx' | 'xgboost' | 'lightgbm' | 'tfjs';
  readonly sha256: string;
  readonly bytes: number;
  readonly inputs: readonly TensorShape[];
  /** After ZipMap handling; sequence outputs that cannot be read are left out. */
  readonly outputs: readonly TensorShape[];
  /** Names of outputs that only hand inputs on. Absent: none. */
  readonly passedThrough?: readonly string[];
  readonly opsets: Readonly<Record<string, number>>;
  /** Operators used, "domain:Name" or "Name". */
  readonly operators: readonly string[];
  /** Whether the file needs ai.onnx.ml operators, which only the WASM runtime has. */
  readonly classicalOperators: boolean;
  /**
   * Whether missing values (NaN) are part of what the model was made for: it holds trees or an
   * imputer.
   */
  readonly takesMissing: boolean;
  /** Class names where the file holds them (label encoders, ZipMap, tree classifiers). */
  readonly classes: readonly string[] | null;
  /** The file's metadata_props. */
  readonly metadata: Readonly<Record<string, string>>;
  /** For each column of the only input: whether it holds categories. Absent: none does. */
  readonly categories?: readonly (Categories | null)[];
  /** Whether several answers are those to several questions, not to one about classes. */
  readonly targets?: boolean;
  /** Where training stopped early. Absent: the file does not say that it did. */
  readonly stopped?: StoppedEarly;
  /** How many trees it holds. Absent: the file does not show any. */
  readonly trees?: number;
  /** What a person should know about how the file is read. */
  readonly notices?: readonly Message[];
}

/** The final step that a model's file leaves out, which makes probabilities; null: none. */
export type Finish = 'softmax' | 'logistic' | null;

/**
 * The input tensors of a tabular model and the columns that fill them, in order: positions in the
 * rows given to `predict`.
 */
export interface TabularBinding {
  readonly kind: 'tabular';
  readonly inputs: readonly {
    readonly name: string;
    readonly type: ElementType;
    /** matrix: [N, columns]; column: [N, 1]; vector: [N]. */
    readonly shape: 'matrix' | 'column' | 'vector';
    /** Steps and features, in the tensor's order, where a matrix's columns are a sequence's. */
    readonly sequence?: readonly [number, number];
    readonly columns: readonly number[];
    /**
     * For string inputs: for each column the levels that its codes stand for, null where its
     * numbers are written out.
     */
    readonly levels: readonly (readonly string[] | null)[] | null;
  }[];
  /**
   * Rows a call of the runtime must have, where the model fixes them; null where they are free.
   * `predict` takes any number.
   */
  readonly batch: number | null;
  /** The final step that the file leaves out. Absent: none. */
  readonly finalStep?: Finish;
  /** Which trees answer, where training stopped early. Absent: those up to the best round. */
  readonly trees?: TreesAnswering;
  readonly output: string;
  /** K; 0 where the file does not say it: opening the model finds out. */
  readonly outputs: number;
}

/** The input tensor of an image model. */
export interface ImageBinding {
  readonly kind: 'image';
  readonly input: string;
  readonly type: ElementType;
  readonly image: ImageInput;
  readonly batch: number | null;
  readonly finalStep?: Finish;
  readonly output: string;
  readonly outputs: number;
}

/**
 * The input tensors of a model of text. A row given to `predict` holds the number of a token in
 * each place, −1 where there is none.
 */
export interface TextBinding {
  readonly kind: 'text';
  readonly inputs: readonly {
    readonly name: string;
    readonly type: ElementType;
    /** Numbers of the tokens; 1 where there is one; 0 throughout; 0, 1, 2, ... */
    readonly role: 'tokens' | 'attention' | 'types' | 'positions';
  }[];
  /** Places of a row where the file fixes them; null where any number will do. */
  readonly tokens: number | null;
  /** What the model is given where there is no token. */
  readonly pad: number;
  readonly finalStep: Finish;
  readonly batch: number | null;
  readonly output: string;
  readonly outputs: number;
}

/** How rows of numbers become the model's input tensors, and which output is read. */
export type Binding = TabularBinding | ImageBinding | TextBinding;

/** What may be asked for: the CPU or the GPU. */
export type BackendName = 'wasm' | 'webgpu';
/**
 * What answers: a runtime on one of them, or Oriel's own reading of the model's structure, on the
 * CPU.
 */
export type AnswersBy = BackendName | 'native';
/** What a request may ask for; 'mixed' is the CPU and the GPU together. */
export type BackendWish = 'auto' | 'mixed' | BackendName;

/** Rows go in, answers come out. Calls made at once are answered one after the other. */
export interface Model {
  /** What answers; `cpu` is a runtime in plain JavaScript, where WASM lacks an operator. */
  readonly backend: AnswersBy | 'cpu';
  /** GPU adapter, null on the CPU. */
  readonly adapter: string | null;
  /** Runtime and version: part of the record. */
  readonly runtime: string;
  /** K. */
  readonly outputs: number;
  /** Whether its answers are float64. */
  readonly float64?: boolean;
  /**
   * Rows it takes at a time; more are split. A caller that makes rows should make no more than
   * these at once.
   */
  readonly batchRows: number;
  /** Whether its file lets it answer only one row at a time. */
  readonly oneByOne?: boolean;
  /**
   * Takes rows [count × columns], row-major; returns [count × K], as float64 where `float64` says
   * so, and where rows are float64 and so is the output. Throws `failure-backend`.
   */
  predict(rows: Numbers, count: number): Promise<Numbers>;
  /** On a GPU: whether software emulates it. */
  readonly software?: boolean;
  /**
   * On a GPU: compiles the shaders that calls need, as far as their shapes are known. Other calls
   * may come in between.
   */
  warmUp?(): Promise<void>;
  /** Opens games that are played on the device, where rows can be made there. */
  readonly deviceGame?: OpenDeviceGame;
  /** The raw score of each answer, [count × K], where the model's structure shows it. */
  scores?(rows: Numbers, count: number): Promise<Float64Array>;
  /**
   * Answers and derivatives, [count × (K + K × columns)] of the selected outputs, where the runtime
   * gives them. Throws `request-invalid` where the model cannot be differentiated.
   */
  derivatives?(rows: Numbers, count: number, selected: readonly number[]): Promise<Float64Array>;
  /**
   * Grad-CAM of one row: the last convolution's height and width, then K × height × width. Throws
   * `request-invalid` where it has none.
   */
  heatMap?(row: Numbers, selected: readonly number[]): Promise<Float64Array>;
  /**
   * See `EmbeddingPath`: [places × K × columns], for models of text that begin with an embedding.
   */
  embeddingPath?(path: EmbeddingPath, selected: readonly number[]): Promise<Float64Array>;
  /** Resolves when the back end is gone for good (a lost device), with the reason. */
  readonly lost: Promise<Message>;
  close(): Promise<void>;
  /** On a GPU: destroys the device, as a driver reset would. For fault tests. */
  destroyDevice?(): void;
}
