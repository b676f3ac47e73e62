import { english } from '../catalogue/english.ts';
import { message } from '../catalogue/message.ts';
import { ownOf } from '../data/named.ts';
import { OrielError } from '../errors.ts';
import { explainerNamed, explainers } from '../explainers/index.ts';
import { limits } from '../limits.ts';
import type { Reasons } from '../records/reasons.ts';
import type { Explanation } from '../records/record.ts';
import type { ExplainOptions, RowInput } from './options.ts';
import { openReference, type Reference, type TableModel } from './reference-rows.ts';

/**
 * How the reasons for a decision are found; everything else as in an explanation. `explainer` is
 * one that finds Shapley values: others do not start from the reference group's average.
 *
 * @example
 * model.reasons(384, { count: 4, reference: 'approved' });
 */
export interface ReasonsOptions extends Omit<ExplainOptions, 'outputs' | 'background'> {
  /** How many at most, 1 to 20. Default: 4. */
  readonly count?: number;
  /**
   * Whom the row is compared with. `all`, the default: the table's rows, of more than 1,000 so
   * many, evenly spaced. `approved`: of the rows with another answer the 100 that are nearest to
   * having this one, however far from it they are; all of them where there are fewer.
   */
  readonly reference?: Reference;
}

/** A model that answers rows of a table, and explains them. */
export interface ReasonedModel extends TableModel {
  predict(inputs: readonly RowInput[]): Promise<number[][]>;
  explain(input: RowInput, options: ExplainOptions): { readonly result: Promise<Explanation> };
}

/** From which share on the second of two classes is the answer. */
const HALF = 0.5;
const STANDARD = 4;
/** A value is told from 0 when it is more than this many standard errors away. */
const TELL_APART = 2;

/** What is decided about a row. */
interface Decided {
  readonly decision: Reasons['decision'];
  /** The output that is explained. */
  readonly output: number;
  /** Whether more of it speaks for the decision; null: its answer against the average says so. */
  readonly raising: boolean | null;
  /** What such an answer of the output is of the decided class: its share. */
  readonly shareOf: (answer: number) => number;
}

/** The principal reasons for what a model makes of a row: see `OrielModel.reasons`. */
export async function reasonsOf(model: ReasonedModel, input: RowInput, options: ReasonsOptions): Promise<Reasons> {
  const { count = STANDARD, reference = 'all', ...explaining } = options;
  const [least, most] = limits.reasons;
  if (!(Number.isInteger(count) && count >= least && count <= most)) throw invalid('library.reasons.count');
  const { explainer = 'auto' } = explaining;
  if (explainer !== 'auto' && explainerNamed(explainer).family !== 'shap') throw wrongMethod(explainer);
  const { card, outputs } = model.facts;
  if (card.input.kind !== 'tabular') throw invalid('library.reasons.table');
  const [answer] = await model.predict([input]);
  const decided = decidedBy(model, answer);
  if (reference === 'approved' && !decided.decision) throw invalid('library.reasons.noDecision');
  const among = await openReference(model, reference, {
    output: decided.output,
    raising: decided.raising === true,
    threshold: decided.decision?.threshold ?? null,
  });
  if (among.count === 0) throw invalid('library.reasons.nobody');
  const groups = { ...among.oneHot(options.groups ?? {}), ...options.groups };
  const explanation = await model.explain(input, {
    curves: false,
    ...explaining,
    ...(Object.keys(groups).length > 0 && { groups }),
    outputs: [outputs[decided.output]],
    background: { file: among.file },
  }).result;
  // What follows the training rows knows nothing of the group.
  if (explanation.explainer.options.perturbation === 'path-dependent')
    throw new OrielError('usage-contradiction', { first: 'reasons', second: 'path-dependent' });
  const raising = decided.raising ?? explanation.prediction[0] >= explanation.base[0];
  const reasons = principal(explanation, raising).slice(0, count);
  return {
    schema: 'oriel.reasons/1',
    decision: decided.decision,
    raising,
    reference: {
      kind: reference,
      rows: among.count,
      ...(among.farthest !== null && { reach: decided.shareOf(among.farthest) }),
    },
    reasons: reasons.map(({ player, toward, error }) => {
      const name = explanation.players[player];
      const columns = [...(ownOf(explanation.groups, name) ?? [name])];
      const { input: row } = explanation;
      const cells = row.kind === 'tabular' ? (row.values ?? []) : [];
      const places = row.kind === 'tabular' ? columns.map((column) => row.columns.indexOf(column)) : [];
      const values = places.map((at) => cells[at] ?? null);
      const typical = [...among.typical(columns)];
      const isTypical = values.every((cell, at) => cell === typical[at]);
      return {
        name,
        columns,
        toward,
        error,
        values,
        typical,
        ...(isTypical && { shared: among.shareOf(columns, values) }),
        protected: columns.some((column) => card.protected?.includes(column) === true),
      };
    }),
    explanation,
  };
}

function decidedBy({ facts: { card, outputs } }: ReasonedModel, answer: readonly number[]): Decided {
  const itself = (value: number): number => value;
  if (card.task === 'regression') return { decision: null, output: 0, raising: null, shareOf: itself };
  const last = answer.length - 1;
  if (answer.length > 2) {
    const output = answer.indexOf(Math.max(...answer));
    const decision = { class: outputs[output], share: answer[output], threshold: null };
    return { decision, output, raising: true, shareOf: itself };
  }
  const share = answer[last];
  // A score that is no share has its line at 0.
  const isShare = share >= 0 && share <= 1;
  const threshold = card.threshold ?? (isShare ? HALF : 0);
  const raising = share >= threshold;
  const other = outputs.length > 1 ? outputs[0] : (card.classes?.[0] ?? english.say('engine.className', { n: 0 }));
  const shareOf = (value: number): number => (raising || !isShare ? value : 1 - value);
  const decision = { class: raising ? outputs[last] : other, share: shareOf(share), threshold };
  return { decision, output: last, raising, shareOf };
}

/** Players that move the answer that way for certain, the strongest first. */
function principal(
  { attributions: [values], standardErrors, endsOnly }: Explanation,
  raising: boolean,
): { readonly player: number; readonly toward: number; readonly error: number | null }[] {
  // Where there was no time to learn anything, the values are equal shares.
  if (endsOnly) return [];
  return values
    .map((value, player) => ({
      player,
      toward: raising ? value : -value,
      error: standardErrors?.[0][player] ?? null,
    }))
    .filter(({ toward, error }) => toward > 0 && toward > TELL_APART * (error ?? 0))
    .sort((a, b) => b.toward - a.toward || a.player - b.player);
}

const invalid = (key: `library.reasons.${'table' | 'noDecision' | 'nobody'}` | 'library.reasons.count'): OrielError => {
  const [least, most] = limits.reasons;
  return new OrielError('request-invalid', {
    text: key === 'library.reasons.count' ? message(key, { least, most }) : message(key),
  });
};

const wrongMethod = (name: string): OrielError =>
  new OrielError('request-invalid', {
    text: message('library.reasons.method', {
      name,
      names: explainers.filter(({ family }) => family === 'shap').map((explainer) => explainer.name),
    }),
  });
