import type { Language } from '../../catalogue/language.ts';
import { type Message, message } from '../../catalogue/message.ts';
import type {
  Listing,
  RowCondition,
  RowsFile,
  RowsProgress,
  RowsQuery,
  RowsWindow,
  Study,
  WindowChoice,
} from '../../library/index.ts';
import { messageOf } from '../explaining/explaining.ts';
import type { Origin } from '../state.ts';
import { wordsHolding } from '../wording/table-words.ts';
import type { TableCalls } from './looking.ts';

/** How the rows are sorted; null: as in the table. */
export type Sorting = NonNullable<RowsQuery['sort']>;

/** What draws the rows. */
export interface TableScreen {
  redraw(): void;
  /** What was fetched no longer holds; `toTop`: other rows are on show. */
  renew(toTop: boolean): void;
  /** Shows a place among the rows. */
  showPlace(place: number): void;
}

/** A model is asked for all rows without being told to where that is a matter of moments. */
const FEW_ROWS = 2000;

/** What takes long: answers to all rows, a file of them, and one in which all are explained. */
type Work = 'answers' | 'file' | 'explained';

/** A table that a person looks at: what is looked for, and what of it was fetched. */
export class TableView {
  study: Study | null = null;
  listing: Listing | null = null;
  /** The rows fetched last; `first`: the first of the file's columns in them. */
  found: (RowsWindow & { readonly first: number }) | null = null;
  find = '';
  conditions: readonly RowCondition[] = [];
  sorting: Sorting | null = null;
  /** What takes long. */
  work: { readonly kind: Work; readonly done: number; readonly total: number } | null = null;
  said: Message | null = null;
  private isOwn = false;
  private need: WindowChoice | null = null;
  private fetching = false;
  /** The row to show once there are any. */
  private first: number | null = null;

  constructor(
    private readonly calls: () => TableCalls,
    private readonly language: () => Language,
    private readonly screen: TableScreen,
  ) {}

  get query(): RowsQuery {
    const words = this.study ? wordsHolding(this.study, this.find, this.language()) : {};
    return { find: this.find, words, conditions: this.conditions, sort: this.sorting };
  }

  /** Rows that are found. */
  get total(): number {
    return this.found?.total ?? this.study?.rows ?? 0;
  }

  /** Lets go of the rows of another study, and of what was looked for in a person's own. */
  leave(study: Study | null, origin: Origin['kind'] | null): void {
    const alike = JSON.stringify(this.study?.columns) === JSON.stringify(study?.columns);
    const keeps = alike && !this.isOwn && origin === 'example';
    Object.assign(this, { study: null, listing: null, found: null, need: null, said: null });
    this.isOwn = origin === 'own';
    // Models of one example share their rows: what was looked for is looked for in the next.
    this.find = keeps ? this.find : '';
    this.conditions = keeps ? this.conditions.filter(({ about }) => about.of === 'column') : [];
    this.sorting = keeps && this.sorting?.by.of === 'column' ? this.sorting : null;
  }

  /** Looks at a study's table, from the row on that is explained. */
  async open(study: Study, row: number): Promise<void> {
    this.study = study;
    await this.attempt(async () => {
      const listing = await this.calls().listing(study);
      if (study !== this.study) return;
      this.listing = listing;
      this.renew();
      this.first = row;
      const quick = study.structure !== null || study.rows <= FEW_ROWS;
      if (!listing.answered && quick) await this.answers();
    });
  }

  /** The model's answers to all rows; whether they are known now. */
  async answers(): Promise<boolean> {
    const { study } = this;
    if (!study || !this.listing) return false;
    if (this.listing.answered) return true;
    await this.working('answers', (progress) => this.calls().answer(study, progress));
    const listing = await this.calls().listing(study);
    if (study !== this.study) return false;
    this.listing = listing;
    this.renew();
    return listing.answered;
  }

  /** A file of rows. */
  file(study: Study, choice: RowsFile): Promise<Blob> {
    return this.working(choice.explain ? 'explained' : 'file', (progress) =>
      this.calls().file(study, choice, progress),
    );
  }

  private async working<T>(kind: Work, act: (progress: RowsProgress) => Promise<T>): Promise<T> {
    const show = (work: TableView['work']) => {
      this.work = work;
      this.screen.redraw();
    };
    // Progress has a way of its own out of the worker, and may come after the end.
    let ended = false;
    show({ kind, done: 0, total: 0 });
    try {
      return await act((update) => ended || show({ kind, ...update }));
    } finally {
      ended = true;
      show(null);
    }
  }

  /** Does something; what fails is said. */
  async attempt(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (thrown) {
      this.say(messageOf(thrown));
    }
  }

  say(said: Message | null): void {
    this.said = said;
    this.screen.redraw();
  }

  /** Changes what is looked for; the model is asked first where that takes its answers. */
  look(change: Partial<Pick<TableView, 'find' | 'conditions' | 'sorting'>>): Promise<void> {
    return this.attempt(async () => {
      const keys = [
        ...(change.conditions ?? []).map(({ about }) => about),
        ...(change.sorting ? [change.sorting.by] : []),
      ];
      if (keys.some(({ of }) => of !== 'column') && !(await this.answers())) return;
      Object.assign(this, change);
      this.renew(true);
    });
  }

  private renew(toTop = false): void {
    this.said = null;
    this.screen.renew(toTop);
  }

  /** Fetches what is in sight; what has gone out of sight meanwhile is not fetched. */
  want(need: WindowChoice): void {
    this.need = need;
    void this.fetch();
  }

  private async fetch(): Promise<void> {
    if (this.fetching) return;
    this.fetching = true;
    await this.attempt(async () => {
      try {
        while (this.need && this.study && this.listing) {
          const { need, study, query } = this;
          this.need = null;
          const found = await this.calls().rows(study, query, need);
          if (study === this.study) this.found = { ...found, first: need.columns[0] };
          this.screen.redraw();
          if (this.first !== null) void this.showRow(this.first);
          this.first = null;
        }
      } finally {
        this.fetching = false;
      }
    });
  }

  /** Shows where a row stands, if it is among those on show. */
  async showRow(row: number): Promise<void> {
    const { study, query } = this;
    const place = study && (await this.calls().place(study, query, row));
    if (place !== null && study === this.study) this.screen.showPlace(place);
  }

  /** A random one of the rows on show. */
  async random(): Promise<number | null> {
    const { study, query, total } = this;
    if (!study) return null;
    const place = Math.floor(Math.random() * total);
    const { rows } = await this.calls().rows(study, query, { from: place, count: 1, columns: [0, 1] });
    return rows[0]?.row ?? null;
  }

  /** The next row on show that another class is answered for than the known one. */
  async mistake(row: number): Promise<number | null> {
    const { study } = this;
    if (!study || !(await this.answers())) return null;
    const conditions = [...this.conditions, { about: { of: 'error' }, wrong: true } as const];
    const next = await this.calls().next(study, { ...this.query, conditions, sort: null }, row);
    if (next === null) this.say(message('page.table.noMistake'));
    return next;
  }
}
