import { Tokenizer } from '@huggingface/tokenizers';
import * as v from 'valibot';
import { type Message, message } from '../../catalogue/message.ts';
import { foreign, OrielError } from '../../errors.ts';
import { issueText } from '../issue-text.ts';
import { type Aligned, bertNormalized, normalized } from './aligned.ts';
import { locatePretokens, type PieceStyle, pieceSpans } from './pretokens.ts';
import { slowPatternIn } from './slow-pattern.ts';
import { type Tokens, trimmedSpan } from './tokenizer.ts';

const AddedSchema = v.object({
  id: v.number(),
  content: v.string(),
  special: v.optional(v.boolean(), false),
  single_word: v.optional(v.boolean(), false),
  lstrip: v.optional(v.boolean(), false),
  rstrip: v.optional(v.boolean(), false),
});

const StageSchema = v.nullish(v.looseObject({ type: v.string() }), null);

/** The parts of a tokenizer.json that are read here; the library reads the rest. */
const FileSchema = v.looseObject({
  added_tokens: v.optional(v.array(AddedSchema), []),
  normalizer: StageSchema,
  pre_tokenizer: StageSchema,
  truncation: v.nullish(v.looseObject({ max_length: v.number() }), null),
  model: v.looseObject({
    continuing_subword_prefix: v.nullish(v.string(), ''),
    end_of_word_suffix: v.nullish(v.string(), ''),
  }),
});

type Added = v.InferOutput<typeof AddedSchema>;
type Stage = v.InferOutput<typeof StageSchema>;

/** A tokenizer as its tokenizer.json describes it. */
interface PieceTokenizer {
  encode(text: string): Tokens;
  readonly prefix: readonly number[];
  readonly suffix: readonly number[];
  /** Largest number of tokens; null where the file does not give it. */
  readonly length: number | null;
  idOf(token: string): number | undefined;
}

/**
 * A tokenizer that runs the library's stages one by one, so that each token can be traced back to
 * the characters it covers. Throws `tokenizer-unreadable`.
 */
export function pieceTokenizer(json: unknown, file: string): PieceTokenizer {
  const parsed = v.safeParse(FileSchema, json);
  if (!parsed.success)
    throw new OrielError('tokenizer-unreadable', { file, text: issueText(parsed.issues, 'tokenizer') });
  const { added_tokens, normalizer, pre_tokenizer, model, truncation } = parsed.output;
  const { model: _model, added_tokens: _added, ...stages } = json as Record<string, unknown>;
  const slow = slowPatternIn(stages);
  if (slow !== null) throw refused(file, message('data.text.slowPattern', { pattern: slow.slice(0, SHOWN) }));
  const library = open(json as object, file);
  const { unk_token: unknown, unk_token_id: unknownId } = library.model ?? {};
  const style: PieceStyle = {
    unknown,
    continuing: model.continuing_subword_prefix ?? '',
    ending: model.end_of_word_suffix ?? '',
  };
  const bytes = contains(pre_tokenizer, 'ByteLevel');
  const added = splitter(added_tokens, file);
  const ids = new Map(added_tokens.map(({ content, id }) => [content, id]));
  const idOf = (token: string): number | undefined => ids.get(token) ?? library.token_to_id(token);

  const normalize = (text: string): Aligned => {
    const bert = bertOptions(normalizer);
    if (bert) return bertNormalized(text, bert);
    return normalized(text, (part) => library.normalizer?.normalize(part) ?? part);
  };

  function encodeSection(text: string, offset: number, section: number, push: Push): void {
    const source = normalize(text);
    if (source.text === '') return;
    const words = library.pre_tokenizer?.pre_tokenize(source.text, { section_index: section }) ?? [source.text];
    for (const pretoken of locatePretokens(words, source, bytes)) {
      const pieces = library.model?._call([pretoken.text]) ?? [];
      const units = pieceSpans(pieces, pretoken, style);
      for (const [index, piece] of pieces.entries()) {
        const [from, to] = units[index];
        const start = pretoken.starts[from] ?? pretoken.ends.at(-1) ?? 0;
        const end = to > from ? pretoken.ends[to - 1] : start;
        const [first, last] = trimmedSpan(text, start, end) ?? [start, start];
        push(idOf(piece) ?? unknownId ?? 0, offset + first, offset + last, false);
      }
    }
  }

  const MARK = '\u0000';
  const framed = library.post_processor?.post_process([MARK], null, true).tokens ?? [MARK];
  const idsOf = (tokens: readonly string[]): number[] => tokens.flatMap((token) => idOf(token) ?? []);
  return {
    idOf,
    prefix: idsOf(framed.slice(0, framed.indexOf(MARK))),
    suffix: idsOf(framed.slice(framed.indexOf(MARK) + 1)),
    length: truncation?.max_length ?? null,
    encode(text) {
      const tokens = { ids: [] as number[], starts: [] as number[], ends: [] as number[], special: [] as boolean[] };
      const push: Push = (id, start, end, special) => {
        tokens.ids.push(id);
        tokens.starts.push(start);
        tokens.ends.push(end);
        tokens.special.push(special);
      };
      for (const [section, { start, end, token }] of added(text).entries()) {
        if (token) push(token.id, start, end, token.special);
        else encodeSection(text.slice(start, end), start, section, push);
      }
      return tokens;
    },
  };
}

