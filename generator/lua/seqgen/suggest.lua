--- suggest: the known name that a misspelt one most likely meant.

local tables = require "seqgen.tables"

local suggest = {}

local LONGEST = 64           -- no known name is longer; a longer text is not worth comparing
local work_left = 5000000   -- characters compared in a run: a help for people, not for a file of mistakes

-- Edits (insert, delete, replace, swap of neighbours) between two texts: optimal string alignment.
local function distance(a, b)
  local before, last, row = {}, {}, {}
  for j = 0, #b do last[j] = j end
  for i = 1, #a do
    row[0] = i
    for j = 1, #b do
      local same = a:byte(i) == b:byte(j)
      row[j] = math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same and 0 or 1))
      if i > 1 and j > 1 and a:byte(i) == b:byte(j - 1) and a:byte(i - 1) == b:byte(j) then
        row[j] = math.min(row[j], before[j - 2] + 1)
      end
    end
    before, last, row = last, row, before
  end
  return last[#b]
end

-- `hidden` for `hidden_size`: one is a whole word of the other.
local function is_word_of(a, b)
  return #a >= 3 and (("_" .. b .. "_"):find("_" .. a .. "_", 1, true) ~= nil)
end

-- Without what people mix up least harmfully: case, and how words are joined.
local function plain(name)
  return (name:lower():gsub("[%s-]", "_"))
end

--- The known name that is nearest to `wrong`, or nil where none is near.
-- known: a list of names, of which the first of equally near ones wins, or a table whose keys are names.
function suggest.nearest(wrong, known)
  if wrong == "" or #wrong > LONGEST or work_left < 0 then return nil end
  local text = plain(wrong)
  local best, least = nil, math.max(1, #text // 3) + 1
  for _, name in ipairs(known[1] and known or tables.sorted_keys(known)) do
    local lower = plain(name)
    work_left = work_left - #text * #lower
    local edits = distance(text, lower)
    if edits == 0 then return name end
    if edits >= least and (is_word_of(text, lower) or is_word_of(lower, text)) then edits = least - 0.5 end
    if edits < least then best, least = name, edits end
  end
  return best
end

return suggest
