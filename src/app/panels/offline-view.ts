import { html, nothing, type TemplateResult } from 'lit';
import type { OfflineStatus } from '../../offline/offline.ts';
import type { Problem } from '../../offline/shelf.ts';
import '../styles/offline.css';
import { sizeText } from '../wording/kept-words.ts';
import { LatePanel } from './late-panel.ts';

/** Keeping the page for use without a network: how far it is, and what can be done about it. */
export class OfflineView extends LatePanel {
  protected override content() {
    const { offline } = this.state;
    const status = offline?.status;
    if (!offline || !status) return nothing;
    return html`
      <div role="status">${status.state === 'off' ? nothing : this.status(status)}</div>
      ${status.state === 'off' ? this.offer(offline.size) : this.tools(status)}
      ${status.ready ? this.newer(status.ready.created, offline.waits) : nothing}
    `;
  }

  private size(bytes: number): string {
    return sizeText(bytes, this.language);
  }

  private offer(size: number | null): TemplateResult {
    if (size === null) return html`<p>${this.say('page.offline.noList')}</p>`;
    return html`
      <p>${this.say('page.offline.about', { size: this.size(size) })}</p>
      <button type="button" @click=${() => void this.controller.keepOffline()}>${this.say('page.offline.keep')}</button>
    `;
  }

  private status(status: OfflineStatus): TemplateResult {
    const { state, bytes, problem, by } = status;
    const [kept, wanted] = [this.size(bytes.kept), this.size(bytes.wanted)];
    const verdict = html`<p class="verdict"><strong>${this.say('page.offline.state', { state })}</strong></p>`;
    // Where all is here, nobody need hear that there is no network.
    const trouble = problem && !(state === 'ready' && problem.kind === 'network') ? this.trouble(problem) : nothing;
    return html`
      ${verdict}
      ${
        state === 'ready'
          ? html`<p>${this.say('page.offline.kept', { size: wanted })}</p>`
          : html`<p>${this.say('page.offline.far', { kept, wanted })}</p>`
      }
      ${state === 'getting' ? nothing : trouble}
      ${by === 'site' ? html`<p class="hint">${this.say('page.offline.site')}</p>` : nothing}
    `;
  }

  private trouble({ kind, file }: Problem): TemplateResult {
    return html`<p class="remark">${this.say('page.offline.problem', { kind, file: file ?? '' })}</p>`;
  }

  private tools({ state, bytes, by }: OfflineStatus): TemplateResult {
    const { controller } = this;
    const button = (text: string, act: () => Promise<void>) =>
      html`<button type="button" @click=${() => void act()}>${text}</button>`;
    return html`
      ${
        state === 'getting'
          ? html`<progress max=${bytes.wanted} .value=${bytes.kept}
              aria-label=${this.say('page.offline.state', { state })}></progress>
              ${by === 'person' ? button(this.say('page.offline.stop'), controller.stopOffline) : nothing}`
          : nothing
      }
      ${state === 'incomplete' ? button(this.say('page.offline.complete'), controller.completeOffline) : nothing}
      ${
        state !== 'getting' && by === 'person'
          ? button(this.say('page.offline.forget'), controller.forgetOffline)
          : nothing
      }
    `;
  }

  /** A version that waits until nobody uses the page. */
  private newer(created: string, waits: boolean): TemplateResult {
    const date = this.language.date(new Date(created), { dateStyle: 'medium', timeStyle: 'short' });
    return html`
      <p>${this.say('page.offline.newer', { date })}</p>
      <button type="button" title=${this.say('page.offline.takeHelp')}
        @click=${() => void this.controller.takeNewVersion()}>${this.say('page.offline.take')}</button>
      ${waits ? html`<p class="remark" role="alert">${this.say('page.offline.waits')}</p>` : nothing}
    `;
  }
}

customElements.define('oriel-offline', OfflineView);
