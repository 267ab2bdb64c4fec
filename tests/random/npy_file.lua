--- npy_file: writes .npy files of float32 or int32 (numpy.lib.format, version 1).

local npy_file = {}

--- values: numbers in C order; kind: "f" or "i".
function npy_file.write(path, shape, values, kind)
  local sizes = table.concat(shape, ", ") .. (#shape == 1 and "," or "")
  local header = string.format("{'descr': '<%s4', 'fortran_order': False, 'shape': (%s), }", kind, sizes)
  header = header .. string.rep(" ", 63 - (10 + #header) % 64) .. "\n"
  local parts = {"\x93NUMPY\1\0" .. string.pack("<I2", #header) .. header}
  for i, v in ipairs(values) do parts[i + 1] = string.pack(kind == "f" and "<f" or "<i4", v) end
  local file <close> = assert(io.open(path, "wb"))
  file:write(table.concat(parts))
end

return npy_file
