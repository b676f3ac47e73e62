import type { MessageKey } from '../catalogue/message.ts';

// The catalogue has an explainer's texts under its name: `explainer.exact.label`,
// `explainer.exact.help`, and for each option `explainer.lime.kernelWidth.label` and `.help`. A
// test checks that none is missing.

export type Named = 'label' | 'help';

export const explainerKey = (explainer: string, what: Named): MessageKey =>
  `explainer.${explainer}.${what}` as MessageKey;

export const optionKey = (explainer: string, option: string, what: Named): MessageKey =>
  `explainer.${explainer}.${option}.${what}` as MessageKey;
