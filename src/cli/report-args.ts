import { languages } from '../catalogue/languages.ts';
import { type CommandOption, option, readOptions } from './command-options.ts';
import { usage } from './parser-error.ts';

/** `oriel report`, read but not yet run. Paths are as they were given. */
export interface ReportCommand {
  readonly command: 'report';
  readonly records: readonly string[];
  readonly out: string;
  readonly card: string | null;
  readonly data: string | null;
  readonly reasons: readonly string[];
  readonly counterfactual: readonly string[];
  readonly inspection: string | null;
  readonly log: string | null;
  readonly decision: string | null;
  /** As ISO 8601 has it. */
  readonly date: string | null;
  /** Whom to ask. */
  readonly who: string | null;
  readonly reference: string | null;
  readonly withoutInput: boolean;
}

const SEVERAL: readonly string[] = ['reasons', 'counterfactual'];

export const reportFlags: readonly CommandOption[] = [
  option('out', 'F', 'cli.report.out'),
  option('card', 'F', 'cli.flags.card'),
  option('decision', 'TEXT', 'cli.report.decision'),
  option('date', 'DATE', 'cli.report.date'),
  option('who', 'TEXT', 'cli.report.who'),
  option('reference', 'TEXT', 'cli.report.reference'),
  option('reasons', 'F', 'cli.report.reasons'),
  option('counterfactual', 'F', 'cli.report.counterfactual'),
  option('inspection', 'F', 'cli.report.inspection'),
  option('data', 'F', 'cli.report.data'),
  option('log', 'F', 'cli.report.log'),
  option('without-input', null, 'cli.report.withoutInput'),
  option('lang', 'TAG', 'cli.report.lang', { tags: Object.keys(languages) }),
  option('help', null, 'cli.flags.help'),
];

/** Reads what stands behind `report`. Throws `usage-unknown`. */
export function readReportArgs(argv: readonly string[]): ReportCommand {
  const first = argv.findIndex((arg) => arg.startsWith('-'));
  const records = first < 0 ? argv : argv.slice(0, first);
  if (records.length === 0) throw usage('cli.report.noRecord');
  const { text, texts, isOn } = readOptions(first < 0 ? [] : argv.slice(first), reportFlags, SEVERAL);
  const [out, date] = [text('out'), text('date')];
  if (out === null) throw usage('cli.report.noOut');
  if (date !== null && !isDate(date)) throw usage('cli.report.wrongDate', { value: date });
  return {
    command: 'report',
    records,
    out,
    card: text('card'),
    data: text('data'),
    reasons: texts('reasons'),
    counterfactual: texts('counterfactual'),
    inspection: text('inspection'),
    log: text('log'),
    decision: text('decision'),
    date,
    who: text('who'),
    reference: text('reference'),
    withoutInput: isOn('without-input'),
  };
}

/** Whether a text is a day that there is, as 2026-02-28. */
function isDate(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return time !== null && !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}
