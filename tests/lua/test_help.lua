--- `seqgen help` and `seqgen schema` say what the operators' tables say, and docs/spec.md says the same.

local attribute = require "seqgen.attribute"
local example = require "seqgen.example"
local help = require "seqgen.help"
local json = require "seqgen.json"
local keys = require "seqgen.keys"
local operators = require "seqgen.operators"
local schema = require "seqgen.schema"
local yaml = require "yaml"

local OPS = operators.load()

-- Calls check(op) for every operator, in no order that matters.
local function each(check)
  for name, op in pairs(OPS) do check(op, name) end
end

-- The value of a path of keys below a YAML node.
local function below(node, ...)
  for _, key in ipairs {...} do
    local found
    for _, pair in ipairs(node.pairs) do
      if pair.key.value == key then found = pair.value end
    end
    node = assert(found, "no " .. key)
  end
  return node
end

local tests = {}

function tests.docs_spec_holds_what_help_prints()
  local file = assert(io.open(test_folder .. "/../../docs/spec.md", "rb"))
  local text = file:read("a")
  file:close()
  local generated = text:match("<!%-%- seqgen help %-%-markdown %-%->\n\n(.*)$")
  assert(generated == help.markdown(OPS), "docs/spec.md is not what `seqgen help --markdown` prints: run\n" ..
    "  sed -i '/^<!-- seqgen help/q' docs/spec.md; (echo; seqgen help --markdown) >> docs/spec.md")
end

function tests.every_operator_says_what_it_is()
  each(function(op, name)
    assert(op.name == name, name .. " is called " .. tostring(op.name))
    assert(op.summary and op.summary ~= "", name .. " has no summary")
    assert(op.source and op.source ~= "", name .. " has no source")
    assert(op.inputs and op.inputs.min and op.results and op.results[1], name .. " has no inputs or results")
  end)
end

function tests.every_attribute_is_documented_and_new()
  local common = {}
  for _, key in ipairs(keys.layer) do common[key.name] = true end
  each(function(op, name)
    for _, a in ipairs(op.attributes or {}) do
      assert(not attribute.problem(a), attribute.problem(a))
      assert(a.doc and a.doc ~= "", name .. "." .. a.name .. " has no doc")
      assert(not common[a.name], name .. "." .. a.name .. " is a key of every layer")
      assert(attribute.text(a) ~= "", name .. "." .. a.name)
    end
  end)
end

function tests.help_of_an_operator_names_each_attribute_and_tensor()
  each(function(op)
    local text = help.operator(op)
    for _, a in ipairs(op.attributes or {}) do assert(text:find("  " .. a.name .. ": ", 1, true), text) end
    for _, tensor in ipairs(example.tensors(op, "pytorch")) do assert(text:find(tensor.name, 1, true), text) end
  end)
end

function tests.help_lists_every_operator()
  local text = help.list(OPS)
  each(function(_, name) assert(text:find("\n  " .. name .. " ", 1, true), name) end)
end

function tests.tensors_are_found_for_the_switches_that_ask_for_them()
  local names = {}
  for _, tensor in ipairs(example.tensors(OPS.lstm, "pytorch")) do names[tensor.name] = tensor.with or "always" end
  assert(names.weight_ih_l0 == "always")
  assert(names.weight_ih_l0_reverse == "bidirectional: true")
end

function tests.the_schema_is_json_with_every_operator()
  local root, errors = yaml.parse(json.encode(schema.of(OPS)), "schema.json")
  assert(#errors == 0, errors[1] and errors[1].message)
  each(function(op, name)
    assert(below(root, "$defs", "op_" .. name, "properties", "op", "const").value == name)
    for _, a in ipairs(op.attributes or {}) do below(root, "$defs", "op_" .. name, "properties", a.name) end
  end)
  assert(#below(root, "required") == 5)
end

function tests.the_schema_is_the_same_each_time()
  assert(json.encode(schema.of(OPS)) == json.encode(schema.of(operators.load())))
end

function tests.json_escapes_what_it_must()
  assert(json.encode({a = 'say "x"\n\1', b = json.array {}, c = {1, 0.5, true}}) ==
    '{\n  "a": "say \\"x\\"\\n\\u0001",\n  "b": [],\n  "c": [1, 0.5, true]\n}\n')
end

return tests
