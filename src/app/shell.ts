import { html, nothing, render } from 'lit';
import type { MessageKey } from '../catalogue/message.ts';
import './panels/header.ts';
import type { AppState } from './state.ts';

const wide = matchMedia('(min-width: 1100px)');

/**
 * What there is to read before the rest of the page has arrived: the header and the columns'
 * titles, where they will stand. `words` say how far it is.
 */
export function drawShell(
  state: AppState,
  words: Extract<MessageKey, 'page.answer.loading' | 'page.answer.notLoaded'>,
): HTMLElement {
  const { say } = state.language;
  const column = (title: MessageKey, text: MessageKey | null, kind: string) => html`
    <div class=${kind}>
      <h2>${say(title)}</h2>
      ${text === null ? nothing : html`<p class=${kind === 'shell-answer' ? 'sentence' : 'hint'}>${say(text)}</p>`}
    </div>
  `;
  const question = column('page.regions.what', null, 'shell-question');
  const answer = column('page.regions.answer', words, 'shell-answer');
  const evidence = column('page.regions.trust', 'page.trust.waiting', 'shell-evidence');
  const shell = document.createElement('oriel-shell');
  render(
    html`
      <oriel-header inert .state=${state}></oriel-header>
      <main>
        ${
          state.view !== 'decision'
            ? html`<p class="shell-kept">${say(words)}</p>`
            : html`<div class="columns">${
                wide.matches ? [question, answer, evidence] : [answer, question, evidence]
              }</div>`
        }
      </main>
    `,
    shell,
  );
  return shell;
}
