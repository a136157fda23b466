/** A sound for each result, told apart by melody: good rises, bad falls low, amber repeats, soft is one tick. */
export type Sound = 'good' | 'bad' | 'amber' | 'soft';

/** Hertz, start and length in seconds. */
type Note = readonly [hertz: number, atS: number, lengthS: number];

const MELODIES: Readonly<Record<Sound, readonly Note[]>> = {
  good: [
    [784, 0, 0.09],
    [1_175, 0.1, 0.16],
  ],
  bad: [
    [311, 0, 0.18],
    [196, 0.2, 0.32],
  ],
  amber: [
    [587, 0, 0.12],
    [587, 0.2, 0.12],
    [587, 0.4, 0.12],
  ],
  soft: [[880, 0, 0.05]],
};
const VOLUME = 0.15;
let context: AudioContext | undefined;

/** Quietly nothing where the browser has no sound or nobody has touched the page yet. */
export function play(sound: Sound): void {
  try {
    context ??= new AudioContext();
    if (context.state === 'suspended') void context.resume();
    for (const note of MELODIES[sound]) ring(context, note);
  } catch {
    context = undefined;
  }
}

function ring(audio: AudioContext, [hertz, atS, lengthS]: Note): void {
  const start = audio.currentTime + atS;
  const tone = audio.createOscillator();
  const gain = audio.createGain();
  tone.frequency.value = hertz;
  gain.gain.setValueAtTime(VOLUME, start);
  gain.gain.exponentialRampToValueAtTime(0.001, start + lengthS);
  tone.connect(gain).connect(audio.destination);
  tone.start(start);
  tone.stop(start + lengthS);
}
