import { CHANGE_MILLISECONDS, limits } from '../limits.ts';
import { type CommandOption, openingOptions, option } from './command-options.ts';

const [leastWays, mostWays] = limits.ways;

/** The options of `oriel counterfactual`. */
export const changeFlags: readonly CommandOption[] = [
  option('model', 'F', 'cli.flags.model'),
  option('data', 'F', 'cli.change.data'),
  option('row', 'I', 'cli.change.row'),
  option('card', 'F', 'cli.flags.card'),
  option('target', 'COL', 'cli.flags.target'),
  option('to', 'CLASS|RANGE', 'cli.change.to'),
  option('count', 'N', 'cli.change.count', { least: leastWays, most: mostWays }),
  option('most', 'N', 'cli.change.most'),
  option('fix', 'C,...', 'cli.change.fix'),
  option('free', 'C,...', 'cli.change.free'),
  option('only-up', 'C,...', 'cli.change.onlyUp'),
  option('only-down', 'C,...', 'cli.change.onlyDown'),
  option('range', 'C=A..B', 'cli.change.range'),
  option('step', 'C=N', 'cli.change.step'),
  option('cost', 'C=N', 'cli.change.cost'),
  option('together', 'C,C', 'cli.change.together'),
  option('missing', null, 'cli.change.missing'),
  option('plausible', null, 'cli.change.plausible'),
  option('budget-ms', 'N', 'cli.change.budget', { standard: CHANGE_MILLISECONDS }),
  ...openingOptions,
  option('json', null, 'cli.flags.json'),
  option('help', null, 'cli.flags.help'),
];
