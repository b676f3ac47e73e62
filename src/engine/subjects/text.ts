import { message } from '../../catalogue/message.ts';
import { sha256 } from '../../data/hash.ts';
import { phraseHierarchy } from '../../data/text/phrase-hierarchy.ts';
import { textPlayers } from '../../data/text/text-players.ts';
import type { Tokens } from '../../data/text/tokenizer.ts';
import { tokensIn, windowsOf } from '../../data/text/windows.ts';
import { OrielError } from '../../errors.ts';
import type { TextGame } from '../../games/game.ts';
import { NO_TOKEN } from '../../games/text-masker.ts';
import type { ExplainRequest } from '../protocol.ts';
import type { TextStudy } from '../studies/study.ts';
import type { Subject } from './subject.ts';

/** The part of a text that the model is given, as tokens. */
export interface Seen {
  readonly tokens: Tokens;
  /** The tokens' numbers, special tokens included. */
  readonly ids: readonly number[];
  /** Which part it is, from 0, and the number of parts. */
  readonly window: number;
  readonly windows: number;
}

/** What the model sees of a text. Throws `request-invalid` for a part that does not exist. */
export function seenOf({ tokenizer, most }: TextStudy, text: string, window: number): Seen {
  const all = tokenizer.encode(text);
  const windows = windowsOf(text, all, Math.max(1, most));
  if (window >= windows.length)
    throw new OrielError('request-invalid', {
      text: message('engine.noWindow', { window: window + 1, windows: windows.length }),
    });
  const tokens = tokensIn(all, windows[window]);
  return { tokens, ids: [...tokenizer.prefix, ...tokens.ids, ...tokenizer.suffix], window, windows: windows.length };
}

/** A text as one row for the model. */
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
    notes: part
      ? [
          message('engine.windowed', {
            tokens: study.study.text?.length ?? study.most,
            window: seen.window + 1,
            windows: seen.windows,
          }),
        ]
      : [],
  };
}

/**
 * How words are hidden: as asked for; else by the mask token the model was trained with, or without
 * one, and for LIME, by removing them.
 */
function absentBy({ tokenizer }: TextStudy, { text, explainer }: ExplainRequest): TextGame['absent'] {
  const wanted = text?.absent;
  if (wanted === 'mask' && tokenizer.mask === null)
    throw new OrielError('request-invalid', { text: message('engine.noMask') });
  return wanted ?? (explainer.name === 'lime' || tokenizer.mask === null ? 'remove' : 'mask');
}
