import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Finding } from '../../bundle/finding.ts';
import type { Anew, Checked } from '../checking/checked.ts';
import '../styles/check.css';
import { LatePanel } from './late-panel.ts';

/** Places that are listed. */
const MOST = 50;

/**
 * Whether files that were brought are what was written: chain and hashes, and, with the model on
 * show, every number made anew.
 */
export class CheckView extends LatePanel {
  private looked: string | null = null;

  /** What was just brought is what is looked at. */
  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const section = this.querySelector<HTMLElement>('section');
    const { checked } = this.state;
    if (!section || !checked || checked.isRunning || this.looked === checked.name) return;
    this.looked = checked.name;
    section.focus({ preventScroll: true });
    section.scrollIntoView({ block: 'nearest' });
  }

  protected override content() {
    const { checked } = this.state;
    if (!checked) return nothing;
    const close = () => this.controller.closeChecked();
    return html`
      <section class="checked" aria-labelledby="check-title" tabindex="-1">
        <div class="beside-head">
          <h2 id="check-title">${this.say('page.check.title')}</h2>
          <button type="button" @click=${close}>${this.say('page.check.close')}</button>
        </div>
        <p class="name"><bdi>${checked.name}</bdi></p>
        <div role="status">${this.verdict(checked)}</div>
        ${checked.isRunning ? nothing : [this.findings(checked.findings), this.anew(checked)]}
      </section>
    `;
  }

  private verdict({ isRunning, said, findings }: Checked): TemplateResult {
    if (isRunning) return html`<p>${this.say('page.check.checking')}</p>`;
    const { language } = this;
    const sound = findings.length === 0;
    return html`
      <p class="verdict ${sound ? 'sound' : 'unsound'}">${
        sound ? this.say('page.check.sound') : this.say('page.check.unsound', { count: findings.length })
      }</p>
      ${said.map((each) => html`<p>${language.text(each)}</p>`)}
    `;
  }

  private findings(findings: readonly Finding[]): TemplateResult | typeof nothing {
    if (findings.length === 0) return nothing;
    return html`<ul class="findings">${findings
      .slice(0, MOST)
      .map((finding) => html`<li>${this.say('page.check.finding', { ...finding })}</li>`)}</ul>`;
  }

  /** Its records, made anew with the model on show, or what is needed for that. */
  private anew({ records, anew }: Checked): TemplateResult | typeof nothing {
    if (records.length === 0) return nothing;
    const { topic } = this.state;
    const mine = records.filter(({ record }) => record.model.sha256 === topic?.study.model).length;
    if (anew?.isRunning) return this.made(anew);
    if (mine === 0) return this.needed(records[0].record.model);
    const others = records.length - mine;
    const again = { count: mine, again: anew !== null };
    return html`
      ${anew ? this.made(anew) : nothing}
      <p><button type="button" class="primary" title=${this.say('page.check.anewHelp')}
        @click=${() => void this.controller.makeAnew()}>${this.say('page.check.anew', again)}</button></p>
      ${others > 0 ? html`<p class="hint">${this.say('page.check.others', { count: others })}</p>` : nothing}
    `;
  }

  private needed({ name, sha256 }: { readonly name: string; readonly sha256: string }): TemplateResult {
    const { models, work } = this.state.kept;
    const isKept = models.some((model) => model.sha256 === sha256 && !model.missing);
    return html`
      <p class="hint">${this.say('page.check.needsModel', { name, sha256 })}</p>
      ${
        isKept
          ? html`<button type="button" ?disabled=${work !== null}
              @click=${() => void this.controller.openModel(sha256)}>${this.say('page.check.openKept')}</button>`
          : nothing
      }
    `;
  }

  private made({ isRunning, done, total, same, close, findings }: Anew): TemplateResult {
    const stop = () => this.controller.stopAnew();
    return html`
      <div class="made-anew">
        ${
          isRunning
            ? html`<p>${this.say('page.check.making', { done, total })}
                <button type="button" @click=${stop}>${this.say('page.check.stop')}</button></p>
              <progress aria-label=${this.say('page.check.progress')} max=${total || 1} value=${done}></progress>`
            : nothing
        }
        <div role="status">
          ${!isRunning && done < total ? html`<p>${this.say('page.check.stopped', { done, total })}</p>` : nothing}
          ${
            !isRunning && same > 0
              ? html`<p class="verdict sound">${this.say('page.check.same', { count: same })}</p>`
              : nothing
          }
          ${!isRunning && close > 0 ? html`<p>${this.say('page.check.near', { count: close })}</p>` : nothing}
          ${
            !isRunning && findings.length > 0
              ? html`<p class="verdict unsound">${this.say('page.check.unlike', { count: findings.length })}</p>`
              : nothing
          }
        </div>
        ${this.findings(findings)}
      </div>
    `;
  }
}

customElements.define('oriel-check', CheckView);
