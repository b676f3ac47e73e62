import { html, nothing, type TemplateResult } from 'lit';
import { download, slug } from '../../charts/scene/save.ts';
import { isComplete } from '../opening/own-files.ts';
import './keep-model.ts';
import { Panel } from './panel.ts';

/** The way to open own files, and what is still missing of them. */
export class OwnFilesPanel extends Panel {
  private readonly choose = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = ''; // the same file can be chosen again after it was mended
    if (files.length > 0) void this.controller.openFiles(files);
  };

  private readonly saveCard = () => {
    const card = this.state.topic?.study.card;
    if (!card) return;
    const json = new Blob([`${JSON.stringify(card, null, 2)}\n`], { type: 'application/json' });
    download(json, `${slug(card.name)}.card.json`);
  };

  protected override render() {
    const isOwn = this.state.topic?.origin.kind === 'own';
    return html`
      <label class="file button">
        <input type="file" multiple @change=${this.choose}>
        <span>${this.say('page.files.open')}</span>
      </label>
      ${this.status() ?? (isOwn ? nothing : html`<p class="hint">${this.say('page.files.hint')}</p>`)}
      <oriel-keep-model .state=${this.state} .controller=${this.controller}></oriel-keep-model>
      ${isOwn ? this.saveButton() : nothing}
    `;
  }

  private saveButton(): TemplateResult {
    const help = this.say('page.files.saveCardHelp');
    return html`
      <button type="button" title=${help} @click=${this.saveCard}>${this.say('page.files.saveCard')}</button>
    `;
  }

  /** What has been brought and what is missing, while only one half is here. */
  private status(): TemplateResult | null {
    const { model, table, photos, vocabulary } = this.state.own;
    const photosText = photos.length > 0 ? this.say('page.files.photos', { count: photos.length }) : null;
    const data = table?.file ?? vocabulary?.file ?? photosText;
    if (isComplete(this.state.own) || (!model && !data)) return null;
    const have = this.say('page.files.have', { file: model?.facts.file ?? data });
    const need = model ? this.say('page.files.needData') : this.say('page.files.needModel');
    return html`<p class="waiting" role="status"><strong>${have}</strong> ${need}</p>`;
  }
}

customElements.define('oriel-own-files', OwnFilesPanel);
