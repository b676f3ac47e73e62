import { version } from '../../package.json';
import type { Language } from '../catalogue/language.ts';
import { learnLater } from '../catalogue/later.ts';
import { sha256 } from '../data/hash.ts';
import { canonicalJson } from '../records/canonical.ts';
import { type Explanation, parseExplanation } from '../records/record.ts';
import { withoutInput } from '../records/without-input.ts';
import { type About, parseAbout } from './about.ts';
import { auditorPart } from './auditor.ts';
import { dataBlock, hashTag } from './data-block.ts';
import { excerpt } from './excerpt.ts';
import { html, Markup } from './markup.ts';
import page from './page.html?raw';
import { decisionText, opening, personPart } from './person.ts';
import { openSeal, sealed } from './seal.ts';
import { subjectOf } from './subject.ts';

/** What a report says beside its records; what is left out is not known. */
export interface ReportOptions extends Partial<Omit<About, 'schema' | 'engine' | 'language' | 'made'>> {
  readonly language: Language;
  /** When it is made. Default: now. */
  readonly made?: Date;
  /** Leaves out what was explained, and whatever else says it: values, text, photo. */
  readonly withoutInput?: boolean;
}

/** The version that writes reports. */
export const engine = `oriel ${version}`;

/**
 * A report on explanations: one HTML file that needs nothing else, in words for the person
 * concerned and for an auditor, sealed, with the records in it. Throws `report-invalid`.
 */
export async function makeReport(
  records: readonly Explanation[],
  { language, made = new Date(), withoutInput: isWithout = false, ...given }: ReportOptions,
): Promise<string> {
  const about = {
    schema: 'oriel.report/1',
    engine,
    language: language.regional,
    made: made.toISOString(),
    decision: given.decision ?? null,
    date: given.date ?? null,
    contact: given.contact ?? null,
    reference: given.reference ?? null,
    card: given.card ?? null,
    // All of them say what was explained; an entry without its text would not have its hash.
    reasons: isWithout ? [] : (given.reasons ?? []),
    counterfactuals: isWithout ? [] : (given.counterfactuals ?? []),
    inspection: given.inspection ? excerpt(given.inspection) : null,
    log: isWithout ? [] : (given.log ?? []),
    unused: given.unused ?? null,
    ranges: given.ranges ?? null,
  };
  const shown = records.map((record) => parseExplanation(asWritten(isWithout ? withoutInput(record) : record)));
  return writeReport(shown, parseAbout(asWritten(about)), language);
}

/** As it will be read: the order of keys decides that of some words. */
const asWritten = (value: unknown): unknown => JSON.parse(canonicalJson(value));

const hashOf = (value: unknown): Promise<string> => sha256(new TextEncoder().encode(canonicalJson(value)));

/** The same from what a report holds: equal data give equal bytes. */
export async function writeReport(records: readonly Explanation[], about: About, language: Language): Promise<string> {
  await learnLater(language);
  const hashes = await Promise.all(records.map(hashOf));
  const subjects = records.map((record, at) =>
    subjectOf(record, { number: at + 1, count: records.length }, about, language),
  );
  const title = language.say('report.title', { decision: decisionText(subjects[0]) });
  const articles = subjects.map(
    (subject, at) => html`<article>
${opening(subject)}${personPart(subject)}<div class="auditor">
${auditorPart(subject, hashes[at])}</div>
</article>
`,
  );
  const parts: Readonly<Record<string, Markup>> = {
    engine: html`${about.engine}`,
    seal: new Markup(openSeal),
    hashes: html`${hashTag('oriel-record', hashes)}\n${hashTag('oriel-report', [await hashOf(about)])}`,
    title: html`${title}`,
    articles: html`${articles}`,
    footer: html`${language.say('report.footer', { engine: about.engine })}`,
    records: dataBlock('oriel-record', records),
    about: dataBlock('oriel-report', [about]),
  };
  const frame = page.replace('lang="en" dir="ltr"', `lang="${language.regional}" dir="${language.direction}"`);
  return sealed(frame.replace(/\{\{(\w+)\}\}/g, (_, part) => parts[part].text));
}