/** Letters of a pattern that an error shows. */
const SHOWN = 60;

const refused = (file: string, text: Message): OrielError => new OrielError('tokenizer-unreadable', { file, text });

type Push = (id: number, start: number, end: number, special: boolean) => void;

function open(json: object, file: string): Tokenizer {
  try {
    return new Tokenizer(
      { normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null, added_tokens: [], ...json },
      {},
    );
  } catch (error) {
    throw new OrielError('tokenizer-unreadable', { file, text: foreign(error) }, { cause: error });
  }
}

/** Whether a stage has a type, or is a sequence that contains a stage of that type. */
function contains(stage: Stage, type: string): boolean {
  if (!stage) return false;
  const inner = (stage.pretokenizers ?? stage.normalizers ?? []) as Stage[];
  return stage.type === type || (Array.isArray(inner) && inner.some((each) => contains(each, type)));
}

/** The options of a normaliser that is BERT's; null for any other. */
function bertOptions(stage: Stage) {
  if (stage?.type !== 'BertNormalizer') return null;
  const lowercase = stage.lowercase !== false;
  return {
    clean: stage.clean_text !== false,
    ideographs: stage.handle_chinese_chars !== false,
    stripAccents: typeof stage.strip_accents === 'boolean' ? stage.strip_accents : lowercase,
    lowercase,
  };
}

interface Section {
  readonly start: number;
  readonly end: number;
  /** The added token that it is; null for text between added tokens. */
  readonly token: Added | null;
}

/** One pattern of all, tried once: engines refuse some only when they are used. */
function patternOf(patterns: readonly string[], file: string): RegExp {
  try {
    const pattern = new RegExp(patterns.map((each) => `(${each})`).join('|'), 'gu');
    ''.match(pattern);
    return pattern;
  } catch (error) {
    // The engine's own text repeats the whole pattern.
    const text = message('data.text.addedTokens', { found: patterns.length });
    throw new OrielError('tokenizer-unreadable', { file, text }, { cause: error });
  }
}

/**
 * Splits a text at added tokens, which a vocabulary spells in full, such as "[MASK]". Some include
 * the white space beside them.
 */
function splitter(added: readonly Added[], file: string): (text: string) => Section[] {
  const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const longest = added.filter(({ content }) => content !== '').toSorted((a, b) => b.content.length - a.content.length);
  if (longest.length === 0) return (text) => [{ start: 0, end: text.length, token: null }];
  const word = '[\\p{L}\\p{N}_]';
  const patterns = longest.map(({ content, lstrip, rstrip, single_word }) => {
    const core = single_word ? `(?<!${word})${literal(content)}(?!${word})` : literal(content);
    return `${lstrip ? '\\s*' : ''}${core}${rstrip ? '\\s*' : ''}`;
  });
  const pattern = patternOf(patterns, file);
  return (text) => {
    const sections: Section[] = [];
    let done = 0;
    for (const match of text.matchAll(pattern)) {
      if (match.index > done) sections.push({ start: done, end: match.index, token: null });
      const token = longest[match.findIndex((group, at) => at > 0 && group !== undefined) - 1];
      const [start, end] = trimmedSpan(text, match.index, match.index + match[0].length) ?? [
        match.index,
        match.index + match[0].length,
      ];
      sections.push({ start, end, token });
      done = match.index + match[0].length;
    }
    if (done < text.length) sections.push({ start: done, end: text.length, token: null });
    return sections;
  };
}
