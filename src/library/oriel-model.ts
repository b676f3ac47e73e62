import type { Comparison, Study } from '../engine/protocol.ts';
import type { BackendWish } from '../models/model.ts';
import type { Examples } from '../records/examples.ts';
import type { PartsCounterfactual } from '../records/parts-counterfactual.ts';
import type { Reasons } from '../records/reasons.ts';
import type { Rule } from '../records/rule.ts';
import type { Batch } from './batch.ts';
import type { CounterfactualJob } from './counterfactual-job.ts';
import type { CounterfactualOptions } from './counterfactual-options.ts';
import type { ExamplesOptions, PartsOptions, RuleOptions } from './inquiry-options.ts';
import type { InspectOptions } from './inspect-options.ts';
import type { InspectionJob } from './inspection-job.ts';
import type { Job } from './job.ts';
import type { ModelTable, Range } from './model-table.ts';
import type { ExplainOptions, Input, PartedInput, RowInput } from './options.ts';
import type { ReasonsOptions } from './reasons.ts';

/** What answers. */
export interface AnswerOptions {
  /** `wasm` is the CPU: the same bits everywhere. Default: `auto`. */
  readonly backend?: BackendWish;
}

/** A model that was opened with its data. */
export interface OrielModel extends ModelTable {
  /**
   * What is known of it: outputs, columns, rows, notices, the card, questions answered by guess.
   */
  readonly facts: Study;
  /** Pictures that were among its files, to be explained. */
  readonly pictures: readonly File[];
  /**
   * The model's answers, one a given input: an array of K numbers in its own units, in the order of
   * `facts.outputs`.
   *
   * @example
   * const [first, typed] = await model.predict([0, { age: 31, housing: 'rent', income: 2100 }]);
   */
  predict(inputs: readonly Input[], options?: AnswerOptions): Promise<number[][]>;
  /**
   * The answer that an explanation starts from, whatever its method: K numbers in the model's own
   * units. Of a row it is the mean over the background rows, of a text or a picture the answer with
   * all of it hidden.
   *
   * @example
   * const [average] = await model.average(384);
   */
  average(input: Input, options?: ExplainOptions): Promise<number[]>;
  /**
   * Makes the model ready before there is anything to answer. If that fails, the first call that
   * asks for an answer throws.
   *
   * @example
   * await model.warmUp();
   */
  warmUp(options?: AnswerOptions): Promise<void>;
  /**
   * Whether the answers of a model whose structure is read agree with the runtime's, which is found
   * out once; `why` says so in English, as records do. Where they do not, what is asked from then
   * on is answered by the runtime. True of models that the runtime answers.
   *
   * @example
   * const { agrees } = await model.compare();
   */
  compare(options?: AnswerOptions): Promise<Comparison>;
  /**
   * Explains one input. What is wrong with it rejects `job.result`.
   *
   * @example
   * const record = await model.explain(384, { explainer: 'kernel-shap' }).result;
   */
  explain(input: Input, options?: ExplainOptions): Job;
  /**
   * The principal reasons for what is decided about a row: the columns that move the answer most
   * toward it, compared with all rows or with those of another answer that are nearest to having
   * this one; columns of which one stands for a level count as one. Throws `request-invalid` where
   * nothing is decided or no row is decided otherwise, and for explainers that find no Shapley
   * values; `usage-contradiction` for path-dependent values, which know no such rows.
   *
   * @example
   * const { reasons } = await model.reasons(384, { count: 4, reference: 'approved' });
   */
  reasons(input: RowInput, options?: ReasonsOptions): Promise<Reasons>;
  /**
   * The id that such an explanation's job has, without explaining: `oriel.job` finds with it what
   * was explained before. Asks the model for its answer where that decides which output is
   * explained. Rejects with what is wrong with the request.
   *
   * @example
   * const found = await oriel.job(await model.idOf(384, { explainer: 'kernel-shap' }));
   */
  idOf(input: Input, options?: ExplainOptions): Promise<string>;
  /**
   * SHA-256 of an input as the model takes it, which its records have as `input.sha256`.
   *
   * @example
   * const isIt = (await model.hashOf(384)) === record.input.sha256;
   */
  hashOf(input: Input): Promise<string>;
  /**
   * The model's answer at once, and its explanation under way.
   *
   * @example
   * const { prediction, job } = await model.predictAndExplain(384);
   */
  predictAndExplain(
    input: Input,
    options?: ExplainOptions,
  ): Promise<{ readonly prediction: readonly number[]; readonly job: Job }>;
  /**
   * Explains many inputs: rows from one to another (both included), or any inputs, in their order.
   * Where the model's structure is read, rows are explained together, and their records have no
   * curves.
   *
   * @example
   * for await (const { record } of model.explainAll({ first: 0, last: 99 })) save(record);
   */
  explainAll(inputs: readonly Input[] | Range, options?: ExplainOptions): Batch;
  /**
   * Looks for the fewest parts of a text or a picture without which the answer is another: words
   * that are taken out or swapped for other words of the text, regions that are hidden. The record
   * says whether it is certain that no fewer do it.
   *
   * @example
   * const { ways } = await texts.counterfactual({ text: 'I love this product.' }).result;
   * ways[0]?.text; // 'I this product.'
   */
  counterfactual(input: PartedInput, options?: PartsOptions): CounterfactualJob<PartsCounterfactual>;
  /**
   * Looks for the nearest changes of a row of a table that lead to another answer: fewest columns
   * first, then least sum of |change| / median absolute deviation. Of trees and linear models
   * that are read, the record says with proof that nothing is nearer, or that there is nothing.
   * With `tipping` it says as well how far each column can go by itself before the answer changes,
   * and how many of the table's rows are nearer to another answer than this one (`record.tipping`).
   * What is wrong with the row or the limits rejects `job.result`.
   *
   * @example
   * const { ways, proof } = await model.counterfactual(384, { to: 'bad risk' }).result;
   */
  counterfactual(input: RowInput, options?: CounterfactualOptions): CounterfactualJob;
  /**
   * Looks for a rule: conditions on a few columns of a row that nearly always keep its answer
   * (Ribeiro et al. 2018, "Anchors"), with how often they do and how much of the table they are
   * about. What is wrong with the row or the options rejects `job.result`.
   *
   * @example
   * const { conditions, precision, coverage } = await model.rule(384).result;
   */
  rule(input: RowInput, options?: RuleOptions): CounterfactualJob<Rule>;
  /**
   * Looks for the rows of the table that are the most like a row, with the same and with another
   * answer, by the distance that `counterfactual` has.
   *
   * @example
   * const { same, other } = await model.examples(384, { count: 3 }).result;
   */
  examples(input: RowInput, options?: ExamplesOptions): CounterfactualJob<Examples>;
  /**
   * Looks at the model as a whole, over the rows of its table: how good it is, what it goes by,
   * how it treats groups, with 95 % intervals. It works in the background and tells what is known
   * by then. What is wrong with the request rejects `job.result`.
   *
   * @example
   * const { performance, importance } = await model.inspect({ rows: 1000 }).result;
   */
  inspect(options?: InspectOptions): InspectionJob;
  /** Frees what it takes, once its jobs and batches have ended, which are cancelled. */
  close(): Promise<void>;
}
