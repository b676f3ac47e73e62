import { html, nothing, type TemplateResult } from 'lit';
import type { Counterfactual } from '../../library/index.ts';
import { amongSentence, tippingLines } from '../../wording/tipping-words.ts';
import { wordsForChanges } from '../../wording/words-for-changes.ts';
import { Panel } from './panel.ts';

/** How near the answer is to tipping: folded up at first, and looked for once it is unfolded. */
export class ChangeTipping extends Panel {
  protected override render() {
    const { changing, topic, language } = this.state;
    const { search, tipping, tippingWanted } = changing;
    const record = search?.study === topic?.study && !search?.stale ? search?.record : null;
    if (!record && !tippingWanted) return nothing;
    const own = tipping?.about === record ? tipping : null;
    const toggle = (event: Event) => this.controller.wantTipping((event.currentTarget as HTMLDetailsElement).open);
    return html`
      <details class="tipping" .open=${tippingWanted} @toggle=${toggle}>
        <summary>${this.say('page.changing.tipping.title')}</summary>
        ${own?.error ? html`<p class="remark" role="status">${language.text(own.error)}</p>` : nothing}
        ${tippingWanted && !own?.error && !own?.record ? this.waiting() : nothing}
        ${own?.record ? this.found(own.record) : nothing}
      </details>
    `;
  }

  private waiting(): TemplateResult {
    return html`<p class="remark waits" role="status">${this.say('page.changing.tipping.waiting')}</p>`;
  }

  private found(record: Counterfactual): TemplateResult | typeof nothing {
    const { topic, language } = this.state;
    if (!topic) return nothing;
    const lines = tippingLines(record, wordsForChanges(topic.study, language, 'alone'), language);
    const [tipping, holding] = [lines.filter(({ tips }) => tips), lines.filter(({ tips }) => !tips)];
    const among = amongSentence(record, language);
    const columns = holding.map(({ name }) => name);
    return html`
      ${among ? html`<p>${among}</p>` : nothing}
      ${
        tipping.length > 0
          ? html`<dl>${tipping.map(
              ({ name, now, text }) =>
                html`<div><dt>${this.say('page.changing.tipping.column', {
                  name,
                  now,
                })}</dt><dd>${text}</dd></div>`,
            )}</dl>`
          : nothing
      }
      ${
        columns.length > 0
          ? html`<p class="hint">${this.say('page.changing.tipping.holds', { columns, count: columns.length })}</p>`
          : nothing
      }
    `;
  }
}

customElements.define('oriel-change-tipping', ChangeTipping);
