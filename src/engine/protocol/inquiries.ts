import type { PlayerKind } from '../../data/text/text-players.ts';
import type { BackendWish } from '../../models/model.ts';
import type { Examples } from '../../records/examples.ts';
import type { PartsCounterfactual } from '../../records/parts-counterfactual.ts';
import type { Rule } from '../../records/rule.ts';
import type { ChangeTarget } from './counterfactuals.ts';
import type { ImageChoice, InputChoice } from './explaining.ts';

interface Asked {
  readonly study: string;
  readonly input: InputChoice;
  readonly seed: number;
  /** Ends it with what was found by then. Default: `CHANGE_MILLISECONDS`. */
  readonly milliseconds?: number;
  readonly backend?: BackendWish;
}

/** The fewest parts of a text or a picture without which the answer is another. */
export interface PartsRequest extends Asked {
  readonly about: 'parts';
  /** Default: the other of two classes, any other of several. A regression needs one. */
  readonly to?: ChangeTarget;
  /** Most parts that may change. Default: all. */
  readonly changed?: number;
  /** How many ways; within `limits.ways`. */
  readonly count: number;
  /** Of texts: what a part is. Default: a word. */
  readonly players?: PlayerKind;
  /** Of texts: whether words are swapped for others of the text instead of taken out. */
  readonly swap?: boolean;
  /** Of pictures: how many parts, and what hides one. */
  readonly image?: ImageChoice;
}

/** When the model answers as it does to a row of a table. */
export interface RuleRequest extends Asked {
  readonly about: 'rule';
  /** Share of draws that is to have the same answer; within `limits.precision`. */
  readonly precision: number;
  /** Of regressions: which answers count as the same. */
  readonly within?: ChangeTarget;
}

/** The rows of the table that are nearest, with the same and with another answer. */
export interface ExamplesRequest extends Asked {
  readonly about: 'examples';
  /** How many of each kind; within `limits.examples`. */
  readonly count: number;
  /** Of regressions: which answers count as the same. */
  readonly within?: ChangeTarget;
}

/** What can be asked about an answer beside how it came about. */
export type Inquiry = PartsRequest | RuleRequest | ExamplesRequest;

/** What is found out, by what was asked. */
export interface Findings {
  readonly parts: PartsCounterfactual;
  readonly rule: Rule;
  readonly examples: Examples;
}

/** How far an inquiry is. */
export interface InquiryProgress<Finding> {
  /** Rows that the model answered. */
  readonly calls: number;
  readonly milliseconds: number;
  /** What could be said by now, complete and valid. */
  readonly record: Finding;
}
