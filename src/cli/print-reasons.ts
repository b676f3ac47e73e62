import { isolated } from '../catalogue/isolate.ts';
import type { Language } from '../catalogue/language.ts';
import { message } from '../catalogue/message.ts';
import type { Card } from '../data/card.ts';
import { cardWords } from '../data/card-words.ts';
import type { ExplainOptions, Oriel, OrielModel, Range } from '../library/index.ts';
import type { Reasons } from '../records/reasons.ts';
import type { Explanation } from '../records/record.ts';
import { remarkOn } from '../wording/display.ts';
import { reasonLines, reasonsTitle, reasonsUnit } from '../wording/reasons-words.ts';
import type { ExplainCommand } from './explain-args.ts';
import { whileAlive } from './patience.ts';
import type { Line, Terminal } from './terminal.ts';
import { padEnd, padStart, widthOf } from './terminal-text.ts';

/** What reasons are asked for. */
interface Asked {
  readonly model: OrielModel;
  readonly source: Range;
  readonly reasons: NonNullable<ExplainCommand['reasons']>;
  readonly json: boolean;
}

interface Tools {
  readonly terminal: Terminal;
  readonly oriel: Oriel;
  /** Hears of each explanation before its reasons are written. */
  readonly log: (records: readonly Explanation[]) => Promise<void>;
}

/** Writes the principal reasons for what is decided about rows, one after the other. */
export async function writeReasons(
  { model, source: { first, last }, reasons, json }: Asked,
  { outputs: _outputs, background: _background, ...options }: ExplainOptions,
  { terminal, oriel, log }: Tools,
): Promise<void> {
  // A limit of time is for explaining: it counts once the model is loaded and has answered.
  if (options.budget?.milliseconds !== undefined) await whileAlive(model.predict([first]), oriel);
  for (let row = first; row <= last; row++) {
    if (last > first) terminal.progress(message('cli.row', { row }));
    const record = await whileAlive(model.reasons(row, { ...options, ...reasons }), oriel);
    await log([record.explanation]);
    await (json
      ? terminal.printJson(record)
      : terminal.print(reasonsLines(record, model.facts.card, terminal.language)));
  }
}

/** A record of reasons as lines for the terminal. */
export function reasonsLines(record: Reasons, card: Card, language: Language): Line[] {
  const { say } = language;
  const { input } = record.explanation;
  const row = input.kind === 'tabular' ? input.row : null;
  const lines = reasonLines(record, card, language);
  const names = lines.map(({ name }, at) => `${at + 1}. ${isolated(name, language.direction)}`);
  const [nameWidth, effectWidth] = [names, lines.map(({ effect }) => effect)].map((texts) =>
    Math.max(0, ...texts.map(widthOf)),
  );
  const columns = record.reasons.filter((reason) => reason.protected).map(({ columns: [column] }) => column);
  const remark = remarkOn(columns, card, language);
  return [
    [
      {
        text: say('cli.heading', {
          model: cardWords(card, language.tag).name,
          input: row === null ? say('cli.values') : say('cli.row', { row }),
        }),
        style: 'bold',
      },
    ],
    '',
    [{ text: reasonsTitle(record, card, language), style: 'bold' }],
    ...(lines.length > 0
      ? [[{ text: `  ${say('cli.units', { units: reasonsUnit(record, card, language) })}`, style: 'dim' } as const]]
      : [say('chart.reasons.none')]),
    ...lines.map(
      ({ effect, text }, at): Line => `  ${padEnd(names[at], nameWidth)}  ${padStart(effect, effectWidth)}  ${text}`,
    ),
    ...(remark ? ['', remark] : []),
    '',
  ];
}
