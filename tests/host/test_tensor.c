/* Module tensor: moving, computing, converting elements; stored forms; what is refused. */
#include "lua_test.h"

#include <stdio.h>

#include "tensor.h"

static const char HELPERS[] =
    "function f32(shape, list) return tensor.new('f32', shape, list) end\n"
    "function expect(t, text)\n"
    "  local found = tostring(t):gsub('tensor ', '') .. ': ' .. table.concat(t:list(), ' ')\n"
    "  assert(found == text, found)\n"
    "end\n"
    "function refuse(words, f, ...)\n"
    "  local done, message = pcall(f, ...)\n"
    "  assert(not done and message:find(words, 1, true), message)\n"
    "end\n"
    "t = f32({2, 3}, {1, 2, 3, 4, 5, 6})\n";

static int open_tensor(void **state)
{
    int failed = open_lua(state);
    run_lua(state, HELPERS);
    return failed;
}

/* ---- Making and reading ------------------------------------------------------ */

static void elements_and_shape_are_told(void **state)
{
    run_lua(state, "assert(t:dtype() == 'f32' and t:count() == 6 and t:bytes_size() == 24 and #t:shape() == 2)\n"
                   "assert(t:at(1, 0) == 4 and tostring(t) == 'tensor f32 [2][3]')\n"
                   "expect(tensor.new('f64', {}, {0.1}), 'f64: 0.1')\n"
                   "expect(tensor.new('i32', {2}, {-2147483648, 7}), 'i32 [2]: -2147483648 7')\n"
                   "expect(tensor.zeros('i32', {1, 2}), 'i32 [1][2]: 0 0')\n"
                   "expect(f32({2, 0}, {}), 'f32 [2][0]: ')\n"
                   "assert(tensor.is_tensor(t) and not tensor.is_tensor(io.stdout) and not tensor.is_tensor(1))");
}

static void wrong_arguments_are_errors(void **state)
{
    run_lua(state, "refuse('the shape has 6 elements, the list 1', f32, {2, 3}, {1})\n"
                   "refuse('holds numbers', f32, {1}, {{}})\n"
                   "refuse('32-bit integers', tensor.new, 'i32', {1}, {1.5})\n"
                   "refuse('32-bit integers', tensor.new, 'i32', {1}, {1 << 31})\n"
                   "refuse('invalid option', tensor.zeros, 'f16', {1})\n"
                   "refuse('at most six axes', tensor.zeros, 'f32', {1, 1, 1, 1, 1, 1, 1})\n"
                   "refuse('sizes are integers', tensor.zeros, 'f32', {-1})\n"
                   "refuse('read with 2 indices', t.at, t, 1)\n"
                   "refuse('out of range', t.at, t, 2, 0)\n"
                   "refuse('out of range', t.at, t, 0, -1)\n"
                   "refuse('seqgen.tensor expected', t.at, io.stdout, 0)");
}

static void absurd_sizes_ask_for_no_memory(void **state)
{
    run_lua(state, "assert(tensor.bytes('f32', {3, 5}) == 60)\n"
                   "for _, shape in ipairs {{1 << 62, 4}, {1 << 32, 1 << 32}, {0, 1 << 62}, {1 << 30}} do\n"
                   "  assert(tensor.bytes('f32', shape) == nil)\n"
                   "  refuse('2 GiB', tensor.zeros, 'f32', shape)\n"
                   "  refuse('2 GiB', tensor.random, 1, shape, 1)\n"
                   "end\n"
                   "refuse('2 GiB', t.pad, t, 1, 1 << 31, 0)");
}

/* ---- Moving --------------------------------------------------------------------- */

