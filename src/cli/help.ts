import { version } from '../../package.json';
import type { Language } from '../catalogue/language.ts';
import { explainers } from '../explainers/index.ts';
import { explainerKey, optionKey } from '../explainers/keys.ts';
import { formNames } from '../records/forms/index.ts';
import type { Topic } from './args.ts';
import { batchFlags, notOfBatches } from './batch-flags.ts';
import type { CommandOption } from './command-options.ts';
import { changeFlags } from './counterfactual-flags.ts';
import { explainerFlags, type Flag, flags, valueText } from './explain-flags.ts';
import { inspectFlags } from './inspect-flags.ts';
import { logFlags } from './log-args.ts';
import { reportFlags } from './report-args.ts';
import { serveFlags } from './serve-args.ts';
import { verifyFlags } from './verify-args.ts';

const WIDTH = 96;
const COLUMN = 24;

/** A text in lines that are indented by `indent`. */
function wrapped(text: string, indent: number): string {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines[lines.length - 1];
    if (line !== '' && line.length + 1 + word.length > WIDTH - indent) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}

/** `term` in a column of its own, its text wrapped beside it. */
function entry(term: string, text: string): string {
  const head = `  ${term}`;
  const first = head.length + 2 > COLUMN ? `${head}\n${' '.repeat(COLUMN)}` : head.padEnd(COLUMN);
  return first + wrapped(text, COLUMN);
}

const spelling = (name: string, value: string | null): string => `--${name}${value === null ? '' : ` ${value}`}`;

/** Other libraries' names for an option, without spellings that only differ in their hyphens. */
function otherNames(flag: Flag, language: Language): string {
  const names = flag.aliases.filter((alias) => alias.includes('_') || alias === 'nsamples');
  return names.length === 0 ? '' : ` ${language.say('cli.also', { names: names.map((name) => `--${name}`) })}`;
}

/** The help on a topic. */
export function helpOn(topic: Topic, language: Language): string {
  if (topic === 'explain') return explainHelp(language);
  if (topic === 'batch') return batchHelp(language);
  if (topic === 'verify')
    return commandHelp('oriel verify BUNDLE|RECORDS|REPORT|LOG [--model F --data F]', verifyFlags, language);
  if (topic === 'log')
    return commandHelp('oriel log F [--note TEXT | --decision TEXT [--record ID]]', logFlags, language);
  if (topic === 'report') return commandHelp('oriel report RECORDS... --out F.html', reportFlags, language);
  if (topic === 'serve') {
    const also = `\n${wrapped(language.say('cli.serve.kserve'), 0)}`;
    return `${commandHelp('oriel serve --models DIR', serveFlags, language)}\n${also}`;
  }
  if (topic === 'inspect') return commandHelp('oriel inspect --model F --data F [--card F]', inspectFlags, language);
  if (topic === 'counterfactual')
    return commandHelp(
      'oriel counterfactual --model F (--data F --row I | --text "..." | --image F)',
      changeFlags,
      language,
    );
  return overview(language);
}

/** Text of `oriel --help`. */
function overview(language: Language): string {
  const options = `[${language.say('cli.optionsPlaceholder')}]`;
  return [
    `oriel ${version}: ${language.say('cli.tagline')}`,
    '',
    language.say('cli.usage'),
    `  oriel explain --model F (--data F --row I | --image F | --text "...") ${options}`,
    '  oriel explain --record F',
    `  oriel batch --model F --data F --out DIR ${options}`,
    `  oriel counterfactual --model F (--data F --row I | --text "..." | --image F) ${options}`,
    `  oriel inspect --model F --data F ${options}`,
    `  oriel verify BUNDLE|RECORDS|REPORT|LOG ${options}`,
    `  oriel log F ${options}`,
    `  oriel report RECORDS... --out F.html ${options}`,
    `  oriel serve --models DIR ${options}`,
    '',
    language.say('cli.seeExplain'),
    language.say('cli.seeBatch'),
    language.say('cli.seeCounterfactual'),
    language.say('cli.seeInspect'),
    language.say('cli.seeVerify'),
    language.say('cli.seeLog'),
    language.say('cli.seeReport'),
    language.say('cli.seeServe'),
  ].join('\n');
}

