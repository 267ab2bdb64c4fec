--- npz: a zip archive of .npy files, as numpy.savez and numpy.savez_compressed write it.
--
-- An entry's header is read first and its elements only once its shape is wanted, so an archive that unpacks to far
-- more than it says costs nothing.
-- Source: https://numpy.org/doc/stable/reference/generated/numpy.savez.html

local npy = require "seqgen.npy"
local tensor = require "tensor"

local npz = {}
npz.__index = npz

--- Opens a file: a container as container.lua describes it, or nil and a message.
function npz.open(path)
  local zip, message = tensor.open_zip(path)
  if not zip then return nil, message end
  local list, problem = zip:entries()
  if not list then return nil, problem end
  local entries = {}
  for _, entry in ipairs(list) do
    local name = entry.name:match("^(.*)%.npy$")
    if name and entries[name] then return nil, string.format("gives the name '%s' twice", name) end
    if name then entries[name] = entry end
  end
  if not next(entries) then return nil, "holds no .npy file" end
  return setmetatable({zip = zip, entries = entries, files = {path}}, npz)
end

-- Runs read(stream, description) on an open entry; the first failure wins.
local function with_entry(self, name, read)
  local stream <close>, message = self.zip:open(self.entries[name])
  if not stream then return nil, message end
  local description, problem = npy.describe(stream)
  if not description then return nil, problem end
  return read(stream, description)
end

function npz:describe(name)
  return with_entry(self, name, function(_, description) return description end)
end

function npz:load(name)
  return with_entry(self, name, function(stream, description)
    local t, message = npy.elements(stream, description)
    if not t then return nil, message end
    local sound, problem = stream:close()
    if not sound then return nil, problem end
    return t
  end)
end

return npz
