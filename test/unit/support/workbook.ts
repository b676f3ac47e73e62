import { strToU8, zipSync } from 'fflate';

/** A cell: a text or number, a truth, a day by its serial number, or XML of one's own. */
export type SheetCell = string | number | boolean | null | { readonly xml: string };

const letters = (column: number): string =>
  (column >= 26 ? letters(Math.floor(column / 26) - 1) : '') + String.fromCharCode(65 + (column % 26));

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

function cellXml(cell: SheetCell, address: string, texts: string[]): string {
  if (cell === null) return '';
  if (typeof cell === 'object') return cell.xml.replace(/<c(?=[ >]\S)/, `<c r="${address}"`);
  if (typeof cell === 'number') return `<c r="${address}"><v>${cell}</v></c>`;
  if (typeof cell === 'boolean') return `<c r="${address}" t="b"><v>${Number(cell)}</v></c>`;
  if (!texts.includes(cell)) texts.push(cell);
  return `<c r="${address}" t="s"><v>${texts.indexOf(cell)}</v></c>`;
}

const NS = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const LINKS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

interface BookOptions {
  readonly from1904?: boolean;
  readonly hidden?: readonly string[];
  /** In front of the names of elements, as some writers have it. */
  readonly prefix?: string;
}

/** Formats of its own: no time, how much time passed, and the time of a day in a locale and a colour. */
const OWN_FORMATS = ['0.00\\ \\d', '[h]:mm;@', '[mm]:ss', '[Red][HH]:mm', '[$-409][Blue]h:mm AM/PM'];

/**
 * A workbook as spreadsheet programs write it. Style 1 shows days, 3 days with times; 2 and 4 to 6
 * the first four formats above, 7 "[h]:mm:ss", and 8 the last one.
 */
export function workbook(
  sheets: Readonly<Record<string, readonly (readonly SheetCell[])[]>>,
  { from1904 = false, hidden = [], prefix = '' }: BookOptions = {},
): Uint8Array {
  const texts: string[] = [];
  const names = Object.keys(sheets);
  const p = prefix && `${prefix}:`;
  const files: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const rows = sheets[name].map((row, at) => {
      const cells = row.map((cell, column) => cellXml(cell, `${letters(column)}${at + 1}`, texts)).join('');
      return `<row r="${at + 1}">${cells}</row>`;
    });
    const xml = `<worksheet><sheetData>${rows.join('')}</sheetData></worksheet>`.replace(/<(\/?)(\w)/g, `<$1${p}$2`);
    const space = prefix ? `xmlns:${prefix}="${NS}"` : `xmlns="${NS}"`;
    files[`xl/worksheets/sheet${index + 1}.xml`] = xml.replace('worksheet>', `worksheet ${space}>`);
  }
  const listed = names.map((name, at) => {
    const state = hidden.includes(name) ? ' state="hidden"' : '';
    return `<sheet name="${escaped(name)}" sheetId="${at + 1}"${state} r:id="rId${at + 1}"/>`;
  });
  files['xl/workbook.xml'] =
    `<workbook xmlns="${NS}" xmlns:r="${LINKS}"><workbookPr${from1904 ? ' date1904="1"' : ''}/>` +
    `<sheets>${listed.join('')}</sheets></workbook>`;
  const links = names.map(
    (_, at) => `<Relationship Id="rId${at + 1}" Type="${LINKS}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
  );
  files['xl/_rels/workbook.xml.rels'] =
    `<Relationships>${links.join('')}` +
    `<Relationship Id="a" Type="${LINKS}/sharedStrings" Target="/xl/sharedStrings.xml"/>` +
    `<Relationship Id="b" Type="${LINKS}/styles" Target="styles.xml"/></Relationships>`;
  files['xl/sharedStrings.xml'] =
    `<sst xmlns="${NS}">${texts.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`).join('')}</sst>`;
  files['xl/styles.xml'] =
    `<styleSheet xmlns="${NS}"><numFmts>` +
    `${OWN_FORMATS.map((code, at) => `<numFmt numFmtId="${164 + at}" formatCode="${code}"/>`).join('')}</numFmts>` +
    `<cellXfs>${[0, 14, 164, 22, 165, 166, 167, 46, 168].map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs>` +
    `</styleSheet>`;
  return zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])));
}
