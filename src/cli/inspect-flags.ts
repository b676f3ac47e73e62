import { type CommandOption, openingOptions, option } from './command-options.ts';

/** The options of `oriel inspect`. */
export const inspectFlags: readonly CommandOption[] = [
  option('model', 'F', 'cli.flags.model'),
  option('data', 'F', 'cli.inspect.data'),
  option('card', 'F', 'cli.inspect.card'),
  option('target', 'COL', 'cli.flags.target'),
  option('protected', 'C,...', 'cli.inspect.protected'),
  option('rows', 'N', 'cli.inspect.rows'),
  option('explained', 'N', 'cli.inspect.explained'),
  option('output', 'NAME', 'cli.inspect.output'),
  option('threshold', 'X', 'cli.inspect.threshold'),
  option('cost', 'A:B', 'cli.inspect.cost'),
  option('curves', 'N', 'cli.inspect.curves'),
  option('space', 'output|logit|raw', 'cli.inspect.space'),
  option('against', 'F', 'cli.inspect.against'),
  option('against-model', 'F', 'cli.inspect.againstModel'),
  option('against-card', 'F', 'cli.inspect.againstCard'),
  ...openingOptions,
  option('out', 'F', 'cli.inspect.out'),
  option('json', null, 'cli.inspect.json'),
  option('help', null, 'cli.flags.help'),
];
