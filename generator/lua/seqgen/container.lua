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

-- What people are likely to have instead.
local OTHERS = {
  npy = "is a single array; put it into a folder, as <layer>.<parameter>.npy",
  pt = "is a Python pickle; save the state_dict with safetensors.torch.save_file",
  h5 = "is an HDF5 file; save its arrays with numpy.savez",
  onnx = "is an ONNX model; save its initializers with numpy.savez",
}
OTHERS.pth, OTHERS.bin, OTHERS.ckpt, OTHERS.keras, OTHERS.hdf5 = OTHERS.pt, OTHERS.pt, OTHERS.pt, OTHERS.h5, OTHERS.h5

-- Why a path is not one to be opened, or nil.
local function path_problem(path)
  if path:sub(1, 1) == "/" then return nil end
  for part in path:gmatch("[^/]+") do
    if part == ".." then return "leads out of the spec's folder; give an absolute path, or put the file beside the spec" end
  end
end

local function opener(path)
  local extension = (path:match("%.(%w+)$") or ""):lower()
  if OTHERS[extension] then return nil, OTHERS[extension] end
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
