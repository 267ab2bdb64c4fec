--- container: a file or folder of named tensors.
--
-- A container is {label=, names=sorted list, entries={name → ...}, files=the paths it is read from} with
--   c:describe(name)   {stored="f32", shape={...}}: what the file says, without reading elements
--   c:load(name)       the tensor: f32 of f32, f16, bf16; f64 of f64; i32 of the others
-- which return nil and a message, to be read after "FILE: ", where the file is at fault.
--
-- A relative path begins at the spec's folder.

local container = {}

local KINDS = {safetensors = "seqgen.containers.safetensors", npz = "seqgen.containers.npz"}

-- What people are likely to have instead: {what it is, what to do}.
local PICKLE = {"is a Python pickle", "save the state_dict with safetensors.torch.save_file"}
local HDF5 = {"is an HDF5 file", "save its arrays with numpy.savez"}
local OTHERS = {
  npy = {"is a single array", "put it into a folder, as <layer>.<parameter>.npy"},
  onnx = {"is an ONNX model", "save its initializers with numpy.savez"},
  pt = PICKLE, pth = PICKLE, bin = PICKLE, ckpt = PICKLE, h5 = HDF5, hdf5 = HDF5, keras = HDF5,
}

--- Opens what `path` names, from `folder` ("" or ending in a slash) unless it is absolute; or gives nil, what is wrong
-- and, where it is clear, how to mend it.
function container.open(path, folder)
  local extension = (path:match("%.(%w+)$") or ""):lower()
  if OTHERS[extension] then return nil, table.unpack(OTHERS[extension]) end
  local kind = require(KINDS[extension] or "seqgen.containers.folder")
  local opened, message = kind.open(path:sub(1, 1) == "/" and path or folder .. path, path)
  if not opened then return nil, message end
  opened.label, opened.names = path, {}
  for name in pairs(opened.entries) do opened.names[#opened.names + 1] = name end
  table.sort(opened.names)
  return opened
end

return container
