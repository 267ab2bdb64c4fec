--- `seqgen report`: one well-formed HTML file that names every layer, output and weight, and needs nothing from elsewhere.

local in_file = require "in_file"
local out_file = require "out_file"
local process = require "process"

local seqgen = assert(os.getenv "SEQGEN", "set SEQGEN to the program")

local RESIDUAL = [[
seqgen: 1
name: residual
mode: stream
weights: {random: 3}
inputs:
  x: {layout: CT, shape: [4, 8]}
  ids: {layout: T, shape: [8], dtype: i32}
layers:
  - {op: conv1d, name: first, from: x, out_channels: 6, kernel_size: 3, padding: causal}
  - {op: gru, name: middle, hidden_size: 6}
  - {op: embedding, name: words, from: ids, num_embeddings: 5, embedding_dim: 6}
  - {op: add, name: sum, from: [first, middle, words]}
  - {op: softmax, name: share}
outputs:
  y: {from: share, layout: CT}
  rest: {from: first, layout: CT}
]]

local NO_WEIGHTS = [[
seqgen: 1
name: bare
inputs:
  x: {layout: TC, shape: [3, 2]}
layers:
  - {op: relu}
outputs:
  y: {from: relu, layout: CT}
]]

local function report(text, name)
  local folder = assert(process.make_folder())
  local model, page = folder .. "/" .. (name or "model.yaml"), folder .. "/report.html"
  assert(out_file.write(model, text))
  local run = assert(process.run {seqgen, "report", model, "-o", page})
  local got = in_file.read(page)
  process.remove_folder(folder)
  return got, run
end

-- Every element ends, in order.
local function assert_well_formed(page)
  local open = {}
  for slash, name, rest in page:gmatch "<(/?)(%a[%w]*)([^<>]*)>" do
    if slash == "/" then
      assert(table.remove(open) == name, "</" .. name .. "> ends another element")
    elseif rest:sub(-1) ~= "/" and name ~= "meta" then
      open[#open + 1] = name
    end
  end
  assert(#open == 0, "an element has no end: " .. tostring(open[#open]))
  local without = page:gsub("<[^<>]*>", ""):gsub("<!DOCTYPE html>", "")
  assert(not without:find "[<>]", "a bare < or >")
end

local tests = {}

function tests.it_names_what_the_model_has()
  local page = report(RESIDUAL)
  assert_well_formed(page)
  for _, word in ipairs {"residual", "first", "middle", "words", "sum", "share", "rest", "ids", "first.weight", "middle.weight_hh_l0",
    "words.weight", "a stream", "unbounded", "first_past"} do
    assert(page:find(word, 1, true), word)
  end
end

function tests.a_line_joins_what_does_not_follow_each_other()
  local page = report(RESIDUAL)
  local straight, round = 0, 0
  for path in page:gmatch 'class="edge" d="([^"]*)"' do
    if path:find("q", 1, true) then round = round + 1 else straight = straight + 1 end
  end
  assert(straight >= 3 and round >= 4, straight .. " straight, " .. round .. " round")
end

function tests.it_is_the_same_each_time()
  assert(report(RESIDUAL) == report(RESIDUAL))
end

function tests.it_needs_nothing_from_elsewhere()
  local page = report(RESIDUAL)
  for _, word in ipairs {"http", "<script", "src=", "@import", "url(//"} do assert(not page:find(word, 1, true), word) end
end

function tests.a_model_without_weights_state_and_scratch()
  local page = report(NO_WEIGHTS)
  assert_well_formed(page)
  assert(page:find("This model needs none", 1, true) and not page:find("<h2>Weights", 1, true) and not page:find("between calls", 1, true))
end

function tests.a_files_name_can_hold_anything()
  local page = report(NO_WEIGHTS, "<b>&\"x.yaml")
  assert_well_formed(page)
  assert(page:find("&lt;b&gt;&amp;&quot;x.yaml", 1, true))
end

function tests.a_wrong_model_leaves_no_page()
  local page, run = report((NO_WEIGHTS:gsub("relu", "rule")))
  assert(page == nil and run.status == 1 and run.stderr:find "model.yaml:", run.stderr)
end

return tests
