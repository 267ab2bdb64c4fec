--- vector_text: C text that reads and writes an rt_vec of a view.
--
-- at = {D=, N=, T=, C= C text of the first element's place (absent: 0), axis= the axis that the lanes go along ("C"),
--       n= C text of how many lanes count, "RT_LANES" for all,
--       flat= C text of a position in memory: the views all lie alike and the lanes go along memory}

local index_text = require "seqgen.index_text"

local vector_text = {}

local function stride_of(view, at)
  if at.flat then return 1 end
  local axis = at.axis or "C"
  return view.max[axis] > 1 and view.stride[axis] or 0
end

local function address_of(view, at)
  if at.flat then return view.ptr .. " + " .. at.flat end
  return index_text.address(view, at)
end

--- An rt_vec of the view's elements; one without the lanes' axis has the same in all lanes.
function vector_text.load(view, at)
  local stride, address = stride_of(view, at), address_of(view, at)
  if stride == 0 then return string.format("rt_splat(*(%s))", address) end
  if stride ~= 1 then return string.format("rt_gather(%s, %s, %s)", address, stride, at.n) end
  if at.n == "RT_LANES" then return string.format("rt_load(%s)", address) end
  return string.format("rt_load_n(%s, %s)", address, at.n)
end

--- A statement that stores the rt_vec `v`.
function vector_text.store(view, at, v)
  local stride, address = stride_of(view, at), address_of(view, at)
  if stride ~= 1 and stride ~= 0 then return string.format("rt_scatter(%s, %s, %s, %s);", address, stride, v, at.n) end
  if at.n == "RT_LANES" then return string.format("rt_store(%s, %s);", address, v) end
  return string.format("rt_store_n(%s, %s, %s);", address, v, stride == 0 and "1" or at.n)
end

--- An rt_vec of a constant: one number for all channels, or one a channel.
function vector_text.constant(name, count, at)
  if count == 1 then return string.format("rt_splat(%s[0])", name) end
  if (at.axis or "C") ~= "C" then return string.format("rt_splat(%s[%s])", name, at.C or "0") end
  if at.n == "RT_LANES" then return string.format("rt_load(%s + %s)", name, at.C) end
  return string.format("rt_load_n(%s + %s, %s)", name, at.C, at.n)
end

return vector_text
