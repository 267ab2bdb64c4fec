// The published model by ONNX Runtime, 16 kHz: writes the probability of speech of each frame, a line each.
//
//     node reference.js silero_vad_v6.onnx recording.wav... > probabilities.txt
const fs = require('fs');
const ort = require('onnxruntime-node');

const CONTEXT = 64, FRAME = 512;

// The samples of a 16-bit WAV file behind its header of 44 bytes, which main.c checks; zeros up to a whole frame.
function samplesOf(path) {
  const data = fs.readFileSync(path).subarray(44);
  const samples = new Float32Array(Math.ceil(data.length / 2 / FRAME) * FRAME);
  for (let i = 0; 2 * i + 1 < data.length; i++) samples[i] = data.readInt16LE(2 * i) / 32768;
  return samples;
}

async function listen(session, samples) {
  const sr = new ort.Tensor('int64', BigInt64Array.of(16000n), []);
  const audio = new Float32Array(CONTEXT + FRAME);
  let state = new ort.Tensor('float32', new Float32Array(2 * 128), [2, 1, 128]);
  for (let at = 0; at < samples.length; at += FRAME) {
    audio.copyWithin(0, FRAME);
    audio.set(samples.subarray(at, at + FRAME), CONTEXT);
    const input = new ort.Tensor('float32', audio, [1, CONTEXT + FRAME]);
    const result = await session.run({input, state, sr});
    state = result.stateN;
    console.log(result.output.data[0].toPrecision(9));
  }
}

async function main([model, ...recordings]) {
  const session = await ort.InferenceSession.create(model, {intraOpNumThreads: 1});
  for (const path of recordings) await listen(session, samplesOf(path));
}

main(process.argv.slice(2));
