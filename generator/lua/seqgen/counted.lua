--- counted: "1 step", "2 steps": how many there are of what, in comments and messages; with a verb "1 step has", "2 steps have".

return function(n, what, one, more)
  local verb = n == 1 and one or more
  return string.format("%d %s%s%s", n, what, n == 1 and "" or "s", verb and " " .. verb or "")
end
