import type en from './en.json';

/** Names a text of the catalogue. */
export type MessageKey = keyof typeof en;

/**
 * What a text names: a number is written as the text says, a string as it is, another message in
 * the same language, a list as the language joins lists. `null` and switches choose between
 * wordings: `{error, select, none {} other {...}}`, `{regression, select, true {...} other {...}}`.
 */
export type MessageValue = string | number | boolean | null | Message | readonly MessageValue[];

export type MessageValues = Readonly<Record<string, MessageValue>>;

/**
 * Something to be said, in no language yet. Plain data: whoever finds out what is wrong (an engine
 * in a worker, a reader of files) makes one, and the door a person stands at puts it into words.
 */
export interface Message {
  readonly key: MessageKey;
  readonly values?: MessageValues;
}

export function message(key: MessageKey, values?: MessageValues): Message {
  return values === undefined ? { key } : { key, values };
}
