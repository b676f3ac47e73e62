import type { HostSide } from '../host-side.ts';
import type { ExplainOptions, Instance, OrielExplainer } from './types.ts';

type Asked = Parameters<HostSide['ask']>[0];
export type Question = Extract<Asked, { type: 'predict' | 'explain' }>;

/** What a text says, if it is JSON of more than a text; else the text. */
function parsed(value: unknown): unknown {
  try {
    const found: unknown = typeof value === 'string' ? JSON.parse(value) : value;
    return typeof found === 'string' ? value : found;
  } catch {
    return value;
  }
}

/** What a page's developer asks; what each value means, and whether it may be, the frame knows. */
export function questionOf(
  type: Question['type'],
  { explainer, budget, output, background, options }: OrielExplainer,
  instance: Instance,
  given: ExplainOptions,
): Question {
  const said = {
    explainer,
    budget: parsed(budget),
    outputs: parsed(output),
    background: parsed(background),
    ...options,
    ...given,
  };
  return { type, input: parsed(instance), ...(type === 'explain' && { options: said }) } as Question;
}
