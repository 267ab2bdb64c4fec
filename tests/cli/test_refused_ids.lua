--- An id outside an embedding: `run` returns SEQGEN_E_INDEX and the stream goes on as if the call had not been, whether
-- the ids come from the caller or from a layer behind others that keep state.

local out_file = require "out_file"
local process = require "process"

local seqgen = assert(os.getenv "SEQGEN", "set SEQGEN to the program")

-- x holds the id in its first channel; %s: the layers.
local SPEC = [[
seqgen: 1
name: m
mode: stream
weights: {random: 3}
inputs:
  x: {layout: TC, shape: [4, 3]}
  ids: {layout: T, shape: [4], dtype: i32}
layers:
%s
outputs:
  y: {from: last, layout: TC}
]]

local FROM_A_LAYER = [[
  - {op: lstm, name: rnn, from: x, hidden_size: 3}
  - {op: conv1d, name: past, out_channels: 3, kernel_size: 3, padding: causal}
  - {op: cast, name: whole, dtype: i32, from: x}
  - {op: select, name: picked, axis: C, index: 0}
  - {op: embedding, name: table, num_embeddings: 5, embedding_dim: 3}
  - {op: add, name: sum, from: [past, table]}
  - {op: gru, name: last, hidden_size: 2}]]

local FROM_THE_CALLER = [[
  - {op: lstm, name: rnn, from: x, hidden_size: 3}
  - {op: embedding, name: table, from: ids, num_embeddings: 5, embedding_dim: 3}
  - {op: add, name: sum, from: [rnn, table]}
  - {op: gru, name: last, hidden_size: 2}]]

-- Two streams of two good calls; one of them has bad calls between.
local PROGRAM = [[
#include "m.c"
#include <stdio.h>
#include <string.h>

int main(void)
{
    static m one, other;
    float y[2][4][2], rubbish[4][2];
    m_reset(&one);
    m_reset(&other);
    for (int call = 0; call < 2; call++) {
        const int32_t ids[4] = {0, 4, call, 2};
        const float x[4][3] = {{0.f, .5f, -.5f}, {4.f, 1.f, 2.f}, {(float)call, .25f, -1.f}, {2.f, 0.f, 1.f}};
        for (int bad = -1; bad <= 5; bad += 6) {
            int32_t bad_ids[4];
            float bad_x[4][3];
            memcpy(bad_ids, ids, sizeof ids);
            memcpy(bad_x, x, sizeof x);
            bad_ids[3] = bad;
            bad_x[3][0] = (float)bad;
            if (m_run(&other, &bad_x[0][0], bad_ids, &rubbish[0][0]) != SEQGEN_E_INDEX) return puts("is not refused"), 1;
        }
        if (m_run(&one, &x[0][0], ids, &y[0][0][0]) != 0 || m_run(&other, &x[0][0], ids, &y[1][0][0]) != 0)
            return puts("a good call is refused"), 1;
        if (memcmp(y[0], y[1], sizeof y[0]) != 0) return puts("the state has changed"), 1;
    }
    return 0;
}
]]

local function run_ok(...)
  local run = assert(process.run(...))
  assert(run.status == 0, run.stdout .. run.stderr)
end

local function stream_goes_on(layers)
  local folder = assert(process.make_folder())
  assert(out_file.write(folder .. "/m.yaml", SPEC:format(layers)))
  assert(out_file.write(folder .. "/main.c", PROGRAM))
  run_ok({seqgen, "m.yaml", "-o", "m.c"}, {cwd = folder})
  run_ok({"gcc", "-std=c99", "-O1", "-Wall", "-Wextra", "-Werror", "main.c", "-o", "main"}, {cwd = folder})
  run_ok({"./main"}, {cwd = folder})
  process.remove_folder(folder)
end

local tests = {}

function tests.ids_of_the_caller() stream_goes_on(FROM_THE_CALLER) end
function tests.ids_of_a_layer() stream_goes_on(FROM_A_LAYER) end

return tests
