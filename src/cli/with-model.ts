import { message } from '../catalogue/message.ts';
import type { Card } from '../data/card.ts';
import { createOriel, type OpenOptions, type Oriel, type OrielModel } from '../library/index.ts';
import { answerQuestions } from './answer-questions.ts';
import { readCard, readModel, type Source } from './files.ts';
import { withinTime } from './patience.ts';
import type { ValueReader } from './read-values.ts';
import type { Terminal } from './terminal.ts';

/** What all commands that ask a model say of it. Paths are as they were given. */
export interface ModelChoice {
  readonly model: string;
  readonly card: string | null;
  /** How it is opened, beside its card. */
  readonly opening: Pick<OpenOptions, 'target' | 'sheet' | 'levels' | 'outputTensor' | 'trees'>;
  readonly workers: number | null;
}

/** Most evaluators that can be asked for. */
export const MOST_WORKERS = 64;

/** Reads what says how a model is opened. Throws `usage-unknown`. */
export const readChoice = ({ text, one, whole }: ValueReader): Omit<ModelChoice, 'model'> => ({
  card: text('card'),
  opening: {
    target: text('target'),
    outputTensor: text('output-tensor') ?? undefined,
    trees: one('trees', ['all', 'best']),
    sheet: text('sheet') ?? undefined,
    levels: one('levels', ['sorted', 'seen', 'fitting']),
  },
  workers: whole('workers', [1, MOST_WORKERS]),
});

/** What is read beside a model: files to open with it, and whatever else is needed. */
export interface Beside {
  readonly files: { readonly table?: Source | File; readonly vocabulary?: Source };
}

interface Work<Read extends Beside> {
  readonly choice: ModelChoice;
  readonly terminal: Terminal;
  readonly stop: AbortSignal;
  /** Its card, where none is given as a file. */
  readonly ownCard?: Card;
  /** Reads what else is needed, before anything is started. */
  readonly read: (card: Card | undefined) => Promise<Read>;
  readonly run: (model: OrielModel, read: Read, oriel: Oriel) => Promise<void>;
}

/** Opens a model, tells what is to be known of it, and closes all of it in the end. */
export async function withModel<Read extends Beside>({
  choice: { model: path, card: cardPath, opening, workers },
  terminal,
  stop,
  ownCard,
  read,
  run,
}: Work<Read>): Promise<void> {
  terminal.doing(message('cli.doing.opening'));
  const card = cardPath === null ? ownCard : await readCard(cardPath);
  const { model, beside: parts } = await readModel(path);
  const beside = await read(card);
  const oriel = await createOriel({ keep: 'none', ...(workers !== null && { workers }) });
  stop.addEventListener('abort', () => void oriel.close());
  try {
    stop.throwIfAborted();
    terminal.doing(message('cli.doing.reading'));
    // Questions are the person's to answer, in words of the command line.
    const opened = oriel.open({ model, parts, ...beside.files }, { card, ask: 'none', ...opening });
    const files = [model, ...Object.values(beside.files)].map(({ name }) => name);
    const found = await withinTime(opened, files);
    for (const notice of found.facts.notices) terminal.say(notice);
    answerQuestions(found.facts, terminal);
    terminal.doing(message('cli.doing.preparing'));
    await run(found, beside, oriel);
  } finally {
    await oriel.close();
  }
}
