import { AnswerDeadline } from './answer-deadline.js';

describe('the deadline of answers', () => {
  it('gives up what is older than the limit, once, and nothing else', () => {
    let nowMs = 0;
    const given: string[] = [];
    const deadline = new AnswerDeadline<{ name: string }>(5_000, () => nowMs);
    const begin = (name: string): { name: string } => {
      const key = { name };
      deadline.begin(key, () => given.push(name));
      return key;
    };
    begin('a');
    const b = begin('b');
    nowMs = 1_000;
    begin('c');
    deadline.end(b);
    nowMs = 4_999;
    deadline.sweep();
    expect(given).toEqual([]);
    nowMs = 5_000;
    deadline.sweep();
    deadline.sweep();
    expect(given).toEqual(['a']);
    nowMs = 9_000;
    deadline.sweep();
    expect(given).toEqual(['a', 'c']);
    deadline.stop();
  });
});
