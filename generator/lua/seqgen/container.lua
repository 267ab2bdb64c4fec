--- container: a file or folder of named tensors.
--
-- A container is {label=, names=sorted list, entries={name → ...}} with
--   c:describe(name)   {stored="f32", shape={...}}: what the file says, without reading elements
--   c:load(name)       the tensor: f32 of f32, f16, bf16; f64 of f64; i32 of the others
-- which return nil and a message, to be read after "FILE: ", where the file is at fault.
--
-- A relative path is read within the spec's folder: `..` is refused.  A symbolic link is followed, since whoever put it
-- into the folder chose where it leads.

local container = {}

local KINDS = {safetensors = "seqgen.containers.safetensors", npz = "seqgen.containers.npz"}

-- Why a path is not one to be opened, or nil.
local function path_problem(path)
  if path:sub(1, 1) == "/" then return nil end
  for part in path:gmatch("[^/]+") do
    if part == ".." then return "leads out of the spec's folder; give an absolute path, or put the file beside the spec" end
  end
end

local function opener(path)
  local extension = path:match("%.(%w+)$")
  if extension == "npy" then return nil, "is a single array; weights are a .safetensors or .npz file or a folder of .npy" end
  return require(KINDS[extension] or "seqgen.containers.folder")
end

--- Opens what `path` names, within `folder` ("" or ending in a slash) unless it is absolute.
function container.open(path, folder)
  local problem = path_problem(path)
  if problem then return nil, problem end
  local kind, message = opener(path)
  if not kind then return nil, message end
  local opened, reason = kind.open(path:sub(1, 1) == "/" and path or folder .. path, path)
  if not opened then return nil, reason end
  opened.label, opened.names = path, {}
  for name in pairs(opened.entries) do opened.names[#opened.names + 1] = name end
  table.sort(opened.names)
  return opened
end

return container
