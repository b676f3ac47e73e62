import { sha256 } from '../../data/hash.ts';
import { phraseHierarchy } from '../../data/text/phrases.ts';
import { textPlayers } from '../../data/text/players.ts';
import type { Tokens } from '../../data/text/tokenizer.ts';
import { windowed, windowsOf } from '../../data/text/windows.ts';
import { OrielError } from '../../errors.ts';
import type { TextGame } from '../../games/game.ts';
import { NO_TOKEN } from '../../games/text-masker.ts';
import { engineWords } from '../../words/en.ts';
import type { ExplainRequest } from '../protocol.ts';
import type { TextStudy } from '../studies/study.ts';
import type { Subject } from './subject.ts';

/** The part of a text that the model is given, and what it makes of it. */
interface Seen {
  readonly tokens: Tokens;
  /** Numbers of the tokens, special ones included. */
  readonly ids: readonly number[];
  /** Which part it is, from 0, and how many there are. */
  readonly window: number;
  readonly windows: number;
}

/** What a model sees of a text. Throws `request-invalid` for a part there is not. */
function seenOf({ tokenizer, most }: TextStudy, text: string, window: number): Seen {
  const all = tokenizer.encode(text);
  const windows = windowsOf(text, all, Math.max(1, most));
  if (window >= windows.length)
    throw new OrielError('request-invalid', { text: engineWords.noWindow(window, windows.length) });
  const tokens = windowed(all, windows[window]);
  return { tokens, ids: [...tokenizer.prefix, ...tokens.ids, ...tokenizer.suffix], window, windows: windows.length };
}

/** A row for the whole text. */
export function textInstance(study: TextStudy, text: string, window = 0): Float32Array {
  const { ids } = seenOf(study, text, window);
  const places = Math.max(1, study.binding.tokens ?? ids.length);
  const row = new Float32Array(places).fill(NO_TOKEN);
  row.set(ids, study.tokenizer.padding === 'left' ? places - ids.length : 0);
  return row;
}

/** A text ready for the game. Throws `text-empty` where the model reads no words in it. */
export async function textSubject(study: TextStudy, request: ExplainRequest, text: string): Promise<Subject> {
  const { tokenizer, binding } = study;
  const wanted = request.text ?? {};
  const seen = seenOf(study, text, wanted.window ?? 0);
  const { tokens, ids } = seen;
  const { names, spans, playerOf } = textPlayers(text, tokens, wanted.players ?? 'words');
  if (names.length === 0) throw new OrielError('text-empty');
  const absent = absentBy(study, request);
  const game: TextGame = {
    kind: 'text',
    players: names.length,
    ids: Int32Array.from(ids),
    playerOf: Int32Array.from([...tokenizer.prefix.map(() => -1), ...playerOf, ...tokenizer.suffix.map(() => -1)]),
    absent,
    mask: tokenizer.mask ?? NO_TOKEN,
    columns: binding.tokens ?? ids.length,
    padding: tokenizer.padding,
  };
  const phrases = phraseHierarchy(
    text,
    spans.map(([first]) => first),
  );
  const last = tokens.ends.length - 1;
  const part = seen.windows > 1 ? ([tokens.starts[0], tokens.ends[last]] as [number, number]) : null;
  return {
    masker: game,
    rowsPerCoalition: 1,
    instance: textInstance(study, text, seen.window),
    explained: { kind: 'text' },
    players: names,
    idle: new Array(names.length).fill(false),
    hierarchy: () => phrases,
    input: {
      kind: 'text',
      sha256: await sha256(new TextEncoder().encode(text)),
      text,
      spans: spans.map((each) => each.map(([start, end]) => [start, end])),
      absent,
      part,
      phrases: { left: Array.from(phrases.left), right: Array.from(phrases.right) },
    },
    background: null,
    notes: part ? [engineWords.windowed(seen.window, seen.windows, study.study.text?.length ?? study.most)] : [],
  };
}

/**
 * How words are hidden: as asked; else by the mask token the model was trained with, or by taking
 * them out, as LIME always does.
 */
function absentBy({ tokenizer }: TextStudy, { text, explainer }: ExplainRequest): TextGame['absent'] {
  const wanted = text?.absent;
  if (wanted === 'mask' && tokenizer.mask === null)
    throw new OrielError('request-invalid', { text: engineWords.noMask });
  return wanted ?? (explainer.name === 'lime' || tokenizer.mask === null ? 'remove' : 'mask');
}
