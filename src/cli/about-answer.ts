import type { Language } from '../catalogue/language.ts';
import { message } from '../catalogue/message.ts';
import type { Card } from '../data/card.ts';
import { OrielError } from '../errors.ts';
import type { ChangeTarget, CounterfactualJob, Examples, Oriel, OrielModel, Rule } from '../library/index.ts';
import { isProtected } from '../wording/answer-sentence.ts';
import { markedWords, remarkOn } from '../wording/display.ts';
import { differences, examplesCompared, exampleTitle } from '../wording/examples-words.ts';
import { ruleRemarks, ruleSentence } from '../wording/rule-words.ts';
import type { CounterfactualCommand } from './counterfactual-args.ts';
import { whileAlive } from './patience.ts';
import type { Line, Terminal } from './terminal.ts';

interface Asked {
  readonly command: CounterfactualCommand;
  readonly model: OrielModel;
  readonly oriel: Oriel;
  readonly terminal: Terminal;
  /** What --to says. */
  readonly to: ChangeTarget | null;
}

/** `oriel counterfactual --rule` and `--examples`: what else is said of the answer to a row. */
export async function aboutAnswer({ command, model, oriel, terminal, to }: Asked): Promise<void> {
  const { row, seed, milliseconds, json } = command;
  if (to && 'class' in to)
    throw new OrielError('usage-contradiction', {
      first: command.rule === null ? '--examples' : '--rule',
      second: '--to',
    });
  const options = {
    seed,
    backend: 'wasm',
    ...(milliseconds !== null && { milliseconds }),
    ...(to && { within: to }),
  } as const;
  const { card } = model.facts;
  const print = async <R>(job: CounterfactualJob<R>, lines: (record: R) => Line[]): Promise<void> => {
    job.on('progress', ({ calls, milliseconds: spent }) =>
      terminal.progress(message('cli.change.asking', { calls, seconds: Math.round(spent / 100) / 10 })),
    );
    const record = await whileAlive(job.result, oriel);
    await (json ? terminal.printJson(record) : terminal.print(lines(record)));
  };
  if (command.rule !== null)
    return print(model.rule(row, { ...options, precision: command.rule }), (record) =>
      ruleLines(record, card, terminal.language),
    );
  return print(model.examples(row, { ...options, count: command.examples ?? undefined }), (record) =>
    examplesLines(record, card, terminal.language),
  );
}

const heading = (card: Card, { input }: Rule | Examples, language: Language): Line => {
  const { say } = language;
  const shown = input.row === null ? say('cli.values') : say('cli.row', { row: input.row });
  return [{ text: say('cli.heading', { model: markedWords(card, language).name, input: shown }), style: 'bold' }];
};

const footer = ({ calls, milliseconds, stopped }: Rule | Examples, { say }: Language): Line => [
  { text: say('cli.change.footer', { calls, seconds: Math.round(milliseconds / 100) / 10, stopped }), style: 'dim' },
];

function ruleLines(record: Rule, card: Card, language: Language): Line[] {
  const names = record.conditions.map(({ column }) => column).filter((name) => isProtected(card, [name]));
  const remark = remarkOn(names, card, language);
  return [
    heading(card, record, language),
    ruleSentence(record, markedWords(card, language), language),
    '',
    ...ruleRemarks(record, language),
    ...(remark ? [remark] : []),
    footer(record, language),
  ];
}

function examplesLines(record: Examples, card: Card, language: Language): Line[] {
  const words = markedWords(card, language);
  const { say } = language;
  const part = (kind: 'same' | 'other'): Line[] => [
    '',
    [{ text: say(kind === 'same' ? 'chart.change.examples.same' : 'chart.change.examples.other'), style: 'bold' }],
    ...(record[kind].length === 0 ? [`  ${say('chart.change.examples.none')}`] : []),
    ...record[kind].flatMap((example): Line[] => {
      const unlike = differences(record, example, words, language);
      return [
        `  ${exampleTitle(record, example, words, language)}`,
        ...(unlike.length === 0 ? [`    ${say('chart.change.examples.alike')}`] : []),
        ...unlike.map(({ column, own, other }): Line => [`    ${column}  ${own} → `, { text: other, style: 'toward' }]),
      ];
    }),
  ];
  return [
    heading(card, record, language),
    ...part('same'),
    ...part('other'),
    '',
    examplesCompared(record, language),
    footer(record, language),
  ];
}
