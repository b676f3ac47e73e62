/** A row of the data, a cell each; null where it is missing. */
export type Cells = readonly (number | string | null)[] | Readonly<Record<string, number | string | null>>;

/** A file: a `File`, or a name (its ending counts) and bytes. */
export type WidgetFile = File | { readonly name: string; readonly bytes: ArrayBuffer };

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
  | { readonly kind: 'row'; readonly row: number }
  | { readonly kind: 'values'; readonly values: Cells }
  | { readonly kind: 'text'; readonly text: string };

/** When to stop. */
export interface Budget {
  readonly samples?: number;
  readonly milliseconds?: number;
  /** Of the sum of all absolute values, the largest standard error that is good enough. */
  readonly error?: number;
}

/** How to explain; each replaces what the element says of it. */
export interface ExplainOptions {
  readonly explainer?: string;
  readonly explainerOptions?: Readonly<Record<string, number | string | boolean>>;
  readonly outputs?: 'default' | 'all' | readonly string[];
  readonly space?: 'output' | 'logit' | 'raw';
  readonly groups?: Readonly<Record<string, readonly string[]>> | null;
  readonly background?: { readonly rows: number } | WidgetFile;
  readonly seed?: number;
  readonly budget?: Budget;
  /** Whether it is computed though there is an explanation that was made before. */
  readonly fresh?: boolean;
}

export interface Model {
  readonly name: string;
  readonly kind: 'tabular' | 'image' | 'text';
  readonly sha256: string;
  readonly outputs: readonly string[];
  readonly columns: readonly string[] | null;
}

export interface Prediction {
  readonly outputs: readonly string[];
  readonly values: readonly number[];
}

/** An `oriel.explanation/1` without what the visitor brought. Lists of lists: outputs × players. */
export interface Explanation {
  readonly schema: 'oriel.explanation/1';
  readonly id: string;
  readonly players: readonly string[];
  readonly outputs: readonly string[];
  readonly attributions: readonly (readonly number[])[];
  readonly base: readonly number[];
  readonly prediction: readonly number[];
  readonly [field: string]: unknown;
}

export interface Explained {
  readonly prediction: Prediction;
  readonly record: Explanation;
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
  readonly problem: Problem;
}

/** `id` is the request's; 0 is what the visitor asked in the frame, or belongs to no request. */
export interface OrielEvents {
  ready: { readonly engine: string; readonly model: Model | null };
  prediction: { readonly id: number; readonly prediction: Prediction };
  progress: {
    readonly id: number;
    /** From 0 to 1; null where the end is open. */
    readonly part: number | null;
    readonly estimate: {
      readonly attributions: readonly (readonly number[])[];
      readonly standardErrors: readonly (readonly number[])[] | null;
    } | null;
  };
  explanation: { readonly id: number } & Explained;
  error: { readonly id: number; readonly problem: Problem; readonly text: string };
  resize: { readonly height: number };
}

/** An answer to come, and the number to ask `status` and `cancel` with. */
export type Asked<Answer> = Promise<Answer> & { readonly id: number };

/** `<oriel-explainer>`. Properties and attributes of one name are one, the newer counts. */
export interface OrielExplainer extends HTMLElement {
  /** Address of `embed.html`. */
  src: string | null;
  /** An example's name, an address on the site of `src`, or the files: model, card, vocabulary. */
  model: string | WidgetFile | readonly WidgetFile[] | null;
  /** The table that its rows are of: an address there, or the file. */
  data: string | WidgetFile | null;
  instance: Instance | null;
  /** Rows to compare with: how many of the data, or a table of them. */
  background: number | string | WidgetFile | null;
  explainer: string | null;
  /** A number is one of samples. */
  budget: Budget | number | string | null;
  /** `default`, `all`, or names of outputs. */
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
  /** `unknown`: it was answered, or never asked. */
  status(id: number): Promise<'waiting' | 'running' | 'unknown'>;
  cancel(id: number): void;

  addEventListener<Type extends keyof OrielEvents>(
    type: Type,
    listener: (this: OrielExplainer, event: CustomEvent<OrielEvents[Type]>) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'oriel-explainer': OrielExplainer;
  }
}
