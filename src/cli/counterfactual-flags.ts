import { languages } from '../catalogue/languages.ts';
import type { MessageKey, MessageValues } from '../catalogue/message.ts';
import { CHANGE_MILLISECONDS, limits } from '../limits.ts';

/** An option of `oriel counterfactual`, and the text of its help. */
export interface ChangeFlag {
  readonly name: string;
  /** What stands behind it in the help; null for a switch. */
  readonly value: string | null;
  readonly help: MessageKey;
  readonly helpValues: MessageValues;
}

const flag = (name: string, value: string | null, help: MessageKey, helpValues: MessageValues = {}): ChangeFlag => ({
  name,
  value,
  help,
  helpValues,
});

const [leastSeed, mostSeed] = limits.seed;
const [leastWays, mostWays] = limits.ways;

export const changeFlags: readonly ChangeFlag[] = [
  flag('model', 'F', 'cli.flags.model'),
  flag('data', 'F', 'cli.change.data'),
  flag('row', 'I', 'cli.change.row'),
  flag('card', 'F', 'cli.flags.card'),
  flag('target', 'COL', 'cli.flags.target'),
  flag('to', 'CLASS|RANGE', 'cli.change.to'),
  flag('count', 'N', 'cli.change.count', { least: leastWays, most: mostWays }),
  flag('most', 'N', 'cli.change.most'),
  flag('fix', 'C,...', 'cli.change.fix'),
  flag('free', 'C,...', 'cli.change.free'),
  flag('only-up', 'C,...', 'cli.change.onlyUp'),
  flag('only-down', 'C,...', 'cli.change.onlyDown'),
  flag('range', 'C=A..B', 'cli.change.range'),
  flag('step', 'C=N', 'cli.change.step'),
  flag('cost', 'C=N', 'cli.change.cost'),
  flag('together', 'C,C', 'cli.change.together'),
  flag('missing', null, 'cli.change.missing'),
  flag('plausible', null, 'cli.change.plausible'),
  flag('budget-ms', 'N', 'cli.change.budget', { standard: CHANGE_MILLISECONDS }),
  flag('output-tensor', 'NAME', 'cli.flags.output-tensor'),
  flag('trees', 'all|best', 'cli.flags.trees'),
  flag('sheet', 'NAME', 'cli.flags.sheet'),
  flag('levels', 'sorted|seen|fitting', 'cli.flags.levels'),
  flag('seed', 'N', 'cli.flags.seed', { least: leastSeed, most: mostSeed }),
  flag('workers', 'N', 'cli.flags.workers'),
  flag('lang', 'TAG', 'cli.flags.lang', { tags: Object.keys(languages) }),
  flag('json', null, 'cli.flags.json'),
  flag('help', null, 'cli.flags.help'),
];
