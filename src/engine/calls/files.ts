import type { EngineApi } from '../protocol.ts';
import { createFilesOnce } from '../studies/files-once.ts';
import { createHeldOnce } from '../studies/held-once.ts';
import { openModelFile } from '../studies/open-model.ts';
import { openTableFile } from '../studies/open-table.ts';
import { readBytes } from '../studies/read-bytes.ts';
import type { ModelFile } from '../studies/study.ts';
import { createTablesOnce } from '../studies/tables-once.ts';
import type { EngineState } from './state.ts';

type FileCalls = Pick<EngineApi, 'openModel' | 'openTable' | 'openPicture' | 'openVocabulary'>;

/** Files that are opened. */
export function fileCalls({ opened, spare, checkOpen }: EngineState): FileCalls {
  const { models, tables, pictures, vocabularies } = opened;
  const heldOnce = createHeldOnce();
  const modelsOnce = createFilesOnce<ModelFile>();
  const tablesOnce = createTablesOnce();
  return {
    async openModel(file, beside = []) {
      checkOpen();
      // A model's own file says nothing of those beside it.
      const read = beside.length > 0 ? openModelFile(file, beside) : modelsOnce(file, (one) => openModelFile(one, []));
      const model = heldOnce(await read);
      // What only a structure answers, or another runtime, has no use for it.
      if (model.facts.format === 'onnx') spare?.prepare();
      return { handle: models.put(model), facts: model.facts };
    },

    async openTable(file) {
      checkOpen();
      const raw = await tablesOnce(file, openTableFile);
      return { handle: tables.put(raw), file: file.name, columns: raw.header, rows: raw.lines.length };
    },

    async openPicture(file) {
      checkOpen();
      // What only pictures or only texts need is large, and comes when there are any.
      const { decodePicture } = await import('../../data/pictures/picture-decode.ts');
      const picture = await decodePicture(await readBytes(file), file.name);
      const { width, height } = picture;
      return { handle: pictures.put({ file: file.name, picture }), file: file.name, width, height };
    },

    async openVocabulary(file) {
      checkOpen();
      const { readVocabulary } = await import('../../data/text/vocabulary.ts');
      const vocabulary = readVocabulary(await readBytes(file), file.name);
      return { handle: vocabularies.put(vocabulary), file: file.name };
    },
  };
}
