import type { Inspection } from '../../records/inspection.ts';
import type { Subject } from './picture.ts';

type Performance = NonNullable<Inspection['performance']>;

/** How well one class is told from all others. */
export type OneClass = Pick<
  Extract<Performance, { kind: 'binary' }>,
  'rows' | 'positives' | 'prevalence' | 'rocAuc' | 'averagePrecision' | 'decisions' | 'roc' | 'precisionRecall'
> &
  Pick<Extract<Performance, { kind: 'binary' }>, 'calibration' | 'calibrationError' | 'gain'>;

export interface ShownClass {
  /** As the record has it. */
  readonly id: string;
  /** In the person's words. */
  readonly name: string;
  readonly found: OneClass;
}

/** Whether there are rows of the class, and others to tell them from. */
export const hasBoth = ({ rows, positives }: OneClass): boolean => positives > 0 && positives < rows;

/** The class that is shown, and after it all others; empty where answers are no classes. */
export function classesOf({ inspection, words, choice }: Subject): readonly ShownClass[] {
  const { performance, classes, output } = inspection;
  if (!performance || performance.kind === 'regression') return [];
  if (performance.kind === 'binary') return [{ id: output, name: words.class(output), found: performance }];
  const all = performance.classes.map((found, at): ShownClass => {
    const id = classes?.[at] ?? String(at);
    return { id, name: words.class(id), found };
  });
  const shown = all.find(({ id }) => id === choice.class) ?? all.find(({ id }) => id === output) ?? all[0];
  return [shown, ...all.filter((one) => one !== shown)];
}
