import * as v from 'valibot';
import { issueText } from '../data/issue-text.ts';
import type { Reader } from './gate.ts';

/** The longest text about what is wrong with a message: schemas quote what they were given. */
const WORDS = 300;

/** Reads messages by their schema, and says what is wrong with one that it refuses. */
export const bySchema =
  <Schema extends v.GenericSchema>(schema: Schema): Reader<v.InferOutput<Schema>> =>
  (data) => {
    const result = v.safeParse(schema, data, { abortEarly: true });
    if (result.success) return { message: result.output };
    const what = issueText(result.issues, 'message');
    return { what: what.length > WORDS ? `${what.slice(0, WORDS)}…` : what };
  };
