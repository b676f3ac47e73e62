import { clarify } from './clarify.ts';
import type { Form } from './form.ts';
import { shap } from './shap.ts';
import { shapiq } from './shapiq.ts';
import { vertex } from './vertex.ts';

export { type ClarifyResponse, toClarify } from './clarify.ts';
export { type ShapExplanation, toShap } from './shap.ts';
export { type ShapiqInteractionValues, toShapiq } from './shapiq.ts';
export { toVertex, type VertexExplanation } from './vertex.ts';

/** Forms of other tools, by the names that the command line has for them. */
export const forms = { shap, vertex, clarify, shapiq } as const satisfies Readonly<Record<string, Form>>;

export type FormName = keyof typeof forms;

export const formNames = Object.keys(forms) as readonly FormName[];
