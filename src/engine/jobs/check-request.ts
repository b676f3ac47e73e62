import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { asksCoalitions } from '../../explainers/asks-coalitions.ts';
import type { ExplainerDescription } from '../../explainers/explainer.ts';
import type { ExplainRequest } from '../protocol.ts';
import type { Subject } from '../subjects/subject.ts';

/** Throws `request-invalid` where a chosen explainer cannot do what a request asks of it. */
export function checkRequest(
  description: ExplainerDescription,
  { space = 'output', groups }: Pick<ExplainRequest, 'space' | 'groups'>,
  subject: Pick<Subject, 'groups' | 'masker'>,
): void {
  const { family, links, name } = description;
  if (family === 'lime' && (subject.groups ?? groups))
    throw new OrielError('request-invalid', { text: message('engine.limeGroups') });
  if (subject.masker.kind === 'conditional' && !asksCoalitions(description))
    throw new OrielError('request-invalid', { text: message('engine.conditional.explainer', { name }) });
  if (!links && space !== 'output')
    throw new OrielError('request-invalid', { text: message('engine.ownUnits', { name }) });
}
