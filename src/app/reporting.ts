import type { Card } from '../data/card.ts';
import type { Cell, Reasons, Study } from '../library/index.ts';
import type { Session } from '../library/session.ts';
import type { Explanation } from '../records/record.ts';

/** What a report is made of; null where only the record is at hand. */
export interface Reported {
  readonly record: Explanation;
  readonly card: Card | null;
  readonly study: Study | null;
}

/** What a person does for a report. */
export interface Reporting {
  /** The principal reasons for what is decided about a row, compared with a group of rows. */
  principalReasons(study: Study, row: readonly Cell[], reference: Reasons['reference']['kind']): Promise<Reasons>;
}

export const createReporting = ({ session }: { readonly session: Pick<Session, 'modelOf'> }): Reporting => ({
  principalReasons: (study, row, reference) => session.modelOf(study).reasons(row, { reference }),
});
