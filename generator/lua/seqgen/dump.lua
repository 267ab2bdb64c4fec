--- dump: `--dump PASS` prints what a pass returned, as Lua text with sorted keys.

local pipeline = require "seqgen.pipeline"
local tensor = require "tensor"

local dump = {}

local function sorted_keys(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b)
    if type(a) == type(b) and type(a) ~= "table" then return a < b end
    return tostring(a) < tostring(b)
  end)
  return keys
end

local SKIP = {mark = true, marks = true, spec = true, layer = true, given = true}

local function scalar_text(v)
  if type(v) == "string" then return string.format("%q", v) end
  if tensor.is_tensor(v) then return string.format("<%s [%s]>", v:dtype(), table.concat(v:shape(), "][")) end
  return type(v) == "function" and "<function>" or tostring(v)
end

local function write(v, indent, open, out)
  if type(v) ~= "table" then
    out[#out + 1] = scalar_text(v)
    return
  end
  if open[v] then
    out[#out + 1] = "<above>"
    return
  end
  open[v] = true
  out[#out + 1] = "{\n"
  for _, key in ipairs(sorted_keys(v)) do
    if not SKIP[key] then
      out[#out + 1] = indent .. "  " .. (type(key) == "string" and key or "[" .. tostring(key) .. "]") .. " = "
      write(v[key], indent .. "  ", open, out)
      out[#out + 1] = ",\n"
    end
  end
  out[#out + 1] = indent .. "}"
  open[v] = nil
end

--- Prints what `pass` gives for the model; options as the passes read them.
function dump.main(path, pass, options)
  local value, cx = pipeline.run(path, options, pass)
  if not value then
    io.stderr:write(cx.diag:text())
    return 1
  end
  local out = {}
  write(value, "", {}, out)
  print(table.concat(out))
  return 0
end

return dump
