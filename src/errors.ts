import { english } from './catalogue/english.ts';
import { type Message, type MessageKey, type MessageValues, message } from './catalogue/message.ts';

type Code<Key> = Key extends `error.${infer Name}` ? Name : never;

/**
 * Every error a person can cause or meet. The text of each is in `catalogue/`, as `error.` and its
 * code.
 */
export type ErrorCode = Code<MessageKey>;

/** Whose fault it is decides the command line's exit status: 2 usage, 3 bad input, 1 failure. */
export type ErrorKind = 'usage' | 'input' | 'failure';

/**
 * A typed error: `code` and `details` say what and where, `said` is the sentence with what to do,
 * in the language of whoever shows it. `message` is that sentence in English, for logs.
 */
export class OrielError extends Error {
  readonly code: ErrorCode;
  readonly details: MessageValues;

  constructor(code: ErrorCode, details: MessageValues = {}, options?: ErrorOptions) {
    super(english.say(`error.${code}`, details), options);
    this.name = 'OrielError';
    this.code = code;
    this.details = details;
  }

  get said(): Message {
    return message(`error.${this.code}`, this.details);
  }

  get kind(): ErrorKind {
    if (this.code.startsWith('usage-')) return 'usage';
    return this.code.startsWith('failure-') ? 'failure' : 'input';
  }
}

/**
 * A text from elsewhere (a runtime, a library), to stand within a sentence: without a full stop of
 * its own.
 */
export const foreign = (text: unknown): string =>
  (text instanceof Error ? text.message : String(text)).replace(/\.+$/, '');

/**
 * Any thrown value as an OrielError; what is not one becomes `failure-unexpected` with its own
 * message.
 */
export function asOrielError(thrown: unknown): OrielError {
  if (thrown instanceof OrielError) return thrown;
  return new OrielError('failure-unexpected', { text: foreign(thrown) }, { cause: thrown });
}

/**
 * A part of the program that is loaded where it is needed. Throws `failure-unexpected` where it
 * cannot be had.
 */
export const loaded = <Part>(part: Promise<Part>): Promise<Part> =>
  part.catch((error: unknown) => {
    throw asOrielError(error);
  });
