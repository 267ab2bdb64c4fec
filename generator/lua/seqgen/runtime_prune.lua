--- runtime_prune: takes the functions that nothing calls out of the runtime's text.
--
-- A piece is what stands between blank lines outside of a function: its comment and itself.  Pieces under #if are kept as
-- they are, since their #else may have the same function in another form.

local runtime_prune = {}

-- The text in its pieces, each {text=, conditional=}; joined by blank lines they are the text again.
local function split(source)
  local pieces, lines, depth, inside, conditional = {}, {}, 0, false, false
  for line in (source .. "\n\n"):gmatch("(.-)\n") do
    if line:find("^#%s*if") then depth = depth + 1 end
    conditional = conditional or depth > 0 or line:find("^#") ~= nil
    if line:find("^#%s*endif") then depth = depth - 1 end
    inside = not line:find("^}") and (inside or line:find("^{") ~= nil)
    if line ~= "" or inside then
      lines[#lines + 1] = line
    elseif #lines > 0 then
      pieces[#pieces + 1] = {text = table.concat(lines, "\n"), conditional = conditional}
      lines, conditional = {}, depth > 0
    end
  end
  return pieces
end

-- The name of the one function that a piece defines; nil for anything else.
local function defined(piece)
  local names = {}
  for name in ("\n" .. piece.text):gmatch("\n%u[%w_]* [^\n(;=]-([%w_]+)%([^;]-%)%s*{") do names[#names + 1] = name end
  return not piece.conditional and #names == 1 and names[1] or nil
end

-- The pieces of each source, the text that is kept whatever is called, and name → text of the functions.
local function sort_out(sources)
  local files, roots, functions = {}, {}, {}
  for i, source in ipairs(sources) do
    files[i] = split(source)
    for _, piece in ipairs(files[i]) do
      piece.name = defined(piece)
      if piece.name then
        functions[piece.name] = piece.text
      else
        roots[#roots + 1] = piece.text
      end
    end
  end
  return files, roots, functions
end

-- The names of the functions that the texts call, and those that these call.
local function called_by(texts, functions)
  local waiting, called = {table.unpack(texts)}, {}
  while #waiting > 0 do
    local text = table.remove(waiting):gsub("/%*.-%*/", "")
    for word in text:gmatch("[%a_][%w_]*") do
      if functions[word] and not called[word] then
        called[word] = true
        waiting[#waiting + 1] = functions[word]
      end
    end
  end
  return called
end

--- The sources without the functions that neither `texts` nor what is kept of them calls.
function runtime_prune.run(sources, texts)
  local files, roots, functions = sort_out(sources)
  local called = called_by(table.move(texts, 1, #texts, #roots + 1, roots), functions)
  local result = {}
  for _, file in ipairs(files) do
    local kept = {}
    for _, piece in ipairs(file) do
      if not piece.name or called[piece.name] then kept[#kept + 1] = piece.text end
    end
    if #kept > 0 then result[#result + 1] = table.concat(kept, "\n\n") .. "\n" end
  end
  return result
end

return runtime_prune
