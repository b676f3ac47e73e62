import { html, nothing, type TemplateResult } from 'lit';
import { pageWords } from '../../words/en.ts';
import { download, slug } from '../download.ts';
import { isComplete } from '../opening/own-files.ts';
import { Panel } from './panel.ts';

const words = pageWords.files;

/** The way to open own files, and what is still missing of them. */
export class OwnFilesPanel extends Panel {
  private readonly choose = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = ''; // the same file can be chosen again after it was mended
    if (files.length > 0) void this.controller.openFiles(files);
  };

  private readonly saveCard = () => {
    const card = this.state.subject?.study.card;
    if (card) download(`${slug(card.name)}.card.json`, `${JSON.stringify(card, null, 2)}\n`);
  };

  protected override render() {
    return html`
      <label class="file button">
        <input type="file" multiple @change=${this.choose}>
        <span>${words.open}</span>
      </label>
      ${this.status() ?? html`<p class="hint">${words.hint}</p>`}
      ${this.state.subject?.origin.kind === 'own' ? html`<button type="button" title=${words.saveCardHelp} @click=${this.saveCard}>${words.saveCard}</button>` : nothing}
    `;
  }

  /** What has come and what is missing, while only one half is here. */
  private status(): TemplateResult | null {
    const { model, table, photos, vocabulary } = this.state.own;
    const data = table?.file ?? vocabulary?.file ?? (photos.length > 0 ? words.photos(photos.length) : null);
    if (isComplete(this.state.own) || (!model && !data)) return null;
    return html`<p class="waiting" role="status"><strong>${words.have(model?.facts.file ?? data ?? '')}</strong> ${model ? words.needData : words.needModel}</p>`;
  }
}

customElements.define('oriel-own-files', OwnFilesPanel);
