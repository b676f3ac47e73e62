import { type Message, type MessageKey, message } from '../../catalogue/message.ts';

/**
 * Several messages as one, by a text that takes a first and a second; null where there are none.
 */
export function joinMessages(
  by: Extract<MessageKey, 'engine.reasons' | 'engine.notes'>,
  messages: readonly (Message | null | undefined)[],
): Message | null {
  const there = messages.filter((each) => each !== null && each !== undefined);
  return there.length === 0 ? null : there.reduce((first, second) => message(by, { first, second }));
}
