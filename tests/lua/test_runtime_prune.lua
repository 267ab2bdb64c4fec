--- Of the runtime only what a model calls is pasted.

local runtime_prune = require "seqgen.runtime_prune"

local SOURCE = [[
/* file.c   what it is. */
enum { SIZE = 4 };

/* called by the layer */
RT_FUNC int rt_a(int x)
{
    int y = rt_b(x);

    return y;
}

/* called by rt_a; mentions rt_c */
RT_INLINE int rt_b(int x) { return x; }

RT_INLINE int rt_c(int x)
{
    return x;
}

#if SIZE
RT_INLINE int rt_d(int x) { return rt_e(x); }
#else
RT_INLINE int rt_d(int x) { return x; }
#endif

RT_INLINE int rt_e(int x) { return x; }
]]

local tests = {}

function tests.what_nothing_calls_goes()
  local text = runtime_prune.run({SOURCE}, {"y = rt_a(1); /* not rt_c */"})[1]
  local without = SOURCE:gsub("RT_INLINE int rt_c.-\n}\n\n", "")
  assert(text == without, text)
end

function tests.a_file_that_all_is_called_of_stays_as_it_is()
  assert(runtime_prune.run({SOURCE}, {"rt_a(rt_c(1))"})[1] == SOURCE)
end

function tests.a_file_that_nothing_is_called_of_goes_whole()
  local list = runtime_prune.run({"/* f.c */\nRT_FUNC int rt_f(int x)\n{\n    return x;\n}\n", SOURCE}, {"rt_b(1)"})
  assert(#list == 1 and not list[1]:find("rt_f", 1, true))
end

return tests
