import { OrielError } from '../errors.ts';
import type { OptionSpec } from '../explainers/explainer.ts';
import { readChoice as chosenOption } from '../explainers/options.ts';
import { explainerFlags } from './explain-flags.ts';
import type { Given } from './explain-given.ts';
import { usage } from './parser-error.ts';

/**
 * The explainer's own options, by its own names. Throws `usage-unknown` for another explainer's and
 * for values out of bounds, `usage-contradiction`.
 */
export function readOptions(given: Given, explainer: string): Record<string, string | boolean> {
  const options: Record<string, string | boolean> = {};
  for (const flag of explainerFlags) {
    const value = given.values.get(flag.name);
    if (value === undefined) continue;
    const spec = flag.specs.get(explainer);
    // Explainers without this option always take absent columns from the background.
    if (!spec && flag.name === 'perturbation' && value === 'interventional') continue;
    if (!spec)
      throw usage('cli.othersOption', {
        name: given.spelled.get(flag.name) ?? flag.name,
        explainer,
        owners: [...flag.specs.keys()],
      });
    if (spec.type === 'choice') {
      const chosen = chosenOption(spec, value);
      if (!chosen) throw usage('cli.notChoice', { name: flag.name, choices: spec.choices, value: String(value) });
      const other = chosen.number && explainerFlags.find(({ option }) => option === chosen.number?.option);
      if (other && given.values.has(other.name))
        throw new OrielError('usage-contradiction', { first: `--${flag.name} ${value}`, second: `--${other.name}` });
      if (chosen.number) checkNumber(flag.name, other?.specs.get(explainer), chosen.number.value);
    }
    checkNumber(flag.name, spec, value);
    options[flag.option] = value;
  }
  return options;
}

function checkNumber(name: string, spec: OptionSpec | undefined, value: string | boolean): void {
  if (spec?.type !== 'number' && spec?.type !== 'integer') return;
  const number = value === '' ? Number.NaN : Number(value);
  const fits = number >= spec.min && number <= spec.max && (spec.type === 'number' || Number.isInteger(number));
  if (!fits) throw usage('cli.notNumber', { name, least: spec.min, most: spec.max, value: String(value) });
}
