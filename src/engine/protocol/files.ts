import type { ModelFacts } from '../../models/model.ts';

/** A file's bytes: from the person's disk, or fetched from the origin by the engine's worker. */
export type FileSource =
  | { readonly name: string; readonly data: Blob | ArrayBuffer }
  | { readonly name: string; readonly url: string };

/** A handle is a short string that the engine gives out; what it stands for stays in its worker. */
export type ModelHandle = string;

export type TableHandle = string;

export type PictureHandle = string;

export type VocabularyHandle = string;

/** A model's file that was read: what it says of itself, and a handle. */
export interface OpenedModel {
  readonly handle: ModelHandle;
  readonly facts: ModelFacts;
}

/** A table's file that was read; what its columns hold is recognised once there is a model. */
export interface OpenedTable {
  readonly handle: TableHandle;
  readonly file: string;
  /** The header, a target column included. */
  readonly columns: readonly string[];
  readonly rows: number;
}

export interface OpenedPicture {
  readonly handle: PictureHandle;
  readonly file: string;
  readonly width: number;
  readonly height: number;
}

/** A vocabulary's file that was read; a model and a card make it a tokenizer. */
export interface OpenedVocabulary {
  readonly handle: VocabularyHandle;
  readonly file: string;
}