static void axes_are_permuted(void **state)
{
    run_lua(state, "expect(t:permute {2, 1}, 'f32 [3][2]: 1.0 4.0 2.0 5.0 3.0 6.0')\n"
                   "local list = {} for i = 1, 24 do list[i] = i end\n"
                   "local u = tensor.new('f64', {2, 3, 4}, list)\n"
                   "local v = u:permute {3, 1, 2}\n"
                   "for a = 0, 1 do for b = 0, 2 do for c = 0, 3 do assert(v:at(c, a, b) == u:at(a, b, c)) end end end\n"
                   "assert(v:permute {2, 3, 1}:equal(u))\n"
                   "refuse('wanted once', t.permute, t, {1, 1})\n"
                   "refuse('one entry an axis', t.permute, t, {1})");
}

static void slices_are_taken_along_each_axis(void **state)
{
    run_lua(state, "expect(t:slice(1, 1, 1), 'f32 [1][3]: 4.0 5.0 6.0')\n"
                   "expect(t:slice(2, 1, 2), 'f32 [2][2]: 2.0 3.0 5.0 6.0')\n"
                   "expect(t:slice(2, 3, 0), 'f32 [2][0]: ')\n"
                   "refuse('start out of range', t.slice, t, 1, 3, 0)\n"
                   "refuse('count out of range', t.slice, t, 1, 1, 2)\n"
                   "refuse('no such axis', t.slice, t, 3, 0, 1)");
}

static void a_view_keeps_its_memory_alive(void **state)
{
    run_lua(state, "local view = tensor.random(1, {1000, 100}, 1):slice(1, 999, 1):reshape {100}\n"
                   "local same = tensor.random(1, {1000, 100}, 1):slice(1, 999, 1):reshape {100}\n"
                   "collectgarbage() collectgarbage()\n"
                   "for i = 1, 100 do tensor.zeros('f32', {1000}) end\n"
                   "assert(view:equal(same))\n"
                   "refuse('another number of elements', t.reshape, t, {7})");
}

static void places_are_flipped_taken_padded_and_joined(void **state)
{
    run_lua(state, "expect(t:flip(2), 'f32 [2][3]: 3.0 2.0 1.0 6.0 5.0 4.0')\n"
                   "expect(t:flip(1), 'f32 [2][3]: 4.0 5.0 6.0 1.0 2.0 3.0')\n"
                   "expect(t:take(2, {2, 0, 2, 1}), 'f32 [2][4]: 3.0 1.0 3.0 2.0 6.0 4.0 6.0 5.0')\n"
                   "refuse('index out of range', t.take, t, 2, {3})\n"
                   "expect(t:pad(2, 1, 2), 'f32 [2][6]: 0.0 1.0 2.0 3.0 0.0 0.0 0.0 4.0 5.0 6.0 0.0 0.0')\n"
                   "expect(t:pad(1, 0, 1), 'f32 [3][3]: 1.0 2.0 3.0 4.0 5.0 6.0 0.0 0.0 0.0')\n"
                   "expect(tensor.concat(1, {t, t:slice(1, 0, 1)}), 'f32 [3][3]: 1.0 2.0 3.0 4.0 5.0 6.0 1.0 2.0 3.0')\n"
                   "expect(tensor.concat(2, {t, f32({2, 1}, {7, 8})}), 'f32 [2][4]: 1.0 2.0 3.0 7.0 4.0 5.0 6.0 8.0')\n"
                   "refuse('differ', tensor.concat, 1, {t, f32({2}, {7, 8})})\n"
                   "refuse('differ', tensor.concat, 1, {t, t:to('f64')})\n"
                   "refuse('at least one', tensor.concat, 1, {})");
}

/* ---- Computing ------------------------------------------------------------------ */

