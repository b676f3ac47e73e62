import * as v from 'valibot';
import en from '../catalogue/en.json';
import { english } from '../catalogue/english.ts';
import type { Message, MessageValue } from '../catalogue/message.ts';

const ValueSchema: v.GenericSchema<MessageValue> = v.lazy(() =>
  v.nullable(v.union([v.string(), v.number(), v.boolean(), v.array(ValueSchema), AnyMessageSchema])),
);

const AnyMessageSchema: v.GenericSchema<Message> = v.object({
  key: v.custom<Message['key']>((key) => typeof key === 'string' && Object.hasOwn(en, key)),
  values: v.optional(v.record(v.string(), ValueSchema)),
}) as v.GenericSchema<Message>;

/** Whether the catalogue has the text, and the message has every value that the text takes. */
function canBeSaid(message: Message): boolean {
  try {
    english.text(message);
    return true;
  } catch {
    return false;
  }
}

/**
 * A message that a record carries beside its English text. Absent where this catalogue cannot say
 * it, as in a record of another version: the English text stands for it.
 */
export const MessageSchema = v.fallback(v.optional(v.pipe(AnyMessageSchema, v.check(canBeSaid))), undefined);
