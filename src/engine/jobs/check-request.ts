import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { ExplainerDescription } from '../../explainers/explainer.ts';
import type { ExplainRequest } from '../protocol.ts';
import type { Subject } from '../subjects/subject.ts';

/** Throws `request-invalid` where a chosen explainer cannot do what a request asks of it. */
export function checkRequest(
  { family, links, name }: ExplainerDescription,
  { space = 'output', groups }: Pick<ExplainRequest, 'space' | 'groups'>,
  subject: Pick<Subject, 'groups'>,
): void {
  if (family === 'lime' && (subject.groups ?? groups))
    throw new OrielError('request-invalid', { text: message('engine.limeGroups') });
  if (!links && space !== 'output')
    throw new OrielError('request-invalid', { text: message('engine.ownUnits', { name }) });
}
