import type { Input } from '../../library/index.ts';
import type { OrielModel } from '../../library/oriel-model.ts';
import type { Curated } from '../curated.ts';
import type { Question } from './state.ts';

const photoOf = ({ example }: Curated, name: string) => ({
  name,
  url: new URL(`examples/${example.id}/${name}`, document.baseURI).href,
  file: null,
});

/** Rows or texts that an example's card recommends. */
const samplesOf = ({ facts }: OrielModel): readonly (string | number)[] => facts.card.samples ?? [];

/** Rows between one case and the next that nobody recommends. */
const STRIDE = 97;

/** How many questions an example offers by itself. */
export function offeredBy(of: Curated, model: OrielModel): number {
  if (of.example.kind === 'image') return of.example.photos.length;
  return Math.max(1, samplesOf(model).length);
}

/** One of the questions that an example offers, by its number. */
export async function questionOf(of: Curated, model: OrielModel, number: number): Promise<Question> {
  if (of.example.kind === 'image') {
    const { photos } = of.example;
    return { kind: 'image', photos: photos.map((name) => photoOf(of, name)), at: number % photos.length };
  }
  const samples = samplesOf(model);
  const sample = samples.length > 0 ? samples[number % samples.length] : undefined;
  if (of.example.kind === 'text') return { kind: 'text', text: String(sample ?? '') };
  // After those that are recommended come others, here and there in the table.
  const isOffered = typeof sample === 'number' && number < samples.length;
  const row = isOffered ? Math.min(sample, model.facts.rows - 1) : (number * STRIDE) % model.facts.rows;
  const values = await model.row(row);
  return { kind: 'tabular', row, values, edited: values };
}

/** A question as the library takes it; null where nothing is asked yet. */
export function inputOf(question: Question): Input | null {
  switch (question.kind) {
    case 'tabular':
      return question.edited === question.values ? question.row : question.edited;
    case 'image': {
      const photo = question.photos[question.at];
      return photo.file ?? new URL(photo.url);
    }
    case 'text':
      return question.text.trim() === '' ? null : { text: question.text };
  }
}
