import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Controller } from './controller.ts';
import { foldOnEscape } from './escape.ts';
import { messageOf } from './explaining/explaining.ts';
import './panels/alerts.ts';
import './panels/answer-bar.ts';
import './panels/answer-panel.ts';
import './panels/files-drop.ts';
import './panels/foreign-help.ts';
import './panels/header.ts';
import './panels/record-panel.ts';
import './panels/table-dialog.ts';
import './panels/trust-panel.ts';
import './panels/what-panel.ts';
import type { AppState } from './state.ts';
import type { Store } from './store.ts';

type Column = 'what' | 'answer' | 'trust';

const wide = matchMedia('(min-width: 1100px)');

/**
 * Views in place of the columns. Each is imported in a function of its own: of two imports in one
 * expression the build makes one, and leaves out the styles of the other.
 */
const views = {
  check: () => import('./panels/check-view.ts'),
  kept: () => import('./panels/kept-view.ts'),
  model: () => import('./panels/model-view.ts'),
};

/**
 * The page: header, then question, answer and evidence; on a narrow screen the answer comes first.
 */
export class OrielApp extends LitElement {
  declare store: Store;
  declare controller: Controller;
  private stop?: () => void;
  private unfold?: () => void;
  /** What the columns were drawn of. */
  private columns: AppState | null = null;

  private readonly redraw = () => this.requestUpdate();

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stop = this.store.subscribe(this.redraw);
    wide.addEventListener('change', this.redraw);
    this.unfold = foldOnEscape(document);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
    this.unfold?.();
    wide.removeEventListener('change', this.redraw);
  }

  private column(name: Column, state: AppState): TemplateResult {
    const { controller } = this;
    switch (name) {
      case 'what':
        return html`<oriel-what id="question" role="region" aria-labelledby="question-title"
          .state=${state} .controller=${controller}></oriel-what>`;
      case 'answer':
        return html`<oriel-answer id="answer" role="region" aria-labelledby="answer-title" tabindex="-1"
          .state=${state} .controller=${controller}></oriel-answer>`;
      case 'trust':
        return html`<oriel-trust id="evidence" role="region" aria-labelledby="evidence-title"
          .state=${state} .controller=${controller}></oriel-trust>`;
    }
  }

  protected override render(): TemplateResult {
    const state = this.store.get();
    const shown = state.view !== 'decision' && this.canShow(state.view) ? state.view : 'decision';
    const isAside = shown !== 'decision';
    // Out of sight they stay as they were, unless that would be of what is gone.
    const columns = isAside && this.columns?.topic === state.topic ? this.columns : state;
    this.columns = columns;
    // The order of reading and of the tab key is the order on the screen.
    const order: readonly Column[] = wide.matches ? ['what', 'answer', 'trust'] : ['answer', 'what', 'trust'];
    return html`
      <a class="skip" href="#answer" @click=${this.skip}>${state.language.say('page.skip')}</a>
      <oriel-header .state=${state} .controller=${this.controller}></oriel-header>
      <main>
        <oriel-alerts .state=${state} .controller=${this.controller}></oriel-alerts>
        <oriel-foreign-help .state=${state} .controller=${this.controller}></oriel-foreign-help>
        ${
          state.checked && this.canShow('check')
            ? html`<oriel-check .state=${state} .controller=${this.controller}></oriel-check>`
            : nothing
        }
        <oriel-record .state=${state} .controller=${this.controller}></oriel-record>
        ${shown === 'kept' ? html`<oriel-kept .state=${state} .controller=${this.controller}></oriel-kept>` : nothing}
        ${
          shown === 'model' ? html`<oriel-model .state=${state} .controller=${this.controller}></oriel-model>` : nothing
        }
        <div class="columns" ?hidden=${isAside}>${repeat(
          order,
          (name) => name,
          (name) => this.column(name, columns),
        )}</div>
      </main>
      ${
        wide.matches || isAside
          ? nothing
          : html`<oriel-answer-bar .state=${state} .controller=${this.controller}></oriel-answer-bar>`
      }
      <oriel-table-dialog .state=${state} .controller=${this.controller}></oriel-table-dialog>
      <oriel-files-drop .state=${state} .controller=${this.controller}></oriel-files-drop>
    `;
  }

  /** Its part of the page comes when it is first wanted; until then what was on show stays. */
  private canShow(view: keyof typeof views): boolean {
    if (customElements.get(`oriel-${view}`)) return true;
    void this.load(view).then(this.redraw);
    return false;
  }

  private async load(view: keyof typeof views): Promise<void> {
    await views[view]().catch((error) => this.store.alert(messageOf(error)));
  }

  /** Waits for what the view on show is made of, so that all of it is drawn at once. */
  async prepare(): Promise<void> {
    const { view } = this.store.get();
    if (view === 'kept') await Promise.all([this.load(view), this.controller.readKept()]);
    if (view === 'model') await this.load(view);
  }

  /** Without a fragment in the address, which says what is on show. */
  private readonly skip = (event: Event) => {
    event.preventDefault();
    const answer = this.querySelector<HTMLElement>('#answer');
    answer?.scrollIntoView();
    answer?.focus();
  };
}

customElements.define('oriel-app', OrielApp);
