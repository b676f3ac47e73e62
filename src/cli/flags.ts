import type { OptionSpec } from '../explainers/explainer.ts';
import { explainers } from '../explainers/index.ts';
import { cliWords as words } from '../words/en.ts';

/** One option of `oriel explain`: parser and help are made from this. */
export interface Flag {
  readonly name: string;
  /** What stands behind it in the help; null for a switch. */
  readonly value: string | null;
  readonly help: string;
  readonly aliases: readonly string[];
}

const flag = (name: keyof typeof words.flags, value: string | null, ...aliases: string[]): Flag => ({
  name,
  value,
  help: words.flags[name],
  aliases,
});

/** Options that are not an explainer's own. Aliases are the names of shap's and lime's. */
export const flags: readonly Flag[] = [
  flag('model', 'F'),
  flag('data', 'F.csv'),
  flag('row', 'I|I-J'),
  flag('image', 'F'),
  flag('text', '"..."'),
  flag('card', 'F'),
  flag('target', 'COL'),
  flag('background', 'N|F.csv'),
  flag('groups', 'F'),
  flag('segments', 'N'),
  flag('fill', 'HOW'),
  flag('vocabulary', 'F'),
  flag('players', 'WHAT'),
  flag('hide', 'HOW'),
  flag('window', 'N'),
  flag('explainer', 'NAME'),
  flag('samples', 'N', 'nsamples', 'num_samples'),
  flag('error', 'X'),
  flag('budget-ms', 'N'),
  flag('output', 'NAME|all'),
  flag('link', 'L'),
  flag('space', 'S', 'model_output'),
  flag('seed', 'N'),
  flag('workers', 'N'),
  flag('json', null),
  flag('help', null),
];

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** An explainer's own option, as the command line spells it. Explainers may share one. */
export interface ExplainerFlag extends Flag {
  /** Its key in the explainer's options. */
  readonly option: string;
  /** What each explainer that has it says of it. */
  readonly specs: ReadonlyMap<string, OptionSpec>;
}

/** What stands behind an option in the help; null for a switch. */
export const valueText = (spec: OptionSpec): string | null =>
  spec.type === 'boolean' ? null : spec.type === 'choice' ? spec.choices.join('|') : 'N';

export const explainerFlags: readonly ExplainerFlag[] = collect();

function collect(): ExplainerFlag[] {
  const found = new Map<string, ExplainerFlag>();
  for (const explainer of explainers) {
    for (const [option, spec] of Object.entries(explainer.options)) {
      const name = kebab(option);
      const known = found.get(name);
      if (known) {
        found.set(name, { ...known, specs: new Map([...known.specs, [explainer.name, spec]]) });
        continue;
      }
      const aliases = [
        ...new Set([option, spec.alias].filter((alias) => alias !== undefined && alias !== name)),
      ] as string[];
      found.set(name, {
        name,
        value: valueText(spec),
        help: spec.help,
        aliases,
        option,
        specs: new Map([[explainer.name, spec]]),
      });
    }
  }
  return [...found.values()];
}
