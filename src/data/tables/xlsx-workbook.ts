import { readXml } from './xml.ts';

/** What a workbook says about its parts, by their paths in the archive. */
export interface Workbook {
  readonly sheets: readonly { readonly name: string; readonly path: string }[];
  readonly texts: string | null;
  readonly styles: string | null;
  /** Whether days count from 1904, as they once did on the Macintosh. */
  readonly from1904: boolean;
}

type Parts = Readonly<Record<string, Uint8Array>>;

/** The sheets that are shown, or all where none is; null where the archive is no workbook. */
export function readWorkbook(parts: Parts): Workbook | null {
  const at = Object.keys(parts).find((path) => path.endsWith('workbook.xml'));
  if (at === undefined) return null;
  const folder = at.slice(0, at.lastIndexOf('/') + 1);
  const links = linksOf(parts[`${folder}_rels/workbook.xml.rels`], folder);
  const sheets: { readonly name: string; readonly path: string; readonly hidden: boolean }[] = [];
  let from1904 = false;
  readXml(parts[at], {
    open(name, attribute) {
      if (name === 'workbookPr') from1904 = /^(1|true)$/.test(attribute('date1904') ?? '');
      if (name !== 'sheet') return;
      const link = links.find(({ id }) => id === attribute('id'));
      // Sheets of nothing but a chart have another kind.
      if (link?.kind !== 'worksheet') return;
      sheets.push({ name: attribute('name') ?? '', path: link.path, hidden: attribute('state') !== undefined });
    },
  });
  const shown = sheets.filter(({ hidden }) => !hidden);
  const pathOf = (kind: string) => links.find((link) => link.kind === kind)?.path ?? null;
  return {
    sheets: shown.length > 0 ? shown : sheets,
    texts: pathOf('sharedStrings'),
    styles: pathOf('styles'),
    from1904,
  };
}

interface Link {
  readonly id: string;
  /** The last part of its type: worksheet, styles, sharedStrings. */
  readonly kind: string;
  readonly path: string;
}

function linksOf(bytes: Uint8Array | undefined, folder: string): Link[] {
  const links: Link[] = [];
  if (bytes)
    readXml(bytes, {
      open(name, attribute) {
        if (name !== 'Relationship') return;
        const target = attribute('Target') ?? '';
        const path = target.startsWith('/') ? target.slice(1) : resolved(folder, target);
        links.push({ id: attribute('Id') ?? '', kind: attribute('Type')?.split('/').at(-1) ?? '', path });
      },
    });
  return links;
}

/** A path as it is from the archive's top. */
function resolved(folder: string, target: string): string {
  const steps = folder.split('/').filter((step) => step !== '');
  for (const step of target.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.') steps.push(step);
  }
  return steps.join('/');
}

/** The texts that cells name by number. */
export function readSharedTexts(bytes: Uint8Array | undefined): string[] {
  const texts: string[] = [];
  if (!bytes) return texts;
  let now = '';
  let inText = false;
  let phonetic = false;
  readXml(bytes, {
    open(name) {
      if (name === 'si') now = '';
      else if (name === 't') inText = true;
      else if (name === 'rPh') phonetic = true;
    },
    close(name) {
      if (name === 'si') texts.push(now);
      else if (name === 't') inText = false;
      else if (name === 'rPh') phonetic = false;
    },
    text(text) {
      // How a Japanese word is pronounced is no part of it.
      if (inText && !phonetic) now += text;
    },
  });
  return texts;
}

/** Numbers of formats for days and times that every workbook has; 46 counts hours, "[h]:mm:ss". */
const isBuiltIn = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || id === 45 || id === 47 || (id >= 50 && id <= 58);

const ELAPSED = /\[(h+|m+|s+)\]/i;

/**
 * Whether a format shows days or times: its letters outside of quotes, colours and conditions. How
 * many hours, minutes or seconds passed, which stand in brackets, is a number.
 */
function showsTime(format: string): boolean {
  const bare = format.replace(/"[^"]*"|\\.|_.|\*./g, '');
  return !ELAPSED.test(bare) && /[ymdhs]/i.test(bare.replace(/\[[^\]]*\]/g, ''));
}

/** For each style that cells name by number, whether it shows numbers as days or times. */
export function readStyles(bytes: Uint8Array | undefined): boolean[] {
  const styles: boolean[] = [];
  if (!bytes) return styles;
  const own = new Map<number, boolean>();
  let inCells = false;
  readXml(bytes, {
    open(name, attribute) {
      if (name === 'cellXfs') inCells = true;
      else if (name === 'numFmt') own.set(Number(attribute('numFmtId')), showsTime(attribute('formatCode') ?? ''));
      else if (name === 'xf' && inCells) {
        const id = Number(attribute('numFmtId') ?? 0);
        styles.push(own.get(id) ?? isBuiltIn(id));
      }
    },
    close(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return styles;
}
