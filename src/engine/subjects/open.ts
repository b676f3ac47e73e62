import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { type Numbers, precisionOf } from '../../numerics/numbers.ts';
import type { ExplainRequest, InputChoice } from '../protocol.ts';
import type { PictureFile, StudyState, TabularStudy } from '../studies/study.ts';
import type { Subject } from './subject.ts';
import { rowSubjects } from './tabular.ts';

type Pictures = (handle: string) => PictureFile;

/** The input as one row for the model. Throws where a row does not exist or cannot be read. */
export async function instanceOf(study: StudyState, input: InputChoice, pictures: Pictures): Promise<Numbers> {
  if (study.kind === 'image') {
    if (input.kind !== 'picture') throw wrongInput(study);
    return (await import('./image.ts')).imageInstance(study, pictures(input.picture));
  }
  if (study.kind === 'text') {
    if (input.kind !== 'text') throw wrongInput(study);
    return (await import('./text.ts')).textInstance(study, input.text);
  }
  return rowOf(study, input);
}

function rowOf(study: TabularStudy, input: InputChoice): Numbers {
  if (input.kind === 'row') return study.row(input.row);
  if (input.kind === 'values') return study.encode(input.values);
  throw wrongInput(study);
}

/** Makes a request's input ready for a game. */
export async function openSubject(study: StudyState, request: ExplainRequest, pictures: Pictures): Promise<Subject> {
  const { input } = request;
  if (study.kind === 'image') {
    if (input.kind !== 'picture') throw wrongInput(study);
    return (await import('./image.ts')).imageSubject(study, request, pictures(input.picture));
  }
  if (study.kind === 'text') {
    if (input.kind !== 'text') throw wrongInput(study);
    return (await import('./text.ts')).textSubject(study, request, input.text);
  }
  const needed = inNeededPrecision(study, request);
  const instance = rowOf(needed, input);
  return (await rowSubjects(needed, request)).subject(instance, input.kind === 'row' ? input.row : null);
}

/**
 * The study with rows in the precision that a request's own numbers need: those that a person typed
 * and those of other tables, to compare with.
 */
export function inNeededPrecision(
  study: TabularStudy,
  {
    input,
    background,
    against,
  }: Pick<ExplainRequest, 'background'> & { readonly input?: InputChoice; readonly against?: string },
): TabularStudy {
  if (!study.wide) return study;
  const typed = input?.kind === 'values' ? [precisionOf(study.encode(input.values))] : [];
  const tables = [background?.table, against].filter((table) => table !== undefined);
  const foreign = tables.map((table) => study.foreignRows(table).rows.precision);
  return [...typed, ...foreign].includes('float64') ? study.wide() : study;
}

/** The model takes another kind of input than the request names. */
export const wrongInput = ({ kind }: StudyState): OrielError =>
  new OrielError('request-invalid', { text: message('engine.wrongInput', { kind }) });
