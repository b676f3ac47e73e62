import { languages } from '../catalogue/languages.ts';
import type { MessageKey, MessageValues } from '../catalogue/message.ts';
import type { OptionSpec } from '../explainers/explainer.ts';
import { explainers } from '../explainers/index.ts';
import { limits } from '../limits.ts';
import { formNames } from '../records/forms/index.ts';

/** How an option is spelled: parser and help are made from this. */
export interface Flag {
  readonly name: string;
  /** What stands behind it in the help; null for a switch. */
  readonly value: string | null;
  readonly aliases: readonly string[];
}

/** An option that is not an explainer's own. Its help is `cli.flags.<name>` in the catalogue. */
export interface CommandFlag extends Flag {
  readonly name: FlagName;
  /** What its help names. */
  readonly helpValues: MessageValues;
}

type NameIn<Key> = Key extends `cli.flags.${infer Name}` ? Name : never;
export type FlagName = NameIn<MessageKey>;

interface FlagDetails {
  /** shap's and lime's names for it. */
  readonly aliases?: readonly string[];
  readonly helpValues?: MessageValues;
}

const flag = (
  name: FlagName,
  value: string | null,
  { aliases = [], helpValues = {} }: FlagDetails = {},
): CommandFlag => ({ name, value, aliases, helpValues });

const range = ([least, most]: readonly [number, number]): MessageValues => ({ least, most });

/** Segments of a picture where only its filling is chosen. */
export const SEGMENTS = 50;

export const flags: readonly CommandFlag[] = [
  flag('model', 'F'),
  flag('data', 'F'),
  flag('row', 'I|I-J'),
  flag('image', 'F'),
  flag('text', '"..."'),
  flag('card', 'F'),
  flag('target', 'COL'),
  flag('background', 'N|F', {
    helpValues: { ...range(limits.backgroundRows), conditional: limits.conditionalRows[1] },
  }),
  flag('absent', 'marginal|conditional', { helpValues: { rows: limits.conditionalRows[1] } }),
  flag('imputer', 'gaussian-copula|nearest-rows'),
  flag('draws', 'N', { helpValues: range(limits.draws) }),
  flag('groups', 'F'),
  flag('segments', 'N', { helpValues: { ...range(limits.segments), standard: SEGMENTS } }),
  flag('fill', 'HOW'),
  flag('vocabulary', 'F'),
  flag('players', 'WHAT'),
  flag('hide', 'HOW'),
  flag('window', 'N'),
  flag('explainer', 'NAME'),
  flag('reasons', 'N', { helpValues: range(limits.reasons) }),
  flag('reference', 'all|approved'),
  flag('samples', 'N', { aliases: ['nsamples', 'num_samples'] }),
  flag('error', 'X'),
  flag('budget-ms', 'N'),
  flag('output', 'NAME|all'),
  flag('output-tensor', 'NAME'),
  flag('trees', 'all|best'),
  flag('sheet', 'NAME'),
  flag('levels', 'sorted|seen|fitting'),
  flag('link', 'L'),
  flag('space', 'S', { aliases: ['model_output'] }),
  flag('seed', 'N', { helpValues: range(limits.seed) }),
  flag('workers', 'N'),
  flag('lang', 'TAG', { helpValues: { tags: Object.keys(languages) } }),
  flag('log', 'F'),
  flag('record', 'F'),
  flag('json', null),
  flag('csv', null),
  flag('as', formNames.join('|')),
  flag('help', null),
];

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** An explainer's own option, as the command line spells it. Explainers may share one. */
export interface ExplainerFlag extends Flag {
  /** Its key in the explainer's options. */
  readonly option: string;
  /** The option's description by each explainer that has it. */
  readonly specs: ReadonlyMap<string, OptionSpec>;
}

/** What stands behind an option in the help; null for a switch. */
export const valueText = (spec: OptionSpec): string | null =>
  spec.type === 'boolean' ? null : spec.type === 'choice' ? spec.choices.join('|') : 'N';

export const explainerFlags: readonly ExplainerFlag[] = collectExplainerFlags();

function collectExplainerFlags(): ExplainerFlag[] {
  const found = new Map<string, ExplainerFlag>();
  for (const explainer of explainers) {
    for (const [option, spec] of Object.entries(explainer.options)) {
      const name = kebab(option);
      const known = found.get(name);
      if (known) {
        found.set(name, { ...known, specs: new Map([...known.specs, [explainer.name, spec]]) });
        continue;
      }
      const spellings = [option, spec.alias].filter((alias) => alias !== undefined && alias !== name);
      const aliases = [...new Set(spellings)] as string[];
      found.set(name, { name, value: valueText(spec), aliases, option, specs: new Map([[explainer.name, spec]]) });
    }
  }
  return [...found.values()];
}
