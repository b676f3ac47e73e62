import { languages } from '../catalogue/languages.ts';
import type { MessageKey, MessageValues } from '../catalogue/message.ts';
import { limits } from '../limits.ts';

/** An option of `oriel inspect`, and the text of its help. */
export interface InspectFlag {
  readonly name: string;
  /** What stands behind it in the help; null for a switch. */
  readonly value: string | null;
  readonly help: MessageKey;
  readonly helpValues: MessageValues;
}

const flag = (name: string, value: string | null, help: MessageKey, helpValues: MessageValues = {}): InspectFlag => ({
  name,
  value,
  help,
  helpValues,
});

const [leastSeed, mostSeed] = limits.seed;

export const inspectFlags: readonly InspectFlag[] = [
  flag('model', 'F', 'cli.flags.model'),
  flag('data', 'F', 'cli.inspect.data'),
  flag('card', 'F', 'cli.inspect.card'),
  flag('target', 'COL', 'cli.flags.target'),
  flag('protected', 'C,...', 'cli.inspect.protected'),
  flag('rows', 'N', 'cli.inspect.rows'),
  flag('explained', 'N', 'cli.inspect.explained'),
  flag('output', 'NAME', 'cli.inspect.output'),
  flag('threshold', 'X', 'cli.inspect.threshold'),
  flag('cost', 'A:B', 'cli.inspect.cost'),
  flag('curves', 'N', 'cli.inspect.curves'),
  flag('space', 'output|logit|raw', 'cli.inspect.space'),
  flag('output-tensor', 'NAME', 'cli.flags.output-tensor'),
  flag('trees', 'all|best', 'cli.flags.trees'),
  flag('sheet', 'NAME', 'cli.flags.sheet'),
  flag('levels', 'sorted|seen|fitting', 'cli.flags.levels'),
  flag('seed', 'N', 'cli.flags.seed', { least: leastSeed, most: mostSeed }),
  flag('workers', 'N', 'cli.flags.workers'),
  flag('lang', 'TAG', 'cli.flags.lang', { tags: Object.keys(languages) }),
  flag('json', null, 'cli.inspect.json'),
  flag('help', null, 'cli.flags.help'),
];
