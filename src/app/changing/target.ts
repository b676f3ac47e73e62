import type { ChangeTarget, Study } from '../../library/index.ts';
import { classChoices } from '../../wording/classes.ts';

/** Another answer as a form has it: a class, with the share that it must have, in percent. */
export interface WantedClass {
  /** null: any but the present one. */
  readonly label: string | null;
  /** null: as much as makes it the answer. */
  readonly percent: number | null;
}

const rounded = (share: number): number => Number(share.toFixed(6));

/** What a form's choice asks for. */
export function targetOf(study: Study, { label, percent }: WantedClass): ChangeTarget | null {
  const choice = classChoices(study).find((one) => one.label === label);
  if (!choice) return null;
  if (percent === null) return { class: choice.label };
  const share = percent / 100;
  const { output } = choice;
  return choice.flip ? { output, most: rounded(1 - share) } : { output, least: rounded(share) };
}

/** What was asked for, as the form has it. */
export function wantedClass(study: Study, to: ChangeTarget | null): WantedClass {
  if (!to) return { label: null, percent: null };
  if ('class' in to) return { label: to.class, percent: null };
  const { output, least, most } = to;
  const flip = least === undefined;
  const choice = classChoices(study).find((one) => one.output === output && one.flip === flip);
  const share = flip ? 1 - (most ?? 0) : least;
  return { label: choice?.label ?? null, percent: rounded(share * 100) };
}

/** Three digits of a number, to begin with. */
export const about = (value: number): number => Number(value.toPrecision(3));
