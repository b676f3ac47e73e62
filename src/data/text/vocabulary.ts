import { message } from '../../catalogue/message.ts';
import { foreign, OrielError } from '../../errors.ts';
import type { Card } from '../card.ts';
import { pieceTokenizer } from './hugging-face.ts';
import type { TextTokenizer } from './tokenizer.ts';
import { KERAS_WORD, wordTokenizer } from './word-index.ts';

/** A vocabulary's file, whose kind follows from its contents. */
export type Vocabulary =
  | { readonly kind: 'tokenizer'; readonly file: string; readonly json: object }
  | { readonly kind: 'pieces'; readonly file: string; readonly pieces: readonly string[] }
  | { readonly kind: 'words'; readonly file: string; readonly index: ReadonlyMap<string, number> };

/**
 * Reads a tokenizer.json, a word index (JSON that maps words to ids) or a vocab.txt (one piece per
 * line, in the order of ids). Throws `tokenizer-unreadable`.
 */
export function readVocabulary(bytes: Uint8Array, file: string): Vocabulary {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new OrielError('tokenizer-unreadable', { file, text: message('data.text.notText') }, { cause: error });
  }
  if (/^\s*\{/.test(text)) return readJson(text, file);
  const pieces = text.split('\n').map((line) => line.replace(/\r$/, ''));
  while (pieces.at(-1) === '') pieces.pop();
  if (!pieces.includes('[UNK]'))
    throw new OrielError('tokenizer-unreadable', { file, text: message('data.text.noUnknown') });
  return { kind: 'pieces', file, pieces };
}

function readJson(text: string, file: string): Vocabulary {
  let json: object;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new OrielError('tokenizer-unreadable', { file, text: foreign(error) }, { cause: error });
  }
  // In a word index, "model" may be one of the words.
  if ('model' in json && typeof json.model === 'object') return { kind: 'tokenizer', file, json };
  const entries = Object.entries(json as Record<string, unknown>);
  const isIndex =
    entries.length > 0 && entries.every(([, id]) => Number.isInteger(id) && Number(id) >= 0 && Number(id) <= 16777216);
  if (!isIndex) throw new OrielError('tokenizer-unreadable', { file, text: message('data.text.neither') });
  return { kind: 'words', file, index: new Map(entries as [string, number][]) };
}

/**
 * The tokenizer of a vocabulary, set up as the card says; `cardFile` names the card in errors.
 * Throws `tokenizer-unreadable` and `card-invalid`.
 */
export function openTokenizer(vocabulary: Vocabulary, settings: Card['tokenizer'], cardFile: string): TextTokenizer {
  const special = settings?.special ?? {};
  const padding = settings?.padding ?? 'right';
  if (vocabulary.kind === 'words') {
    const { index } = vocabulary;
    const options = {
      lowercase: settings?.lowercase ?? true,
      pattern: settings?.pattern ?? KERAS_WORD,
      unknown: special.unknown ?? null,
    };
    return {
      encode: wordTokenizer(index, options, cardFile),
      prefix: special.start === undefined ? [] : [special.start],
      suffix: [],
      mask: special.mask ?? null,
      pad: special.pad ?? 0,
      padding,
      length: settings?.length ?? null,
    };
  }
  const json =
    vocabulary.kind === 'tokenizer' ? vocabulary.json : wordPieceFile(vocabulary.pieces, settings?.lowercase ?? true);
  const pieces = pieceTokenizer(json, vocabulary.file);
  return {
    encode: pieces.encode,
    prefix: pieces.prefix,
    suffix: pieces.suffix,
    mask: special.mask ?? pieces.idOf('[MASK]') ?? pieces.idOf('<mask>') ?? null,
    pad: special.pad ?? pieces.idOf('[PAD]') ?? pieces.idOf('<pad>') ?? 0,
    padding,
    length: settings?.length ?? pieces.length,
  };
}

const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/** BERT's tokenizer for a vocab.txt, as a tokenizer.json would describe it. */
function wordPieceFile(pieces: readonly string[], lowercase: boolean): object {
  const vocab = Object.fromEntries(pieces.map((piece, id) => [piece, id]));
  const added = SPECIAL.filter((content) => Object.hasOwn(vocab, content)).map((content) => ({
    content,
    id: vocab[content],
    special: true,
  }));
  const frame = ['[CLS]', '[SEP]'].every((content) => Object.hasOwn(vocab, content));
  return {
    added_tokens: added,
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: frame
      ? { type: 'BertProcessing', cls: ['[CLS]', vocab['[CLS]']], sep: ['[SEP]', vocab['[SEP]']] }
      : null,
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab,
    },
  };
}
