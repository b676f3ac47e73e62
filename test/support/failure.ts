import { OrielError } from '../../src/errors.ts';

/** The typed error that the work ends with. Throws where it ends well, or with anything else. */
export async function failureOf(work: () => unknown): Promise<OrielError> {
  let thrown: unknown;
  try {
    await work();
  } catch (error) {
    thrown = error;
  }
  if (thrown instanceof OrielError) return thrown;
  throw new Error(`no typed error: ${thrown}`, { cause: thrown });
}
