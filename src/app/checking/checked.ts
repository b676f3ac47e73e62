import type { LineRecord } from '../../audit/check-records.ts';
import type { Finding } from '../../bundle/finding.ts';
import type { Message } from '../../catalogue/message.ts';
import type { Budget } from '../../library/index.ts';

/** What can be checked. Files of a bundle are checked together. */
export type AuditKind = 'log' | 'bundle' | 'record' | 'report';

/** A file that was brought, and what of these it belongs to. */
export interface ToCheck {
  readonly file: File;
  readonly kind: AuditKind;
}

/** How far records were made anew. */
export interface Anew {
  readonly isRunning: boolean;
  readonly done: number;
  readonly total: number;
  readonly same: number;
  /** Within the tolerance of the GPU that made them. */
  readonly close: number;
  readonly findings: readonly Finding[];
}

/** What was found out about what was brought. */
export interface Checked {
  /** What it is called. */
  readonly name: string;
  readonly kind: AuditKind;
  readonly isRunning: boolean;
  /** What is as it was written. */
  readonly said: readonly Message[];
  /** What is not. */
  readonly findings: readonly Finding[];
  /** Records that can be made anew with their model, of the files that they are from. */
  readonly records: readonly (LineRecord & { readonly file: string })[];
  /** What they were asked for, where the files say it; null where they do not. */
  readonly budget: Budget | null;
  readonly anew: Anew | null;
}
