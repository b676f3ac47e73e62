import { version } from '../../package.json';
import { explainers } from '../explainers/index.ts';
import { cliWords as words } from '../words/en.ts';
import { explainerFlags, type Flag, flags, valueText } from './flags.ts';

const WIDTH = 96;

/** `term` in a column of its own, its text wrapped beside it. */
function entry(term: string, text: string, column: number): string {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines[lines.length - 1];
    if (line !== '' && line.length + 1 + word.length > WIDTH - column) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  const head = `  ${term}`;
  const first = head.length + 2 > column ? `${head}\n${' '.repeat(column)}` : head.padEnd(column);
  return first + lines.join(`\n${' '.repeat(column)}`);
}

const spelling = (flag: Flag): string => `--${flag.name}${flag.value === null ? '' : ` ${flag.value}`}`;
const also = (flag: Flag): string => {
  const other = flag.aliases.filter((alias) => alias.includes('_') || alias === 'nsamples');
  return other.length === 0 ? '' : ` ${words.also(other.map((alias) => `--${alias}`).join(', '))}`;
};

/** Text of `oriel --help`. */
export function overview(): string {
  return `oriel ${version}: ${words.tagline}\n\n${words.usage}\n  oriel explain --model F (--data F.csv --row I | --image F | --text "...") [options]\n\n${words.seeExplain}\n`;
}

/** Text of `oriel explain --help`; explainers and their options describe themselves. */
export function explainHelp(): string {
  const column = 24;
  const own = explainers.flatMap((explainer) => {
    const mine = explainerFlags.flatMap((flag) => {
      const spec = flag.specs.get(explainer.name);
      return spec ? [{ flag: { ...flag, value: valueText(spec), help: spec.help }, spec }] : [];
    });
    if (mine.length === 0) return [];
    return [
      `\n${words.optionsOf(explainer.name)}`,
      ...mine.map(({ flag, spec }) =>
        entry(spelling(flag), `${flag.help} ${words.standard(String(spec.default))}${also(flag)}`, column),
      ),
    ];
  });
  return [
    words.usage,
    '  oriel explain --model F --data F.csv --row I [options]',
    '  oriel explain --model F --image F [options]',
    '  oriel explain --model F --text "..." --card F [options]',
    `\n${words.optionsTitle}`,
    ...flags.map((flag) => entry(spelling(flag), flag.help + also(flag), column)),
    `\n${words.explainersTitle}`,
    entry('auto', words.auto, column),
    ...explainers.map(({ name, help }) => entry(name, help, column)),
    ...own,
    `\n${words.exitTitle}`,
    `  ${words.exits}`,
    '',
  ].join('\n');
}
