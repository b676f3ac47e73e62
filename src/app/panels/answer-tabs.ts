import { html, nothing } from 'lit';
import type { AnswerTab } from '../changing/changing-state.ts';
import { Panel } from './panel.ts';

const tabs: readonly AnswerTab[] = ['why', 'change'];

/** Ids of a tab and of what it shows. */
export const tabId = (tab: AnswerTab): string => `tab-${tab}`;
export const tabPanelId = (tab: AnswerTab): string => `tab-panel-${tab}`;

/** Why the answer is so, and what would change it: the arrow keys go from one to the other. */
export class AnswerTabs extends Panel {
  protected override render() {
    const { tab: shown } = this.state;
    return html`
      <div class="tabs" role="tablist" aria-label=${this.say('page.tabs.label')} @keydown=${this.onKey}>
        ${tabs.map(
          (tab) => html`
            <button type="button" role="tab" id=${tabId(tab)} aria-controls=${tabPanelId(tab)}
              aria-selected=${tab === shown} tabindex=${tab === shown ? nothing : -1}
              @click=${() => this.controller.showTab(tab)}>${this.say(`page.tabs.${tab}`)}</button>
          `,
        )}
      </div>
    `;
  }

  private readonly onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = tabs.indexOf(this.state.tab);
    const forth = this.state.language.direction === 'rtl' ? -1 : 1;
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: at + forth,
      ArrowLeft: at - forth,
      Home: 0,
      End: tabs.length - 1,
    };
    if (!Object.hasOwn(steps, event.key)) return;
    event.preventDefault();
    const next = tabs[(steps[event.key] + tabs.length) % tabs.length];
    this.controller.showTab(next);
    this.querySelector<HTMLElement>(`#${tabId(next)}`)?.focus();
  };
}

customElements.define('oriel-answer-tabs', AnswerTabs);
