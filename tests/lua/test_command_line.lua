--- Options of commands: values in both forms, lists of pairs, and what is said of wrong ones.

local command_line = require "seqgen.command_line"

local KNOWN = {["--input"] = "pairs", ["--tolerance"] = "number", ["--layers"] = "flag", ["--ops"] = "text",
  ["--optimize"] = {"speed", "size"}}

local function message_of(...)
  local options, message = command_line.parse({...}, KNOWN)
  assert(options == nil, "it was accepted")
  return message
end

local tests = {}

function tests.values_stand_behind_a_space_or_an_equals_sign()
  local options, files = command_line.parse({"--tolerance", "1e-3", "m.yaml", "--ops=mine", "--layers"}, KNOWN)
  assert(options.tolerance == 1e-3 and options.ops == "mine" and options.layers == true)
  assert(#files == 1 and files[1] == "m.yaml")
end

function tests.pairs_gather_in_order()
  local options = command_line.parse({"--input", "x=a=b.npy", "--input=h=c.npy"}, KNOWN)
  assert(options.input[1].name == "x" and options.input[1].value == "a=b.npy")
  assert(options.input[2].name == "h" and options.input[2].value == "c.npy")
end

function tests.wrong_options_are_named()
  assert(message_of("--foo") == "unknown option --foo")
  assert(message_of("--tolerence=1") == "unknown option --tolerence; did you mean --tolerance?")
  assert(message_of("--tolerance") == "--tolerance needs a value")
  assert(message_of("--tolerance", "much") == "--tolerance is 'much', not a number of 0 or more")
  assert(message_of("--tolerance=-1") == "--tolerance is '-1', not a number of 0 or more")
  assert(message_of("--input", "x.npy") == "--input is 'x.npy', not NAME=FILE")
  assert(message_of("--optimize=all") == "--optimize is 'all', not speed or size")
  assert(message_of("--layers=1") == "--layers takes no value")
end

return tests
