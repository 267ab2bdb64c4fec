-- Lua 5.4 without globals of one's own.
std = "lua54"
unused_args = false -- passes and operators have fixed signatures
max_line_length = false -- .ci/text knows the limit
files["tests"] = {globals = {"test_folder"}}
