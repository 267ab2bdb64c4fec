--- folder: a folder of .npy files, one a tensor, named `<tensor>.npy`.

local in_file = require "in_file"
local npy = require "seqgen.npy"
local tensor = require "tensor"

local folder = {}
folder.__index = folder

--- Opens a folder: a container as container.lua describes it, or nil and a message.
function folder.open(path)
  local list, message = in_file.list(path)
  if not list then
    return nil, message == "Not a directory" and "is neither a folder nor called .safetensors or .npz" or message
  end
  local entries, files = {}, {}
  for _, file in ipairs(list) do
    local name = file:match("^(.+)%.npy$")
    if name then
      entries[name] = path .. "/" .. file
      files[#files + 1] = entries[name]
    end
  end
  if not next(entries) then return nil, "holds no .npy file" end
  return setmetatable({entries = entries, files = files}, folder)
end

function folder:describe(name)
  local stream <close>, message = tensor.open_file(self.entries[name])
  if not stream then return nil, message end
  return npy.describe(stream)
end

function folder:load(name)
  return npy.load(self.entries[name])
end

return folder
