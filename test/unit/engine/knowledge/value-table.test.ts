import { describe, expect, it, test } from 'vitest';
import { createKnowledge, type Values } from '../../../../src/engine/knowledge/knowledge.ts';
import { createValueTable } from '../../../../src/engine/knowledge/value-table.ts';
import { createRandom } from '../../../../src/numerics/random.ts';

describe('a table of values', () => {
  it.each([1, 2, 7])('finds what was added and nothing else, with keys of %i words', (words) => {
    const table = createValueTable(words, 3);
    const random = createRandom(words);
    const right = new Map<string, number[]>();
    // Few different words, so that keys share most of theirs, and some come twice.
    const key = () => Uint32Array.from({ length: words }, () => random.integer(words === 1 ? 4000 : 9) * 0x1000193);
    const given = Array.from({ length: 3000 }, key);
    for (let from = 0; from < given.length; from += 100) {
      const keys = given.slice(from, from + 100);
      const values = keys.map(() => [random.normal(), random.normal(), random.normal()]);
      for (const [at, each] of keys.entries()) if (!right.has(each.join())) right.set(each.join(), values[at]);
      table.add(Uint32Array.from(keys.flatMap((each) => [...each])), Float64Array.from(values.flat()));
    }
    expect(table.count).toBe(right.size);
    for (const each of [...given, ...Array.from({ length: 3000 }, key)]) {
      const place = table.find(each, 0);
      const expected = right.get(each.join());
      expect(place >= 0).toBe(expected !== undefined);
      if (expected) expect([0, 1, 2].map((column) => table.value(place, column))).toEqual(expected);
    }
    const { keys, values } = table.all();
    expect([keys.length, values.length]).toEqual([right.size * words, right.size * 3]);
  });
});

describe('what an engine knows', () => {
  const values: Values = { of: 'coalitions', words: 1, outputs: [0] };
  const one = (n: number) => ({ keys: Uint32Array.of(n), values: Float64Array.of(n) });
  const many = (count: number) => ({
    keys: Uint32Array.from({ length: count }, (_, n) => n),
    values: new Float64Array(count),
  });

  it('keeps back ends, outputs, and coalitions and rows apart', () => {
    const knowledge = createKnowledge();
    knowledge.learn({ id: 'a', by: 'wasm' }, values, one(7));
    expect(knowledge.look({ id: 'a', by: 'wasm' }, values)?.find(Uint32Array.of(7), 0)).toBe(0);
    for (const by of ['webgpu', 'mixed', 'native', 'cpu'] as const)
      expect(knowledge.look({ id: 'a', by }, values)).toBeNull();
    expect(knowledge.look({ id: 'b', by: 'wasm' }, values)).toBeNull();
    expect(knowledge.look({ id: 'a', by: 'wasm' }, { ...values, outputs: [1] })).toBeNull();
    expect(knowledge.look({ id: 'a', by: 'wasm' }, { ...values, of: 'float32' })).toBeNull();
  });

  it('never takes more than it may, and forgets first what was used least lately', () => {
    const most = 100_000;
    const knowledge = createKnowledge(most);
    const played = (n: number) => ({ id: `${n}`, by: 'wasm' }) as const;
    for (let n = 0; n < 1000; n++) {
      knowledge.learn(played(n), values, many(500));
      knowledge.learnAnswer(played(n), new Float64Array(8));
      knowledge.look(played(0), values); // in use all the time
      expect(knowledge.bytes).toBeLessThanOrEqual(most);
    }
    expect(knowledge.bytes).toBeGreaterThan(most / 2);
    expect(knowledge.look(played(0), values)?.count).toBe(500);
    expect(knowledge.look(played(999), values)?.count).toBe(500);
    expect(knowledge.look(played(990), values)).toBeNull();
  });

  test('a game that has no room alone keeps what it has', () => {
    const knowledge = createKnowledge(20_000);
    const played = { id: 'a', by: 'wasm' } as const;
    for (let from = 0; from < 100_000; from += 100) {
      const { keys, values: numbers } = many(100);
      knowledge.learn(played, values, { keys: keys.map((key) => key + from), values: numbers });
      expect(knowledge.bytes).toBeLessThanOrEqual(20_000);
    }
    expect(knowledge.look(played, values)?.find(Uint32Array.of(0), 0)).toBe(0);
  });
});