static void arithmetic_broadcasts_in_double(void **state)
{
    run_lua(state, "expect(t:add(1), 'f64 [2][3]: 2.0 3.0 4.0 5.0 6.0 7.0')\n"
                   "expect(t:mul(f32({2, 1}, {10, 100})), 'f64 [2][3]: 10.0 20.0 30.0 400.0 500.0 600.0')\n"
                   "expect(t:sub(f32({3}, {1, 2, 3})), 'f64 [2][3]: 0.0 0.0 0.0 3.0 3.0 3.0')\n"
                   "expect(f32({2, 1}, {1, 2}):div(f32({1, 2}, {2, 4})), 'f64 [2][2]: 0.5 0.25 1.0 0.5')\n"
                   "expect(f32({}, {1}):add(t), 'f64 [2][3]: 2.0 3.0 4.0 5.0 6.0 7.0')\n"
                   "assert(f32({1}, {1}):add(0x1p-50):at(0) == 1 + 0x1p-50)\n"
                   "refuse('[2][3] and tensor f32 [2] do not broadcast', t.add, t, f32({2}, {1, 2}))");
}

static void functions_are_mapped(void **state)
{
    run_lua(state, "local u = f32({2}, {4, 16})\n"
                   "expect(u:map('neg'), 'f64 [2]: -4.0 -16.0') expect(u:map('sqrt'), 'f64 [2]: 2.0 4.0')\n"
                   "expect(u:map('rsqrt'), 'f64 [2]: 0.5 0.25') expect(u:map('square'), 'f64 [2]: 16.0 256.0')\n"
                   "expect(u:map('reciprocal'), 'f64 [2]: 0.25 0.0625') expect(u:map('neg'):map('abs'), 'f64 [2]: 4.0 16.0')\n"
                   "refuse('invalid option', u.map, u, 'exp')");
}

static void sums_run_along_an_axis(void **state)
{
    run_lua(state, "local t = f32({2, 3}, {1, 2, 3, 4, 5, 6})\n"
                   "expect(t:sum(1), 'f64 [3]: 5.0 7.0 9.0') expect(t:sum(2), 'f64 [2]: 6.0 15.0')\n"
                   "expect(t:reshape({1, 2, 3}):sum(2), 'f64 [1][3]: 5.0 7.0 9.0')\n"
                   "refuse('axis', t.sum, t, 3)");
}

static void conversions_round_and_tell_what_does_not_fit(void **state)
{
    run_lua(state, "local function f64(...) return tensor.new('f64', {1, select('#', ...)}, {...}) end\n"
                   "expect(f64(1 + 0x1p-24, 1 + 0x3p-24, 0x1p-150):to('f32'), 'f32 [1][3]: 1.0 1.0000002384186 0.0')\n"
                   "assert(f64(0x1.ffffffp127 - 0x1p76):to('f32'):at(0, 0) == 0x1.fffffep127)\n"
                   "local rounded, at = f64(1, 0x1.ffffffp127):to('f32')\n"
                   "assert(rounded == nil and at[1] == 0 and at[2] == 1)\n"
                   "assert(f64(1 / 0):to('f32'):at(0, 0) == math.huge, 'infinity stays')\n"
                   "assert(f64(-1e39):to('f32', 'inf'):at(0, 0) == -math.huge)\n"
                   "expect(f64(-3, 2147483647):to('i32'), 'i32 [1][2]: -3 2147483647')\n"
                   "assert(select(2, f64(1, 1.5):to('i32'))[2] == 1 and select(2, f64(0 / 0):to('i32'))[2] == 0)\n"
                   "assert(rawequal(t:to('f32'), t))");
}

static void the_first_number_that_is_not_finite_is_found(void **state)
{
    run_lua(state, "assert(t:find_non_finite() == nil)\n"
                   "local at = f32({2, 2}, {1, 2, 1 / 0, 0 / 0}):find_non_finite()\n"
                   "assert(at[1] == 1 and at[2] == 0)");
}

static void equality_is_of_bits_and_shape(void **state)
{
    run_lua(state, "assert(t:equal(f32({2, 3}, {1, 2, 3, 4, 5, 6})) and not t:equal(t:reshape {3, 2}))\n"
                   "assert(not t:equal(t:to('f64')) and not f32({}, {0}):equal(f32({}, {-0.0})))");
}

