import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Language } from '../../catalogue/language.ts';
import { message } from '../../catalogue/message.ts';
import type { KeptEntry, KeptPair } from '../keeping/kept-things.ts';
import { holdsWords, type KeptLine, keptLine, sizeText } from '../wording/kept-words.ts';
import '../styles/kept.css';
import './kept-pair.ts';
import './log-view.ts';
import { Panel } from './panel.ts';
import './your-models.ts';

/** Lines at first, and how many come with each wish for more. */
const LINES = 50;

/** All explanations that are kept: to be found again, opened, deleted and saved as a file. */
export class KeptView extends Panel {
  private lines = LINES;
  /** What was on show when this was last drawn, to see where the focus belongs. */
  private deletedBefore: KeptEntry | null = null;
  private openedBefore: string | null = null;
  private pairBefore: KeptPair | null = null;
  private readonly words = new WeakMap<KeptEntry, { readonly language: Language; readonly line: KeptLine }>();

  protected override firstUpdated(): void {
    this.deletedBefore = this.state.kept.deleted;
    if (document.activeElement !== document.body) this.querySelector<HTMLElement>('section')?.focus();
  }

  /** The focus follows what a person does: to the way back, to what was opened or came back. */
  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { deleted } = this.state.kept;
    const { openedRecord } = this.state;
    const opened = openedRecord?.file === null ? openedRecord.record.id : null;
    if (deleted && deleted !== this.deletedBefore) this.querySelector<HTMLElement>('.undo')?.focus();
    else if (!deleted && this.deletedBefore) this.focusLine(this.deletedBefore.record.id);
    if (opened && opened !== this.openedBefore) {
      // It stands above the list, which may be long.
      const panel = document.querySelector<HTMLElement>('.opened-record');
      panel?.focus({ preventScroll: true });
      panel?.scrollIntoView();
    }
    if (!opened && this.openedBefore && !deleted) this.focusLine(this.openedBefore);
    const { pair } = this.state.kept;
    if (!pair && this.pairBefore && !deleted) this.focusLine(this.pairBefore[0].record.id);
    this.deletedBefore = deleted;
    this.openedBefore = opened;
    this.pairBefore = pair;
  }

  private focusLine(id: string): void {
    const line = this.querySelector<HTMLElement>(`[data-record="${CSS.escape(id)}"] .open`);
    (line ?? this.querySelector<HTMLElement>('section'))?.focus();
  }

  protected override render() {
    const { kept, language } = this.state;
    const entries = kept.entries ?? [];
    const words = kept.sought.trim();
    const found = words === '' ? entries : entries.filter((entry) => holdsWords(entry, words, language));
    return html`
      <section class="kept" aria-labelledby="kept-title" tabindex="-1">
        <div class="kept-head">
          <h2 id="kept-title">${this.say('page.kept.title')}</h2>
          <button type="button" @click=${() => this.controller.leaveKept()}>${this.say('page.kept.back')}</button>
        </div>
        ${kept.why ? html`<p class="remark">${language.text(kept.why)}</p>` : nothing}
        ${this.tools(entries.length + kept.models.length)}
        <div class="kept-status${this.state.kept.deleted ? ' short' : ''}" role="status">${this.status()}</div>
        ${this.refused()}
        <oriel-your-models all .state=${this.state} .controller=${this.controller}></oriel-your-models>
        <oriel-kept-pair .state=${this.state} .controller=${this.controller}></oriel-kept-pair>
        ${
          entries.length === 0
            ? kept.models.length > 0
              ? nothing
              : html`<p class="empty">${this.say('page.kept.empty')}</p>`
            : found.length === 0
              ? html`<p class="empty">${this.say('page.kept.noneFound', { words })}</p>`
              : html`<ul>${repeat(
                  found.slice(0, this.lines),
                  ({ record }) => record.id,
                  (entry) => this.line(entry),
                )}</ul>`
        }
        ${
          found.length > this.lines
            ? html`<button type="button" @click=${this.more}>${this.say('page.kept.more', {
                count: found.length - this.lines,
              })}</button>`
            : nothing
        }
        ${this.always()}
        ${this.room(entries.length)}
      </section>
      <oriel-log .state=${this.state} .controller=${this.controller}></oriel-log>
    `;
  }

  /** Whether models are kept as they are opened, and the one button that changes it. */
  private always(): TemplateResult {
    const { always } = this.state.kept;
    const name = always ? ('notAlways' as const) : ('always' as const);
    return html`
      <p class="kept-always">
        ${always ? html`<span>${this.say('page.models.isAlways')}</span>` : nothing}
        <button type="button" class="quiet" title=${this.say(`page.models.${name}Help`)}
          @click=${() => void this.controller.keepAlways(!always)}>${this.say(`page.models.${name}`)}</button>
      </p>
    `;
  }

  private readonly more = () => {
    this.lines += LINES;
    this.requestUpdate();
  };

  private readonly seek = (event: Event) => {
    this.lines = LINES;
    this.controller.seekKept((event.currentTarget as HTMLInputElement).value);
  };

  private readonly take = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const [file] = input.files ?? [];
    input.value = ''; // the same file can be chosen again
    if (file) void this.controller.importKept(file);
  };

  private tools(count: number): TemplateResult {
    const { sought, work } = this.state.kept;
    return html`
      <div class="kept-tools">
        <label class="seek"><span>${this.say('page.kept.seek')}</span>
          <input type="search" .value=${sought} @input=${this.seek}></label>
        <button type="button" ?disabled=${count === 0 || work !== null}
          title=${this.say('page.kept.exportHelp')}
          @click=${() => void this.controller.exportKept()}>${this.say('page.kept.export')}</button>
        <label class="file button">
          <input type="file" accept=".zip" ?disabled=${work !== null} @change=${this.take}>
          <span>${this.say('page.kept.import')}</span>
        </label>
      </div>
    `;
  }

  /** What is under way, or what was done last. */
  private status(): TemplateResult | typeof nothing {
    const { work, deleted, imported, chosen } = this.state.kept;
    const { language } = this.state;
    if (work?.what === 'export')
      return html`<p>${this.say('page.kept.exporting', { size: sizeText(work.done, language) })}</p>`;
    if (work?.what === 'import') return html`<p>${this.say('page.kept.importing', { count: work.done })}</p>`;
    if (deleted) {
      const { model, input } = keptLine(deleted, language);
      return html`<p class="brief">${this.say('page.kept.deleted', { model, input })}</p>
        <button type="button" class="undo"
          @click=${() => void this.controller.undoDelete()}>${this.say('page.kept.undo')}</button>`;
    }
    if (chosen.length === 1) return html`<p>${this.say('page.pair.one')}</p>`;
    if (!imported) return nothing;
    const { file, added, present, refused } = imported;
    return html`<p>${this.say('page.kept.imported', { file, added, present, refused: refused.length })}</p>`;
  }

  /** What a file held that was not taken, by name. */
  private refused(): TemplateResult | typeof nothing {
    const refused = this.state.kept.imported?.refused ?? [];
    if (refused.length === 0) return nothing;
    const text = ({ what, why }: (typeof refused)[number]) =>
      this.state.language.text(message('page.kept.refused', { what, why }));
    return html`<ul class="kept-refused">${refused.map((one) => html`<li>${text(one)}</li>`)}</ul>`;
  }

  /** Put into words once: the list is drawn anew with every step of what takes long. */
  private wordsOf(entry: KeptEntry): KeptLine {
    const { language } = this.state;
    const before = this.words.get(entry);
    if (before?.language === language) return before.line;
    const line = keptLine(entry, language);
    this.words.set(entry, { language, line });
    return line;
  }

  private line(entry: KeptEntry): TemplateResult {
    const { id } = entry.record;
    const { model, input, output, answer, when, exact } = this.wordsOf(entry);
    const isOpen = this.state.openedRecord?.record.id === id;
    const chosen = this.state.kept.chosen.includes(id);
    return html`
      <li data-record=${id} class=${isOpen ? 'current' : ''}>
        <button type="button" class="open" aria-current=${isOpen ? 'true' : nothing}
          @click=${() => void this.controller.openKept(id)}>
          <span class="what"><bdi>${model}</bdi> · <bdi>${input}</bdi></span>
          <strong><bdi>${output}</bdi> ${answer}</strong>
          <small>${this.say('page.kept.line', { when, exact })}</small>
        </button>
        <button type="button" class="quiet compare" aria-pressed=${chosen}
          aria-label=${this.say('page.pair.compareNamed', { model, input })}
          @click=${() => void this.controller.choosePair(id)}>${this.say('page.pair.compare')}</button>
        <button type="button" class="quiet" aria-label=${this.say('page.kept.deleteNamed', { model, input })}
          @click=${() => void this.controller.deleteKept(id)}>${this.say('page.kept.delete')}</button>
      </li>
    `;
  }

  private room(count: number): TemplateResult | typeof nothing {
    const { room, models } = this.state.kept;
    if (!room || count + models.length === 0) return nothing;
    const { language } = this.state;
    const [used, most] = [sizeText(room.bytes, language), sizeText(room.most, language)];
    return html`<p class="hint">${this.say('page.kept.room', { count, models: models.length, used, most })}</p>`;
  }
}

customElements.define('oriel-kept', KeptView);
