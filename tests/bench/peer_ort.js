// ONNX Runtime as a contender, through its Node binding: node peer_ort.js MODEL.onnx SHAPE IN OUT
// Speaks as time_model.c does; SHAPE: sizes joined by commas.  NODE_PATH says where onnxruntime-node is.
"use strict";
const fs = require("fs");
const readline = require("readline");
const ort = require("onnxruntime-node");

async function main([model, shape, input, output]) {
  const session = await ort.InferenceSession.create(model,
    {intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: "sequential", graphOptimizationLevel: "all"});
  const bytes = fs.readFileSync(input);
  const floats = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const feeds = {[session.inputNames[0]]: new ort.Tensor("float32", floats, shape.split(",").map(Number))};
  const y = (await session.run(feeds))[session.outputNames[0]].data;
  fs.writeFileSync(output, Buffer.from(y.buffer, y.byteOffset, y.byteLength));
  console.log("ready");
  for await (const line of readline.createInterface({input: process.stdin})) {
    const [groups, calls] = line.split(" ").map(Number);
    const times = [];
    for (let g = 0; g < groups; g++) {
      const start = process.cpuUsage();
      for (let i = 0; i < calls; i++) await session.run(feeds);
      const used = process.cpuUsage(start);
      times.push(1000 * (used.user + used.system));
    }
    console.log(times.sort((a, b) => a - b)[Math.floor(groups / 10)].toFixed(0));
  }
}

main(process.argv.slice(2));
