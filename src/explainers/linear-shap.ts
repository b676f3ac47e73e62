import { OrielError } from '../errors.ts';
import { type Linear, predictLinear } from '../structures/linear.ts';
import { ownersOf, rowsOf } from '../structures/structure.ts';
import { explainerWords as words } from '../words/en.ts';
import type {
  ExplainerDescription,
  OptionValues,
  PreparedStructure,
  StructuralMethod,
  StructureContext,
} from './explainer.ts';
import { correlatedLinearShap, EXACT_PLAYERS, linearShap as independent } from './linear-shap/score-values.ts';
import { createStructural, readingsOf, readOff, readScores } from './shared/structural.ts';

/** Shapley values read from a linear model's coefficients. */
export const linearShap: ExplainerDescription & { readonly structural: StructuralMethod } = {
  name: 'linear-shap',
  label: 'SHAP of linear models, exact',
  help: 'Reads the values from the coefficients, without sampling; exact in the raw score, and in the answers of linear regressions.',
  family: 'shap',
  inputs: ['tabular'],
  options: {
    perturbation: {
      type: 'choice',
      default: 'independent',
      choices: ['independent', 'correlated'],
      synonyms: { interventional: 'independent', correlation_dependent: 'correlated' },
      label: 'Absent features',
      help: `independent: take the values of background rows; correlated: what the present ones lead to expect (exact for up to ${EXACT_PLAYERS} features or groups).`,
      alias: 'feature_perturbation',
    },
  },
  defaultSamples: () => 0,
  links: true,
  structural: {
    needs: 'linear',
    exactFor: (structure, selected, space) =>
      structure.kind === 'linear' && readingsOf(structure, selected, space) !== null,
    prepare,
  },
  create: createStructural({ name: 'linear-shap', needs: 'linear' }),
};

/**
 * The linear model's Shapley values, of the selected answers, which must be straight lines of its
 * scores.
 */
function prepare(context: StructureContext, options: OptionValues): PreparedStructure {
  const { structure, selected, space, background, playerOf, players, random } = context;
  if (structure.kind !== 'linear') throw invalid(words.needs('linear-shap', 'linear'));
  const readings = readingsOf(structure, selected, space);
  if (!readings) throw invalid(space === 'logit' ? words.logit('linear-shap') : words.linearScores);
  const { linear } = structure;
  const rows = (given: Float32Array, count: number) => filled(linear, rowsOf(structure, given, count));
  const known = { rows: rows(background.data, background.count), count: background.count };
  const of = { playerOf: ownersOf(structure, playerOf), players };
  const correlated =
    options.perturbation === 'correlated' ? correlatedLinearShap(linear, known, { ...of, random }) : null;
  const found = correlated ?? independent(linear, known, of);
  return {
    base: readScores(found.base, linear.outputs, readings),
    exact: correlated?.exact ?? true,
    note: correlated?.exact === false ? words.drawnOrders : '',
    explain(given, count) {
      const own = rows(given, count);
      return {
        values: readOff(found.values(own, count), linear.outputs, readings, players),
        predictions: readScores(predictLinear(linear, own, count), linear.outputs, readings),
        interactions: null,
      };
    },
  };
}

/** Rows in which missing values are what the model takes in their place. */
function filled({ columns, missing, precision }: Linear, rows: Float32Array | Float64Array): Float64Array {
  return Float64Array.from(rows, (value, at) => {
    const x = missing !== null && Number.isNaN(value) ? missing[at % columns] : value;
    return precision === 'float32' ? Math.fround(x) : x;
  });
}

const invalid = (text: string): OrielError => new OrielError('request-invalid', { text });
