import type { FormContext } from '../records/forms/form.ts';
import { type FormName, forms } from '../records/forms/index.ts';
import type { Explanation } from '../records/record.ts';
import type { Terminal } from './terminal.ts';

/**
 * Writes records in a form of another tool, a line of JSON each; what it has no place for is said
 * once, however many records lack it. Throws what the form does: `record-form`.
 */
export function formWriter(
  name: FormName,
  terminal: Terminal,
  context?: FormContext,
): (records: readonly Explanation[]) => Promise<void> {
  const form = forms[name];
  const said = new Set<string>();
  return async (records) => {
    for (const record of records) {
      const lines = form.write(record, context);
      for (const note of form.notes(record)) {
        const text = terminal.language.text(note);
        if (!said.has(text)) terminal.say(text);
        said.add(text);
      }
      for (const line of lines) await terminal.printJson(line);
    }
  };
}
