import { type Message, message } from '../../catalogue/message.ts';
import type { FrameActs, FrameSide } from '../frame-side.ts';
import type { Page } from './page.ts';

export interface WaitingParts {
  /** The rest of the page; null where it did not arrive. */
  readonly page: Promise<Page | null>;
  readonly answer: FrameSide['answer'];
  readonly say: (words: Message) => string;
}

/** Has a host's requests wait for the page that answers them, in their order. */
export function waitForPage({ page, answer, say }: WaitingParts): Omit<FrameActs, 'begin' | 'theme'> {
  let there: Page | null = null;
  const arrived = page.then((found) => {
    there = found;
    return found;
  });
  const lost = (id: number): void => {
    const what = message('page.answer.notLoaded');
    answer({ id, type: 'error', problem: 'failed', text: say(message('widget.problem.failed', { what })) });
  };
  const later = (act: (page: Page) => void): void => void arrived.then((found) => found && act(found));
  return {
    request: (request) => void arrived.then((found) => (found ? found.request(request) : lost(request.id))),
    cancel: (id) => later((found) => found.cancel(id)),
    state: (id) => there?.state(id) ?? 'waiting',
    serve: (port) => later((found) => found.serve(port)),
    engine: (port) => later((found) => found.engine(port)),
    end: () => later((found) => found.end()),
  };
}
