import { message } from '../catalogue/message.ts';
import { readReport, reportFindings } from '../report/read.ts';
import { readSource } from './files.ts';
import type { Tools, Verified } from './verified.ts';
import type { VerifyCommand } from './verify-args.ts';
import { replayed } from './verify-records.ts';

/**
 * Whether a report is what was written, and its words what its record says; with a model, its
 * records are made anew.
 */
export async function verifyReport({ path, anew }: VerifyCommand, tools: Tools): Promise<Verified> {
  const { data } = await readSource(path);
  const report = await readReport(new Uint8Array(data));
  const findings = reportFindings(report).map((finding) => ({ file: path, ...finding }));
  if (findings.length > 0) return { said: [], findings };
  const said = [
    message('cli.verify.report', { records: report.records.length, compared: report.words === 'as recorded' }),
  ];
  const records = report.records.map((record) => ({ record, line: null }));
  return anew ? replayed({ path, records, said }, anew, tools) : { said, findings };
}
