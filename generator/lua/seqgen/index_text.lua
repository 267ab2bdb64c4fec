--- index_text: C text of where an element of a view lies.

local index_text = {}

local AXES = {"D", "N", "T", "C"}

local function factor(text)
  return text:find("^[%w_]+$") and text or "(" .. text .. ")"
end

--- "n * 12 + t": the position for `at` = {N = "n", T = "t"}; an axis that is left out counts as 0.
function index_text.position(view, at)
  local terms = {}
  for _, axis in ipairs(AXES) do
    local i, stride = at[axis] and tostring(at[axis]), view.stride[axis]
    if i and i ~= "0" and view.max[axis] > 1 and stride ~= 0 then
      terms[#terms + 1] = stride == 1 and factor(i) or factor(i) .. " * " .. stride
    end
  end
  return #terms > 0 and table.concat(terms, " + ") or "0"
end

--- "x[n * 12 + t]".
function index_text.element(view, at)
  return string.format("%s[%s]", view.ptr, index_text.position(view, at))
end

--- "x + n * 12 + t".
function index_text.address(view, at)
  local position = index_text.position(view, at)
  return position == "0" and view.ptr or view.ptr .. " + " .. position
end

return index_text
