/** A row of the data, a cell each; null where it is missing. */
export type Cells = readonly (number | string | null)[] | Record<string, number | string | null>;

/** A file: a `File`, or a name (its ending counts) and bytes. */
export type WidgetFile = File | { name: string; bytes: ArrayBuffer | Blob };

/**
 * What is explained: the number of a row of the data, from 0; a row's cells; a photo (JPEG or PNG);
 * a text. A string that is JSON of a number, list or object is what that says, as in the attribute.
 */
export type Instance =
  | number
  | string
  | Cells
  | Blob
  | ArrayBuffer
  | { kind: 'row'; row: number }
  | { kind: 'values'; values: Cells }
  | { kind: 'text'; text: string };

/** When to stop. */
export interface Budget {
  samples?: number;
  milliseconds?: number;
  /** Of the sum of all absolute values, the largest standard error that is good enough. */
  error?: number;
}

/** How to explain; each replaces what the element says of it. */
export interface ExplainOptions {
  explainer?: string;
  explainerOptions?: Record<string, number | string | boolean>;
  /** `default`, `all`, or names of outputs. */
  outputs?: string | readonly string[];
  space?: 'output' | 'logit' | 'raw';
  groups?: Record<string, readonly string[]> | null;
  /** Rows to compare with: how many of the data, or a table of them. */
  background?: number | { rows: number } | WidgetFile;
  seed?: number;
  /** A number is one of samples. */
  budget?: Budget | number;
  /** Whether it is computed though there is an explanation that was made before. */
  fresh?: boolean;
}

export interface Model {
  name: string;
  kind: 'tabular' | 'image' | 'text';
  sha256: string;
  outputs: string[];
  columns: string[] | null;
}

export interface Prediction {
  outputs: string[];
  values: number[];
}

/** An `oriel.explanation/1` without what the visitor brought. Lists of lists: outputs × players. */
export interface Explanation {
  schema: 'oriel.explanation/1';
  id: string;
  players: string[];
  outputs: string[];
  attributions: number[][];
  base: number[];
  prediction: number[];
  [field: string]: unknown;
}

export interface Explained {
  prediction: Prediction;
  record: Explanation;
}

/** `refused`: the frame did not answer. `gone`: it went before it did. */
export type Problem =
  | 'refused'
  | 'gone'
  | 'handshake'
  | 'version'
  | 'schema'
  | 'size'
  | 'rate'
  | 'busy'
  | 'repeated'
  | 'cancelled'
  | 'failed';

/** What promises are rejected with; its name is `AbortError` where it was cancelled. */
export interface WidgetError extends Error {
  problem: Problem;
}

/** `id` is the request's; 0 is what the visitor asked in the frame, or belongs to no request. */
export interface OrielEvents {
  ready: { engine: string; model: Model | null };
  prediction: { id: number; prediction: Prediction };
  progress: {
    id: number;
    /** From 0 to 1; null where the end is open. */
    part: number | null;
    estimate: { attributions: number[][]; standardErrors: number[][] | null } | null;
  };
  explanation: { id: number } & Explained;
  error: { id: number; problem: Problem; text: string };
  resize: { height: number };
}

/** An answer to come, and the number to ask `status` and `cancel` with. */
export type Asked<Answer> = Promise<Answer> & { id: number };

/** `<oriel-explainer>`. Properties and attributes of one name are one, the newer counts. */
export interface OrielExplainer extends HTMLElement {
  /** Address of `embed.html`. */
  src: string | null;
  /** An example's name, an address on the site of `src`, or the files: model, card, vocabulary. */
  model: string | WidgetFile | readonly WidgetFile[] | null;
  /** The table that its rows are of: an address there, or the file. */
  data: string | WidgetFile | null;
  instance: Instance | null;
  background: number | string | WidgetFile | null;
  explainer: string | null;
  budget: Budget | number | string | null;
  output: string | readonly string[] | null;
  /** What else there is to say of explanations. */
  options: ExplainOptions | null;
  theme: 'auto' | 'light' | 'dark' | null;
  /** A chart's name. */
  chart: string | null;
  /** `auto`, or a length of CSS. */
  height: string | number | null;
  /** What the frame may do beside `allow-scripts`. */
  sandbox: string | null;
  /** `eager`: not only once it is near the viewport. */
  loading: string | null;

  predict(instance?: Instance, options?: { signal?: AbortSignal }): Asked<Prediction>;
  explain(instance?: Instance, options?: ExplainOptions & { signal?: AbortSignal }): Asked<Explained>;
  /** `running`: the first of its progress has come. `unknown`: it was answered, or never asked. */
  status(id: number): Promise<'waiting' | 'running' | 'unknown'>;
  cancel(id: number): void;

  addEventListener: (<Type extends keyof OrielEvents>(
    type: Type,
    listener: (event: CustomEvent<OrielEvents[Type]>) => unknown,
    options?: boolean | AddEventListenerOptions,
  ) => void) &
    HTMLElement['addEventListener'];
}

declare global {
  interface HTMLElementTagNameMap {
    'oriel-explainer': OrielExplainer;
  }
}
