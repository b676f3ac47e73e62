import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { message } from '../../catalogue/message.ts';
import type { LogEntry } from '../../store/log.ts';
import { whenText } from '../wording/kept-words.ts';
import '../styles/log.css';
import { LatePanel } from './late-panel.ts';

/** Entries at first, and how many come with each wish for more. */
const LINES = 20;

/** The log of explanations: whether it is kept, what is in it, and notes and decisions for it. */
export class LogView extends LatePanel {
  private lines = LINES;
  /** The entry that a note is being written about; null for the log as a whole. */
  private writing: LogEntry | null | undefined;

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { room, log } = this.state.kept;
    // Nothing is made for a look at what is not there.
    if (room && !log.entries && this.spoken) void this.controller.readLog();
  }

  protected override content() {
    const { log } = this.state.kept;
    const entries = [...(log.entries ?? [])].reverse();
    const keep = (event: Event) => void this.controller.keepLog((event.currentTarget as HTMLInputElement).checked);
    return html`
      <section class="log" aria-labelledby="log-title">
        <h3 id="log-title">${this.say('page.log.title')}</h3>
        <label class="check"><input type="checkbox" .checked=${log.on} @change=${keep}>
          <span>${this.say('page.log.keep')}</span></label>
        <p class="hint">${this.say('page.log.help')}</p>
        ${entries.length > 0 || log.on ? this.tools(entries.length) : nothing}
        <div role="status">${this.status(entries.length)}</div>
        ${this.writing === null ? this.form(null) : nothing}
        <ol reversed>${entries.slice(0, this.lines).map((entry) => this.entry(entry, entries))}</ol>
        ${
          entries.length > this.lines
            ? html`<button type="button" @click=${this.more}>${this.say('page.log.more', {
                count: entries.length - this.lines,
              })}</button>`
            : nothing
        }
      </section>
      ${this.door()}
    `;
  }

  /** Checks what somebody else made or kept. */
  private door(): TemplateResult {
    return html`
      <div class="kept-door">
        <label class="file button">
          <input type="file" multiple accept=".json,.jsonl,.ndjson,.html,.htm,.parquet" @change=${this.check}>
          <span>${this.say('page.log.check')}</span>
        </label>
        <p class="hint">${this.say('page.log.checkHelp')}</p>
      </div>
    `;
  }

  private readonly check = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = ''; // the same file can be chosen again
    if (files.length > 0) void this.controller.openFiles(files);
  };

  private readonly more = () => {
    this.lines += LINES;
    this.requestUpdate();
  };

  private readonly take = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const [file] = input.files ?? [];
    input.value = ''; // the same file can be chosen again
    if (file) void this.controller.importLog(file);
  };

  private tools(count: number): TemplateResult {
    const isOpen = this.writing === null;
    return html`
      <div class="kept-tools">
        <button type="button" ?disabled=${count === 0}
          @click=${() => void this.controller.exportLog()}>${this.say('page.log.export')}</button>
        <label class="file button"><input type="file" accept=".jsonl" @change=${this.take}>
          <span>${this.say('page.log.import')}</span></label>
        <button type="button" class="quiet" aria-expanded=${isOpen}
          @click=${() => this.write(isOpen ? undefined : null)}>${this.say('page.log.addGeneral')}</button>
      </div>
    `;
  }

  private status(count: number): TemplateResult | typeof nothing {
    const { entries, checked, imported, on } = this.state.kept.log;
    if (entries === null) return nothing;
    const taken = imported ? html`<p>${this.say('page.log.imported', imported)}</p>` : nothing;
    if (checked?.wrong) {
      const { line, text } = checked.wrong;
      return html`${taken}<p class="remark">${this.say('page.log.wrong', { n: line - 1, text })}</p>`;
    }
    if (count === 0) return on ? html`<p class="empty">${this.say('page.log.empty')}</p>` : nothing;
    return html`${taken}<p>${this.say('page.log.intact', { entries: count })}</p>`;
  }

  private entry(entry: LogEntry, all: readonly LogEntry[]): TemplateResult {
    const { n, time, kind, record, text = '' } = entry;
    const { language } = this;
    const { kept } = this.state;
    const about =
      kind === 'explanation' ? entry : all.find((one) => one.kind === 'explanation' && one.record === record);
    const isKept = kept.entries?.some((one) => one.record.id === record) ?? false;
    const isOpen = this.writing === entry;
    const write = () => this.write(isOpen ? undefined : entry);
    return html`
      <li data-entry=${n}>
        <div>
          <strong>${this.say('page.log.kind', { kind })}</strong> <bdi>${text}</bdi>
          ${
            kind !== 'explanation' && record !== undefined && about
              ? html`<span class="hint">${this.say('page.log.about', { text: about.text ?? record })}</span>`
              : nothing
          }
          <small>${this.say('page.log.when', { when: whenText(Date.parse(time), language), n })}</small>
        </div>
        ${
          kind === 'explanation' && isKept && record !== undefined
            ? html`<button type="button" class="quiet"
                @click=${() => void this.controller.openKept(record)}>${this.say('page.log.open')}</button>`
            : nothing
        }
        ${
          kind === 'explanation'
            ? html`<button type="button" class="quiet" aria-expanded=${isOpen}
                aria-label=${this.say('page.log.addNamed', { text })}
                @click=${write}>${this.say('page.log.add')}</button>`
            : nothing
        }
        ${isOpen ? this.form(entry) : nothing}
      </li>
    `;
  }

  private write(about: LogEntry | null | undefined): void {
    this.writing = about;
    this.requestUpdate();
    if (about !== undefined)
      void this.updateComplete.then(() => this.querySelector<HTMLElement>('form select')?.focus());
  }

  private form(about: LogEntry | null): TemplateResult {
    const save = (event: SubmitEvent) => {
      event.preventDefault();
      const data = new FormData(event.currentTarget as HTMLFormElement);
      const [kind, text] = [
        data.get('kind') === 'decision' ? 'decision' : 'note',
        String(data.get('text')).trim(),
      ] as const;
      if (text === '') return;
      this.write(undefined);
      void this.controller.addToLog(kind, text, about);
    };
    const { language } = this;
    const named = (kind: string) => language.text(message('page.log.kind', { kind }));
    const kinds = ['note', 'decision'].map((kind) => html`<option value=${kind}>${named(kind)}</option>`);
    return html`
      <form class="log-note" @submit=${save}>
        <label>${this.say('page.log.what')}
          <select name="kind">${kinds}</select>
        </label>
        <label>${this.say('page.log.text')}<textarea name="text" rows="2" required></textarea></label>
        <div class="kept-tools">
          <button type="submit" class="primary">${this.say('page.log.save')}</button>
          <button type="button" @click=${() => this.write(undefined)}>${this.say('page.log.cancel')}</button>
        </div>
      </form>
    `;
  }
}

customElements.define('oriel-log', LogView);