/* The generator's published first outputs for seed 1234567. */
static void random_numbers_are_splitmix64s(void **state)
{
    run_lua(state, "local words = {6457827717110365317, 3203168211198807973, 0x883ebce5a3f27c77}\n"
                   "local u = tensor.random(1234567, {3}, 1)\n"
                   "for i, word in ipairs(words) do\n"
                   "  local value = (word >> 11) * 0x1p-52 - 1\n"
                   "  assert(u:at(i - 1) == string.unpack('<f', string.pack('<f', value)), i)\n"
                   "end\n"
                   "local sum = 0\n"
                   "for _, x in ipairs(tensor.random(7, {10000}, 0.5):list()) do\n"
                   "  assert(x >= -0.5 and x <= 0.5)\n"
                   "  sum = sum + x\n"
                   "end\n"
                   "assert(math.abs(sum / 10000) < 0.01)");
}

/* ---- Stored forms ----------------------------------------------------------------- */

static void bytes_go_out_and_come_back(void **state)
{
    run_lua(state, "assert(f32({2}, {1, -2}):raw() == string.pack('<ff', 1, -2))\n"
                   "assert(tensor.new('f64', {1}, {0.1}):raw() == string.pack('<d', 0.1))\n"
                   "assert(tensor.new('i32', {1}, {-2}):raw() == string.pack('<i4', -2))\n"
                   "assert(tensor.from_raw('f32', {2, 3}, t:raw()):equal(t))\n"
                   "refuse('another number of bytes', tensor.from_raw, 'f32', {2}, '123')");
}

/* Against the definition of IEEE 754: sign, exponent, fraction. */
static void all_halves_become_the_same_floats(void **state)
{
    run_lua(state, "local bytes = {}\n"
                   "for i = 0, 65535 do bytes[i + 1] = string.pack('<I2', i) end\n"
                   "local halves = tensor.decode('f16', {65536}, table.concat(bytes))\n"
                   "local bfloats = tensor.decode('bf16', {65536}, table.concat(bytes))\n"
                   "for i = 0, 65535 do\n"
                   "  local sign, exponent, fraction = i >> 15 == 1 and -1.0 or 1.0, i >> 10 & 31, i & 1023\n"
                   "  local value = exponent == 0 and fraction * 0x1p-24 or (1024 + fraction) * 2.0 ^ (exponent - 25)\n"
                   "  if exponent == 31 then value = fraction == 0 and math.huge or 0 / 0 end\n"
                   "  local found = halves:at(i)\n"
                   "  assert(found == sign * value or found ~= found and value ~= value, i)\n"
                   "  local b, wide = bfloats:at(i), string.unpack('<f', string.pack('<I4', i << 16))\n"
                   "  assert(b == wide or b ~= b and wide ~= wide, i)\n"
                   "end");
}

static void integers_that_do_not_fit_are_told(void **state)
{
    run_lua(state, "expect(tensor.decode('i64', {2}, string.pack('<i8i8', -5, 7)), 'i32 [2]: -5 7')\n"
                   "assert(select(2, tensor.decode('i64', {2}, string.pack('<i8i8', 0, 1 << 31)))[1] == 1)\n"
                   "assert(select(2, tensor.decode('u32', {1}, '\\255\\255\\255\\255'))[1] == 0)\n"
                   "expect(tensor.decode('i8', {2}, '\\255\\127'), 'i32 [2]: -1 127')\n"
                   "expect(tensor.decode('u8', {2}, '\\255\\127'), 'i32 [2]: 255 127')\n"
                   "refuse('no stored type', tensor.decode, 'f8', {1}, '1')");
}

/* ---- Streams ------------------------------------------------------------------------ */

static const char WRITE_FILE[] = "local file = io.open('x', 'wb') file:write('abc', t:raw()) file:close()\n";

