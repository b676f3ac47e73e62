import { message } from '../../catalogue/message.ts';
import type { Explanation } from '../record.ts';
import { cannotHold, checkLearnt, type Form, leftOut, pixelsNote } from './form.ts';

/** The file that shapiq's `InteractionValues.save` writes and `load` reads: one output. */
export interface ShapiqInteractionValues {
  readonly object_name: 'InteractionValues';
  readonly data_type: 'interaction_values';
  /** The version of shapiq whose files these are. */
  readonly version: string;
  readonly created_from: string;
  /** Model and output. */
  readonly description: string;
  /** What shapiq does not ask for, and keeps. */
  readonly parameters: {
    readonly record: string;
    readonly output: string;
    readonly space: Explanation['space'];
    readonly explainer: string;
    readonly players: readonly string[];
    /** By player; null where they are not known. */
    readonly standard_errors: readonly number[] | null;
  };
  readonly timestamp: string;
  readonly metadata: {
    readonly n_players: number;
    readonly index: ShapiqIndex;
    readonly max_order: 1 | 2;
    readonly min_order: 0;
    /** Whether values are estimates: false where all errors are known to be 0. */
    readonly estimated: boolean;
    /** Coalitions valued for an estimate. */
    readonly estimation_budget: number | null;
    readonly baseline_value: number;
  };
  /** By players: "Empty" is the base, "3" the fourth player, "0,3" what it and the first do. */
  readonly data: Readonly<Record<string, number>>;
}

/**
 * SV and BV: values of single players. SII: the Shapley interaction index, which for a single
 * player is its Shapley value. It is not k-SII, in which pairs are taken out of the single players:
 * base, players and pairs do not add up to the prediction. Those of FSII do, Faith-Shap of order 2,
 * whose single players have their main effects.
 */
export type ShapiqIndex = 'SV' | 'BV' | 'SII' | 'FSII';

/** Written by shapiq 1.3, and read by it and its successors. */
const VERSION = '1.3.0';

const SHAPLEY: ReadonlySet<string> = new Set([
  ...['exact', 'tree-shap', 'linear-shap', 'kernel-shap', 'gp-shap', 'bifurcation-shap', 'regression-msr'],
  ...['permutation-shap', 'sampling-shap', 'partition-shap', 'interactions'],
]);

function indexOf({ explainer: { name, options }, interactions }: Explanation): ShapiqIndex {
  if (name === 'banzhaf') return 'BV';
  if (!SHAPLEY.has(name)) {
    const text = message('record.form.noIndex', { form: shapiq.tool, explainer: name });
    throw cannotHold(shapiq.tool, text);
  }
  if (!interactions) return 'SV';
  return options.index === 'faithful' ? 'FSII' : 'SII';
}

/**
 * A record as files of shapiq's `InteractionValues` (shapiq/interaction_values.py, `to_json_file`),
 * one an output, in the space of the record.
 * @throws OrielError `record-form` where nothing was learnt about the players, or the values are
 * those of no game.
 */
export function toShapiq(record: Explanation): ShapiqInteractionValues[] {
  checkLearnt(record, shapiq.tool);
  const index = indexOf(record);
  const { players, outputs, base, standardErrors } = record;
  const exact = standardErrors?.every((row) => row.every((error) => error === 0)) ?? false;
  return outputs.map((output, k) => ({
    object_name: 'InteractionValues',
    data_type: 'interaction_values',
    version: VERSION,
    created_from: record.engine,
    description: `${record.model.name}: ${output}`,
    parameters: {
      record: record.id,
      output,
      space: record.space,
      explainer: record.explainer.name,
      players,
      standard_errors: standardErrors?.[k] ?? null,
    },
    timestamp: record.created,
    metadata: {
      n_players: players.length,
      index,
      max_order: index === 'SV' || index === 'BV' ? 1 : 2,
      min_order: 0,
      estimated: !exact,
      estimation_budget: exact ? null : record.coalitions,
      baseline_value: base[k],
    },
    data: Object.fromEntries([['Empty', base[k]], ...singles(record, k, index), ...pairs(record, k)]),
  }));
}

/** Half of a pair's interaction is in the value of each of the two: main effects are without. */
function singles({ attributions, interactions }: Explanation, k: number, index: ShapiqIndex): [string, number][] {
  const matrix = index === 'FSII' ? interactions?.[k] : undefined;
  const together = (player: number) => matrix?.[player].reduce((sum, value) => sum + value / 2, 0) ?? 0;
  return attributions[k].map((value, player) => [`${player}`, value - together(player)]);
}

function pairs({ interactions, players }: Explanation, k: number): [string, number][] {
  const matrix = interactions?.[k];
  if (!matrix) return [];
  return players.flatMap((_, i) =>
    matrix[i].slice(i + 1).map((value, j): [string, number] => [`${i},${i + 1 + j}`, value]),
  );
}

export const shapiq: Form = {
  tool: 'shapiq',
  write: toShapiq,
  notes: (record) => [
    ...leftOut('shapiq', [pixelsNote(record)]),
    ...(record.explainer.name === 'partition-shap' ? [message('record.form.owen', { form: 'shapiq' })] : []),
  ],
};
