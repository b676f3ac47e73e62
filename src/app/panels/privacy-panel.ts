import { html, nothing, type TemplateResult } from 'lit';
import { message } from '../../catalogue/message.ts';
import type { Request } from '../../look/requests.ts';
import { purposeOf, received, sums } from '../privacy/purpose.ts';
import { type Stored, whatIsStored } from '../privacy/stored.ts';
import '../styles/privacy.css';
import { sizeText } from '../wording/kept-words.ts';
import { LatePanel } from './late-panel.ts';

/** What left this machine, request by request, what is stored on it, and how to check both. */
export class PrivacyPanel extends LatePanel {
  private stored: Stored | null = null;
  private wiped = false;
  /** What was kept when this last looked at what is stored. */
  private keptThen: unknown = null;
  private forgetting = false;

  protected override learnt(): void {
    void this.look();
    void this.updateComplete.then(() => {
      const dialog = this.querySelector('dialog');
      if (dialog && !dialog.open) dialog.showModal();
    });
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    super.updated(changed);
    // A look at what is being forgotten would open it once more.
    if (!this.forgetting && this.keptThen && this.keptThen !== this.state.kept.room) void this.look();
  }

  private async look(): Promise<void> {
    await this.controller.lookForKept();
    this.keptThen = this.state.kept.room;
    this.stored = await whatIsStored();
    this.requestUpdate();
  }

  private readonly close = () => this.querySelector('dialog')?.close();
  private readonly closed = () => this.dispatchEvent(new Event('close'));

  private readonly forget = async () => {
    this.forgetting = true;
    this.keptThen = null;
    await this.controller.forget().finally(() => {
      this.forgetting = false;
    });
    this.wiped = true;
    await this.look();
  };

  protected override content() {
    return html`
      <dialog class="privacy" aria-labelledby="privacy-title" @close=${this.closed}>
        <div class="privacy-head">
          <h2 id="privacy-title">${this.say('page.trust.left')}</h2>
          <button type="button" @click=${this.close}>${this.say('page.privacy.close')}</button>
        </div>
        ${this.inAll()}
        <h3>${this.say('page.privacy.asked')}</h3>
        ${this.asked()}
        ${this.each()}
        <h3>${this.say('page.privacy.stored.title')}</h3>
        ${this.here()}
        <h3>${this.say('page.privacy.check.title')}</h3>
        ${this.checks()}
      </dialog>
    `;
  }

  private inAll(): TemplateResult {
    const { all, foreign } = this.state.requests;
    const here = all.filter(({ wasHere }) => wasHere).length;
    const size = this.size(received(all));
    return html`
      <p class="verdict"><strong>${this.say('page.privacy.sent')}</strong></p>
      <p>${this.say('page.privacy.sentHow')}</p>
      <p>${this.say('page.privacy.received', { size, count: all.length - here, here })}</p>
      <p>${
        foreign > 0
          ? this.say('page.trust.foreign', { count: foreign })
          : this.say('page.privacy.own', { origin: location.origin })
      }</p>
    `;
  }

  private size(bytes: number): string {
    return sizeText(bytes, this.language);
  }

  private heads(...names: ('at' | 'what' | 'count' | 'size' | 'file')[]): TemplateResult {
    return html`<thead><tr>${names.map(
      (name) => html`<th scope="col">${this.say(`page.privacy.column.${name}`)}</th>`,
    )}</tr></thead>`;
  }

  private asked(): TemplateResult {
    const lines = sums(this.state.requests.all);
    return html`
      <table class="purposes">
        ${this.heads('what', 'count', 'size')}
        <tbody>${lines.map(
          ({ purpose, count, bytes }) => html`<tr><th scope="row">${this.say(`page.privacy.what.${purpose}`)}</th>
            <td>${this.language.number(count)}</td><td>${this.size(bytes)}</td></tr>`,
        )}</tbody>
      </table>
    `;
  }

  private each(): TemplateResult {
    const { all } = this.state.requests;
    return html`
      <details class="each">
        <summary>${this.say('page.privacy.each', { count: all.length })}</summary>
        <table>
          ${this.heads('at', 'what', 'size', 'file')}
          <tbody>${all.map((request) => this.line(request))}</tbody>
        </table>
      </details>
    `;
  }

  private line(request: Request): TemplateResult {
    const { address, at, bytes, wasHere, foreign } = request;
    const { origin, pathname, search } = new URL(address);
    const seconds = this.language.number(at / 1000, { style: 'unit', unit: 'second', maximumFractionDigits: 1 });
    const size = wasHere
      ? this.say('page.privacy.wasHere')
      : bytes === null
        ? this.say('page.privacy.unknown')
        : this.size(bytes);
    return html`<tr data-address=${address} ?data-wire=${!wasHere}><td>${seconds}</td>
      <td>${this.say(`page.privacy.what.${purposeOf(request)}`)}</td><td>${size}</td>
      <td><bdi dir="ltr">${foreign ? origin : ''}${pathname}${search}</bdi></td></tr>`;
  }

  private here(): TemplateResult | typeof nothing {
    const { stored } = this;
    if (!stored) return nothing;
    const { entries, models, room } = this.state.kept;
    const { files, settings, cookies, bytes } = stored;
    const explanations = entries?.length ?? 0;
    const kept =
      room && explanations + models.length > 0
        ? message('page.privacy.stored.kept', { explanations, models: models.length, size: this.size(room.bytes) })
        : message('page.privacy.stored.nothing');
    const counted = (name: 'files' | 'settings', held: Stored['files']) =>
      held && message(`page.privacy.stored.${name}`, { count: held.count, size: this.size(held.bytes) });
    const lines = [
      kept,
      counted('files', files),
      counted('settings', settings),
      cookies !== null && message('page.privacy.stored.cookies', { count: cookies }),
      bytes !== null && message('page.privacy.stored.all', { size: this.size(bytes) }),
      !files && !settings && message('page.privacy.stored.refused'),
    ];
    return html`
      <ul>${lines.map((line) => (line ? html`<li>${this.language.text(line)}</li>` : nothing))}</ul>
      <p class="hint">${this.say('page.privacy.stored.copies')}</p>
      <p>${this.say('page.privacy.stored.wipe')}
        <button type="button" class="wipe" @click=${this.forget}>${this.say('page.header.forget')}</button></p>
      <p class="hint" role="status">${this.wiped ? this.say('page.privacy.stored.wiped') : nothing}</p>
    `;
  }

  private checks(): TemplateResult {
    const rules = document.querySelector<HTMLMetaElement>('meta[http-equiv="Content-Security-Policy"]')?.content;
    return html`
      <ol>
        <li>${this.say('page.privacy.check.tools')}</li>
        <li>${this.say('page.privacy.check.flight')}</li>
        <li>${this.say('page.privacy.check.header')}
          ${
            rules
              ? html`<details class="rules"><summary>${this.say('page.privacy.check.rules')}</summary>
                  <ul dir="ltr">${rules.split('; ').map((rule) => html`<li><code>${rule}</code></li>`)}</ul></details>`
              : nothing
          }</li>
      </ol>
    `;
  }
}

customElements.define('oriel-privacy', PrivacyPanel);
