import type { ChangeTarget, ImageChoice, TextChoice } from '../engine/protocol.ts';
import type { BackendWish } from '../models/model.ts';

/** What can be said of any question about an answer. */
export interface InquiryOptions {
  /** Of the random numbers of a search, 0 to 4294967295. Default: 0. */
  readonly seed?: number;
  /** Ends it with what was found by then. Default: 10,000. */
  readonly milliseconds?: number;
  /** `wasm` is the CPU. Default: `auto`. */
  readonly backend?: BackendWish;
  /** A batch lets what a person waits for go first. Default: `person`. */
  readonly priority?: 'person' | 'batch';
  /** Aborting it cancels, as `job.cancel()` does. */
  readonly signal?: AbortSignal;
}

/**
 * Which parts of a text or a picture are looked for.
 *
 * @example
 * texts.counterfactual({ text: 'I love it, it works great.' }, { swap: true });
 * photos.counterfactual('cat.jpg', { image: { segments: 60, fill: 'mean' } });
 */
export interface PartsOptions extends InquiryOptions {
  /** The class that is asked for, or a range. Default: any but the present one. */
  readonly to?: string | ChangeTarget;
  /** How many ways, which differ in their parts, 1 to 4. Default: 4. */
  readonly count?: number;
  /** Most parts that may change. Default: all. */
  readonly changed?: number;
  /** Of texts: what a part is. Default: a word. */
  readonly players?: TextChoice['players'];
  /** Of texts: swaps words for others of the text instead of taking them out. Default: false. */
  readonly swap?: boolean;
  /** Of pictures: how many parts, and what hides one. Default: 50, blurred. */
  readonly image?: ImageChoice;
}

/**
 * Which rule is looked for.
 *
 * @example
 * const { conditions, precision, coverage } = await model.rule(384, { precision: 0.9 }).result;
 */
export interface RuleOptions extends InquiryOptions {
  /** Share of draws that is to have the same answer, 0.5 to 0.999. Default: 0.95. */
  readonly precision?: number;
  /** Of regressions, which need one: which answers count as the same. */
  readonly within?: { readonly output?: string; readonly least?: number; readonly most?: number };
}

/**
 * Which rows of the table are looked for.
 *
 * @example
 * const { same, other } = await model.examples(384, { count: 3 }).result;
 */
export interface ExamplesOptions extends InquiryOptions {
  /** How many with the same answer, and how many with another, 1 to 20. Default: 5. */
  readonly count?: number;
  /** Of regressions, which need one: which answers count as the same. */
  readonly within?: { readonly output?: string; readonly least?: number; readonly most?: number };
}
