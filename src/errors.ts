import { errorText } from './words/en.ts';

/** Details that an error's text names: the file, the node, the column, the row. */
export type ErrorDetails = Readonly<Record<string, string | number>>;

/** Every error a person can cause or meet. The text of each is in `words/`. */
export type ErrorCode = keyof typeof errorText;

/** Whose fault it is decides the command line's exit status: 2 usage, 3 bad input, 1 failure. */
export type ErrorKind = 'usage' | 'input' | 'failure';

/**
 * A typed error: `code` and `details` say what and where, `message` says it in words with what to
 * do.
 */
export class OrielError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(errorText[code](details), options);
    this.name = 'OrielError';
    this.code = code;
    this.details = details;
  }

  get kind(): ErrorKind {
    if (this.code.startsWith('usage-')) return 'usage';
    return this.code.startsWith('failure-') ? 'failure' : 'input';
  }
}

/**
 * Any thrown value as an OrielError; what is not one becomes `failure-unexpected` with its own
 * message.
 */
export function asOrielError(thrown: unknown): OrielError {
  if (thrown instanceof OrielError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return new OrielError('failure-unexpected', { text }, { cause: thrown });
}
