import { html, type TemplateResult } from 'lit';
import type { Language } from '../../catalogue/language.ts';
import { limits } from '../../limits.ts';
import { choosesAbsent, isConditional } from '../explaining/request.ts';
import type { Settings } from '../settings.ts';
import type { Topic } from '../state.ts';
import { numberField, range, selectField } from './fields.ts';

const absences = ['marginal', 'conditional'] as const;
const imputers = ['auto', 'gaussian-copula', 'nearest-rows'] as const;
const backgroundMethods = ['sample', 'k-means'] as const;

type Change = (change: Partial<Settings>) => void;

const whole = (bounds: readonly [number, number]) => ({ ...range(bounds), whole: true });

/** What stands for absent columns of a table, and which rows it comes from. */
export function tableFields(topic: Topic, settings: Settings, language: Language, set: Change): TemplateResult {
  if (!choosesAbsent(settings, topic)) return backgroundFields(settings, language, set);
  const { say } = language;
  const field = { name: 'absent', label: say('page.what.absent'), help: say('page.what.absentHelp') };
  const choices = absences.map((value) => ({ value, label: say(`page.what.absences.${value}`) }));
  const fields = isConditional(settings, topic) ? conditionalFields : backgroundFields;
  return html`
    ${selectField(field, settings.absent, choices, (value) => set({ absent: value as Settings['absent'] }))}
    ${fields(settings, language, set)}
  `;
}

function conditionalFields({ conditionalRows, draws, imputer }: Settings, { say }: Language, set: Change) {
  const [, most] = limits.conditionalRows;
  const help = say('page.what.conditionalRowsHelp', { most });
  const forRows = { name: 'background', label: say('page.what.background'), help };
  const forImputer = { name: 'imputer', label: say('page.what.imputer') };
  const forDraws = { name: 'draws', label: say('page.what.draws') };
  const ways = imputers.map((value) => ({ value, label: say(`page.what.imputers.${value}`) }));
  const setRows = (rows: number | null) => set({ conditionalRows: rows ?? conditionalRows });
  const setDraws = (rows: number | null) => set({ draws: rows ?? draws });
  return html`
    ${selectField(forImputer, imputer, ways, (value) => set({ imputer: value as Settings['imputer'] }))}
    ${numberField(forRows, conditionalRows, whole(limits.conditionalRows), setRows)}
    ${numberField(forDraws, draws, whole(limits.draws), setDraws)}
  `;
}

function backgroundFields({ background }: Settings, { say }: Language, set: Change) {
  const help = say('page.what.backgroundHelp', { most: limits.backgroundRows[1] });
  const forRows = { name: 'background', label: say('page.what.background'), help };
  const forMethod = { name: 'background-method', label: say('page.what.backgroundMethod') };
  const methods = backgroundMethods.map((value) => ({ value, label: say(`page.what.backgroundMethods.${value}`) }));
  const change = (part: Partial<typeof background>) => set({ background: { ...background, ...part } });
  const setRows = (rows: number | null) => change({ rows: rows ?? background.rows });
  const setMethod = (method: string) => change({ method: method as typeof background.method });
  return html`
    ${numberField(forRows, background.rows, whole(limits.backgroundRows), setRows)}
    ${selectField(forMethod, background.method, methods, setMethod)}
  `;
}
