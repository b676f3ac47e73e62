import * as v from 'valibot';
import { foreign } from '../errors.ts';

/** The first problem that a schema finds, after its field, or after `whole` where it has none. */
export function issueText(issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]], whole: string): string {
  const [issue] = issues;
  return `${v.getDotPath(issue) ?? whole}: ${foreign(issue.message)}`;
}
