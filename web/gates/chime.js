/** A short, quiet sound, made in the browser. */

const NOTES = [
  { hertz: 659.25, at: 0 },
  { hertz: 880, at: 0.12 },
];
const LASTS = 0.5;
const LOUDNESS = 0.12;

/** Browsers are silent until the page was used once; there it makes no sound. */
export function chime() {
  const audio = new AudioContext();
  const last = NOTES.map(({ hertz, at }) => note(audio, hertz, audio.currentTime + at)).at(-1);
  last?.addEventListener("ended", () => void audio.close());
  if (audio.state === "suspended") void audio.close();
}

/**
 * @param {AudioContext} audio
 * @param {number} hertz
 * @param {number} at seconds
 */
function note(audio, hertz, at) {
  const tone = new OscillatorNode(audio, { type: "sine", frequency: hertz });
  const loudness = new GainNode(audio, { gain: 0 });
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(LOUDNESS, at + 0.01);
  loudness.gain.exponentialRampToValueAtTime(0.0001, at + LASTS);
  tone.connect(loudness).connect(audio.destination);
  tone.start(at);
  tone.stop(at + LASTS);
  return tone;
}