static void files_are_read_in_pieces(void **state)
{
    char source[2000];
    snprintf(source, sizeof source, "%s%s", WRITE_FILE,
             "local s = assert(tensor.open_file('x'))\n"
             "assert(s:size() == 27 and s:read(3) == 'abc' and s:position() == 3)\n"
             "assert(s:read_tensor('f32', {2, 3}, false):equal(t))\n"
             "s:seek(7) expect(s:read_tensor('f32', {1}, false), 'f32 [1]: 2.0')\n"
             "assert(select(2, s:read(17)) == 'has 27 bytes, but is read from byte 11 on, 17 bytes more')\n"
             "assert(select(2, s:read_tensor('f32', {5}, false)):find('20 bytes more'))\n"
             "assert(select(2, s:read_tensor('f64', {1 << 40}, false)):find('2 GiB'))\n"
             "s:seek(1 << 62) assert(not s:read(1))\n"
             "assert(s:close()) assert(s:close())\n"
             "refuse('the stream is closed', s.read, s, 1)");
    run_lua(state, source);
}

static void a_file_that_shrinks_is_told(void **state)
{
    char source[1000];
    snprintf(source, sizeof source, "%s%s", WRITE_FILE,
             "local s = assert(tensor.open_file('x'))\n"
             "io.open('x', 'wb'):close()\n"
             "assert(select(2, s:read(3)):find('cannot be read past byte 0'))\n"
             "assert(select(2, s:read_tensor('f32', {2}, false)):find('cannot be read'))");
    run_lua(state, source);
}

static void what_is_no_regular_file_is_not_opened(void **state)
{
    run_lua(state, "assert(os.execute('mkfifo fifo'))\n"
                   "for _, open in ipairs {tensor.open_file, tensor.open_zip} do\n"
                   "  assert(select(2, open('fifo')) == 'it is a pipe, not a file')\n"
                   "  assert(select(2, open('/dev/zero')) == 'it is a device, not a file')\n"
                   "  assert(select(2, open('/')) == 'it is a folder, not a file')\n"
                   "  assert(select(2, open('nothing')) == 'No such file or directory')\n"
                   "end");
}

/* ---- From C --------------------------------------------------------------------------- */

static void c_sees_shape_and_elements(void **state)
{
    lua_State *L = *state;
    lua_getglobal(L, "t");
    const struct tensor *t = tensor_check(L, -1);
    assert_int_equal(t->dtype, TENSOR_F32);
    assert_int_equal(t->rank, 2);
    assert_int_equal(t->shape[1], 3);
    assert_int_equal(t->count, 6);
    assert_true(((const float *)t->data)[5] == 6.0f);
    lua_pop(L, 1);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, open_tensor, close_lua)
    const struct CMUnitTest tests[] = {
        TEST(elements_and_shape_are_told),
        TEST(wrong_arguments_are_errors),
        TEST(absurd_sizes_ask_for_no_memory),
        TEST(axes_are_permuted),
        TEST(slices_are_taken_along_each_axis),
        TEST(a_view_keeps_its_memory_alive),
        TEST(places_are_flipped_taken_padded_and_joined),
        TEST(arithmetic_broadcasts_in_double),
        TEST(functions_are_mapped),
        TEST(sums_run_along_an_axis),
        TEST(conversions_round_and_tell_what_does_not_fit),
        TEST(the_first_number_that_is_not_finite_is_found),
        TEST(equality_is_of_bits_and_shape),
        TEST(random_numbers_are_splitmix64s),
        TEST(bytes_go_out_and_come_back),
        TEST(all_halves_become_the_same_floats),
        TEST(integers_that_do_not_fit_are_told),
        TEST(files_are_read_in_pieces),
        TEST(a_file_that_shrinks_is_told),
        TEST(what_is_no_regular_file_is_not_opened),
        TEST(c_sees_shape_and_elements),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
