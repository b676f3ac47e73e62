import { CHANGE_MILLISECONDS, limits } from '../limits.ts';
import { type CommandOption, openingOptions, option } from './command-options.ts';
import { SEGMENTS } from './explain-flags.ts';

const [leastWays, mostWays] = limits.ways;
const [leastPercent, mostPercent] = limits.precision.map((share) => Math.floor(100 * share));
const [leastExamples, mostExamples] = limits.examples;
const [leastSegments, mostSegments] = limits.segments;

/** The options of `oriel counterfactual`. */
export const changeFlags: readonly CommandOption[] = [
  option('model', 'F', 'cli.flags.model'),
  option('data', 'F', 'cli.change.data'),
  option('row', 'I', 'cli.change.row'),
  option('text', '"..."', 'cli.parts.text'),
  option('image', 'F', 'cli.parts.image'),
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
  option('swap', null, 'cli.parts.swap'),
  option('players', 'WHAT', 'cli.parts.players'),
  option('vocabulary', 'F', 'cli.flags.vocabulary'),
  option('segments', 'N', 'cli.flags.segments', { least: leastSegments, most: mostSegments, standard: SEGMENTS }),
  option('fill', 'HOW', 'cli.flags.fill'),
  option('tipping', null, 'cli.change.tipping'),
  option('rule', null, 'cli.change.rule'),
  option('precision', 'N', 'cli.change.precision', { least: leastPercent, most: mostPercent }),
  option('examples', 'N', 'cli.change.examples', { least: leastExamples, most: mostExamples }),
  option('budget-ms', 'N', 'cli.change.budget', { standard: CHANGE_MILLISECONDS }),
  ...openingOptions,
  option('json', null, 'cli.flags.json'),
  option('help', null, 'cli.flags.help'),
];
