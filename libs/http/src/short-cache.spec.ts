import { ShortCache } from './short-cache.js';

describe('a short cache', () => {
  let nowMs = 0;
  let asked: string[] = [];
  const make = (answers: Record<string, string>, entriesMax = 10): ShortCache<string> => {
    nowMs = 0;
    asked = [];
    const load = async (key: string): Promise<string | undefined> => {
      asked.push(key);
      if (answers[key] === 'throw') throw new Error('not now');
      return answers[key];
    };
    return new ShortCache(load, { ageMsMax: 2_000, entriesMax }, () => nowMs);
  };

  it('asks once for all who ask meanwhile, and again when it is old', async () => {
    const cache = make({ a: 'A' });
    expect(await Promise.all([cache.get('a'), cache.get('a'), cache.get('a')])).toEqual(['A', 'A', 'A']);
    nowMs = 1_999;
    await cache.get('a');
    expect(asked).toEqual(['a']);
    nowMs = 2_000;
    await cache.get('a');
    expect(asked).toEqual(['a', 'a']);
  });

  it('keeps neither what is not there nor what could not be asked', async () => {
    const cache = make({ b: 'throw' });
    await cache.get('a');
    await cache.get('a');
    await expect(cache.get('b')).rejects.toThrow('not now');
    await expect(cache.get('b')).rejects.toThrow('not now');
    expect(asked).toEqual(['a', 'a', 'b', 'b']);
  });

  it('forgets at once', async () => {
    const cache = make({ a: 'A', b: 'B' });
    await cache.get('a');
    cache.forget('a');
    await cache.get('a');
    cache.forgetAll();
    await cache.get('a');
    expect(asked).toEqual(['a', 'a', 'a']);
  });

  it('does not grow without bound', async () => {
    const cache = make({ a: 'A', b: 'B', c: 'C' }, 2);
    for (const key of ['a', 'b', 'c', 'c', 'b', 'a']) await cache.get(key);
    expect(asked).toEqual(['a', 'b', 'c', 'a']);
  });
});
