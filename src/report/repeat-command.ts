import type { Explanation } from '../records/record.ts';
import { repeatedBudget } from '../records/repeated-budget.ts';

/** What stands for a file whose name a record does not say. */
const FILES = {
  model: 'MODEL',
  data: 'DATA.csv',
  background: 'BACKGROUND.csv',
  groups: 'GROUPS.json',
  card: 'CARD.json',
  picture: 'PHOTO',
  text: 'TEXT.txt',
} as const;

/** A word as a POSIX shell takes it. */
const quoted = (text: string): string => (/^[\w./:=,+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The command that explains the same anew, part by part; words in capitals stand for files. */
export function repeatCommand(record: Explanation, hasCard: boolean): string[] {
  const { explainer, space, outputs, seed, groups } = record;
  const options = Object.entries(explainer.options).flatMap(([name, value]) => {
    // A record may come from anybody, and somebody may paste this.
    if (!/^[a-z][A-Za-z0-9]*$/.test(name)) return [];
    if (typeof value === 'boolean') return [`--${kebab(name)}=${value}`];
    return [`--${kebab(name)} ${quoted(String(value))}`];
  });
  return [
    `oriel explain --model ${FILES.model}`,
    ...inputOf(record),
    ...(hasCard ? [`--card ${FILES.card}`] : []),
    ...backgroundOf(record),
    ...(groups ? [`--groups ${FILES.groups}`] : []),
    `--explainer ${quoted(explainer.name)}`,
    ...options,
    ...budgetOf(record),
    `--space ${space}`,
    ...outputs.map((output) => `--output ${quoted(output)}`),
    `--seed ${seed}`,
    '--json',
  ];
}

function budgetOf(record: Explanation): string[] {
  const { samples, error } = repeatedBudget(record);
  return [
    ...(samples === undefined ? [] : [`--samples ${samples}`]),
    ...(error === undefined ? [] : [`--error ${error}`]),
  ];
}

function inputOf({ input }: Explanation): string[] {
  if (input.kind === 'tabular') {
    const players = input.sequence ? [`--players ${quoted(input.sequence.players)}`] : [];
    const drawn = input.absent
      ? [`--absent ${input.absent.kind}`, `--imputer ${input.absent.imputer}`, `--draws ${input.absent.draws}`]
      : [];
    return [`--data ${FILES.data}`, `--row ${input.row ?? 'ROW'}`, ...players, ...drawn];
  }
  if (input.kind === 'image')
    return [`--image ${input.file === null ? FILES.picture : quoted(input.file)}`, `--fill ${quoted(input.fill)}`];
  return [`--text "$(cat ${FILES.text})"`, `--hide ${quoted(input.absent)}`];
}

function backgroundOf({ background }: Explanation): string[] {
  if (!background) return [];
  const drawn = background.method === 'sample' || background.method === 'k-means';
  return [`--background ${drawn ? background.rows : FILES.background}`];
}
