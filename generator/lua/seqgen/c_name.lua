--- c_name: legal, unique C identifiers for what stands inside one generated function or file.

local c_name = {}

--- The C type of an element.
c_name.TYPE = {f32 = "float", i32 = "int32_t"}

--- Does C text name the identifier?
function c_name.mentions(text, name)
  return text:find("%f[%w_]" .. name .. "%f[^%w_]") ~= nil
end

--- A giver of names: `names(wanted)` returns `wanted`, or `wanted_2`, … if it was given before.
function c_name.unique(taken)
  local used = {}
  for _, name in ipairs(taken or {}) do used[name] = true end
  return function(wanted)
    local name, n = wanted, 1
    while used[name] do
      n = n + 1
      name = wanted .. "_" .. n
    end
    used[name] = true
    return name
  end
end

--- The first parameter of a model's functions, the instance: `m`, but for a model of that name, which it would hide.
function c_name.instance(model)
  return model == "m" and "self" or "m"
end

-- What no variable stands in: comments, text, words for the compiler; and where the model's name is its type.  A first
-- capture stands before it.
local function patterns_to_keep(model)
  return {"/%*.-%*/", "schedule%(static%)[%a ]*", "(\n *)(#pragma omp[%a ]*)", "(\n *)(#%s*[eilup][^\n]*)", "(\n *)(#%s*define)",
    "_Pragma%b()", "__attribute__%s*%b()", '"[^"\n]*"',
    "struct " .. model .. " {", "} " .. model .. ";", "sizeof%(" .. model .. "%)", "%f[%w_]" .. model .. " %*[%a)]", "%f[%w_]" .. model .. " %a[%w_]*;"}
end

--- The C text with another name for variables and members that are called as the model, whose type they would hide.
function c_name.rename_locals(text, model)
  if not c_name.mentions(text, model) then return text end
  local kept = {}
  local function keep(before, piece)
    kept[#kept + 1] = piece or before
    return (piece and before or "") .. "\1" .. #kept .. "\2"
  end
  local function put_back(index) return kept[tonumber(index)] end
  text = "\n" .. text
  for _, pattern in ipairs(patterns_to_keep(model)) do text = text:gsub(pattern, keep) end
  text = text:gsub("%f[%w_]" .. model .. "%f[^%w_]", model .. "_")
  while text:find("\1") do text = text:gsub("\1(%d+)\2", put_back) end
  return text:sub(2)
end

--- The text as the inside of a C comment: nothing that ends the comment, nothing outside ASCII print.
function c_name.comment(text)
  return (text:gsub("%*/", "* /"):gsub("/%*", "/ *"):gsub("[^\x20-\x7e]", "?"))
end

--- The text as a C string literal.
function c_name.string(text)
  return '"' .. text:gsub('[\\"]', "\\%0"):gsub("[^\x20-\x7e]", function(c)
    return string.format("\\%03o", c:byte())
  end) .. '"'
end

--- The items joined by ", ", in lines of at most 100 columns; the first line begins at column `at`, the others are
-- indented by `indent` columns.
function c_name.wrap(items, at, indent)
  local lines, line = {}, ""
  local column = at
  for i, item in ipairs(items) do
    local text = item .. (i < #items and ", " or "")
    if column + #text > 100 and line ~= "" then
      lines[#lines + 1] = (line:gsub(" $", ""))
      line, column = string.rep(" ", indent), indent
    end
    line, column = line .. text, column + #text
  end
  lines[#lines + 1] = line
  return table.concat(lines, "\n")
end

return c_name
