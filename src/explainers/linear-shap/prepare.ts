import { type Message, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { Numbers } from '../../numerics/numbers.ts';
import { type Linear, predictLinear } from '../../structures/linear.ts';
import { columnPlayers, encodedRows } from '../../structures/structure.ts';
import type { OptionValues, PreparedStructure, StructureContext } from '../explainer.ts';
import { readingsOf, readOff, readScores } from '../shared/structural.ts';
import { correlatedValues, independentValues } from './linear-values.ts';

/** The Shapley values of the selected answers, which must be linear in the model's scores. */
export function prepare(context: StructureContext, options: OptionValues): PreparedStructure {
  const { structure, selected, space, background, playerOf, players, random } = context;
  if (structure.kind !== 'linear')
    throw invalid(message('explaining.needs', { name: 'linear-shap', structure: 'linear' }));
  const readings = readingsOf(structure, selected, space);
  if (!readings)
    throw invalid(
      space === 'logit' ? message('explaining.logit', { name: 'linear-shap' }) : message('explaining.linearScores'),
    );
  const { linear } = structure;
  const rows = (given: Numbers, count: number) => filled(linear, encodedRows(structure, given, count));
  const known = { rows: rows(background.data, background.count), count: background.count };
  const of = { playerOf: columnPlayers(structure, playerOf), players };
  const correlated = options.perturbation === 'correlated' ? correlatedValues(linear, known, { ...of, random }) : null;
  const found = correlated ?? independentValues(linear, known, of);
  return {
    base: readScores(found.base, linear.outputs, readings),
    exact: correlated?.exact ?? true,
    note: correlated?.exact === false ? message('explaining.drawnOrders') : null,
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

/** Rows with missing values replaced by what the model takes in their place. */
function filled({ columns, missing, precision }: Linear, rows: Numbers): Float64Array {
  return Float64Array.from(rows, (value, at) => {
    const x = missing !== null && Number.isNaN(value) ? missing[at % columns] : value;
    return precision === 'float32' ? Math.fround(x) : x;
  });
}

const invalid = (text: Message): OrielError => new OrielError('request-invalid', { text });