/** Text of `oriel explain --help`; explainers and their options are described in the catalogue. */
function explainHelp(language: Language): string {
  const options = `[${language.say('cli.optionsPlaceholder')}]`;
  return [
    language.say('cli.usage'),
    `  oriel explain --model F --data F --row I ${options}`,
    `  oriel explain --model F --image F ${options}`,
    `  oriel explain --model F --text "..." --card F ${options}`,
    `  oriel explain --record F [--json|--csv|--as ${formNames.join('|')}]`,
    `\n${language.say('cli.optionsTitle')}`,
    ...flags.map((flag) => {
      const help = language.say(`cli.flags.${flag.name}`, flag.helpValues);
      return entry(spelling(flag.name, flag.value), help + otherNames(flag, language));
    }),
    `\n${language.say('cli.explainersTitle')}`,
    entry('auto', language.say('cli.auto')),
    ...explainers.map(({ name }) => entry(name, language.say(explainerKey(name, 'help')))),
    ...explainers.flatMap(({ name }) => optionsOf(name, language)),
    `\n${language.say('cli.exitTitle')}`,
    `  ${wrapped(language.say('cli.exits'), 2)}`,
  ].join('\n');
}

/** Text of `oriel batch --help`; how rows are explained is said by that of `oriel explain`. */
function batchHelp(language: Language): string {
  const options = `[${language.say('cli.optionsPlaceholder')}]`;
  const shared = flags.filter(({ name }) => !notOfBatches.includes(name) && name !== 'help');
  return [
    language.say('cli.usage'),
    `  oriel batch --model F --data F --out DIR ${options}`,
    '  oriel batch --join DIR... [--out DIR]',
    `\n${language.say('cli.optionsTitle')}`,
    ...batchFlags.map(({ name, value, help, helpValues }) =>
      entry(spelling(name, value), language.say(help, helpValues)),
    ),
    `\n${language.say('cli.batch.shared')}`,
    ...shared.map(({ name, value, aliases, helpValues }) =>
      entry(
        spelling(name, value),
        language.say(`cli.flags.${name}`, helpValues) + otherNames({ name, value, aliases }, language),
      ),
    ),
    `\n${wrapped(language.say('cli.batch.seeExplainers'), 0)}`,
    `\n${language.say('cli.exitTitle')}`,
    `  ${wrapped(language.say('cli.exits'), 2)}`,
  ].join('\n');
}

/** Text of the help on a command without explainers' options. */
function commandHelp(usage: string, options: readonly CommandOption[], language: Language): string {
  return [
    language.say('cli.usage'),
    `  ${usage} [${language.say('cli.optionsPlaceholder')}]`,
    `\n${language.say('cli.optionsTitle')}`,
    ...options.map(({ name, value, help, helpValues }) => entry(spelling(name, value), language.say(help, helpValues))),
    `\n${language.say('cli.exitTitle')}`,
    `  ${wrapped(language.say('cli.exits'), 2)}`,
  ].join('\n');
}

function optionsOf(explainer: string, language: Language): string[] {
  const entries = explainerFlags.flatMap((flag) => {
    const spec = flag.specs.get(explainer);
    if (!spec) return [];
    const help = language.say(optionKey(explainer, flag.option, 'help'));
    const standard = language.say('cli.standard', { value: String(spec.default) });
    return [entry(spelling(flag.name, valueText(spec)), `${help} ${standard}${otherNames(flag, language)}`)];
  });
  return entries.length === 0 ? [] : [`\n${language.say('cli.optionsOf', { name: explainer })}`, ...entries];
}
