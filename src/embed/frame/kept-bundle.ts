import { parseBundle } from '../../bundle/bundle.ts';
import { type Part, partOfRow } from '../../bundle/schema.ts';
import { type Message, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { type ReadFile, readGiven } from '../../library/given-files.ts';
import { recordsIn, savedRecord } from '../../records/read-records.ts';
import { isOf } from './is-of.ts';
import type { Kept } from './kept.ts';
import { addressIn } from './own-site.ts';

/**
 * A bundle's records, by its `bundle.json`. Of the files beside it, only the one with the row that
 * is asked for is fetched; inputs that are no row of the table are not looked for. Throws
 * `bundle-invalid`, and `request-invalid` where it has no address or no records.
 */
export async function keptBundle({ file: own, url: address }: ReadFile): Promise<Kept> {
  const bundle = parseBundle(await own.text(), own.name);
  const refused = (text: Message): OrielError => new OrielError('request-invalid', { text });
  if (!address) throw refused(message('widget.frame.bundleFile', { file: own.name }));
  const url = address.href;
  const { model, card, outputs } = bundle;
  const [first] = bundle.parts.filter(({ rows, bytes }) => rows && bytes > 0);
  if (!first) throw refused(message('widget.frame.noRecords', { file: url }));
  /** The newest that was fetched: rows that are asked for often lie side by side. */
  let newest: { readonly file: string; readonly records: Promise<unknown[]> } | null = null;

  function recordsOf({ file }: Part): Promise<unknown[]> {
    if (newest?.file === file) return newest.records;
    const records = readGiven(addressIn(file, url)).then(async (read) => recordsIn(await read.file.text()));
    const mine = { file, records };
    newest = mine;
    records.catch(() => {
      // It may be there the next time.
      if (newest === mine) newest = null;
    });
    return records;
  }
  return {
    card,
    about: { card, outputs },
    facts: {
      ...{ name: card.name, kind: card.input.kind, sha256: model.sha256, outputs },
      columns: card.input.kind === 'tabular' ? (card.features?.map(({ name }) => name) ?? null) : null,
    },
    first: async () => savedRecord((await recordsOf(first))[0]),
    async find(input) {
      const part = input.kind === 'row' ? partOfRow(bundle, input.row) : null;
      const found = part && part.bytes > 0 && (await recordsOf(part)).find((one) => isOf(one, input));
      return found ? savedRecord(found) : null;
    },
  };
}
