import type { Language } from '../../catalogue/language.ts';
import type { Message } from '../../catalogue/message.ts';
import type { Prediction, Study } from '../../engine/protocol.ts';
import { noRequests, type Requests } from '../../look/requests.ts';
import type { Store as StoreOf } from '../../look/store.ts';
import type { Explanation } from '../../records/record.ts';

/** What words need to know of a model. */
export type About = Pick<Study, 'card' | 'outputs'>;

/** An explanation on show. */
export interface Shown {
  readonly record: Explanation;
  readonly about: About;
  /** The class that was asked about by its name; null for the one that is shown by default. */
  readonly chosen: string | null;
  /** Whether it is an estimate that more was to come after. */
  readonly unfinished?: boolean;
  /** Where it was made before and came with the site: whether it says something else than then. */
  readonly brought?: { readonly changed: boolean };
}

export interface Progress {
  /** Coalitions valued so far, and in all; null where the end is open. */
  readonly done: number;
  readonly total: number | null;
  readonly milliseconds: number;
}

/** Everything the frame's page knows. */
export interface FrameState {
  readonly language: Language;
  /** As `data-oriel-state` of the document says it. */
  readonly status: 'loading' | 'explaining' | 'done' | 'error';
  /** The model that is open; null before the host has opened one. */
  readonly about: About | null;
  /** The answer to what is asked about now; null until it is known. */
  readonly prediction: Prediction | null;
  /** The class that is asked about; null for the one that is shown by default. */
  readonly chosen: string | null;
  readonly shown: Shown | null;
  /** Whether what is on show is of something else than what is asked about now. */
  readonly stale: boolean;
  readonly progress: Progress | null;
  /** Whether what is under way takes so long that a person is told. */
  readonly slow: boolean;
  /** What went wrong, until it is dismissed or something else is asked. */
  readonly problem: Message | null;
  /** What to know about what is on show. */
  readonly note: Message | null;
  /** What a visitor may bring. */
  readonly offered: 'text' | 'image' | null;
  /** Whether a visitor is asked to bring it: the host has nothing to be explained. */
  readonly invites: boolean;
  /** Whether what is on show was made before and can be computed here. */
  readonly live: boolean;
  /** A chart by its name; null for the one that reads best. */
  readonly chart: string | null;
  /** Whether the page around is given what a visitor brings. */
  readonly shares: boolean;
  readonly requests: Requests;
}

export const initialState = (language: Language): FrameState => ({
  language,
  status: 'loading',
  about: null,
  prediction: null,
  chosen: null,
  shown: null,
  stale: false,
  progress: null,
  slow: false,
  problem: null,
  note: null,
  offered: null,
  invites: false,
  live: false,
  chart: null,
  shares: false,
  requests: noRequests,
});

export type Store = StoreOf<FrameState>;
